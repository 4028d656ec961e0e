import type { RequestListener } from 'node:http';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import { guarded } from './guard.ts';
import { answerSigned } from './http.ts';
import { createSocket } from './socket.ts';
import type { Take, TakeAny } from './take.ts';
import type { SlackWaits } from './waits.ts';

export interface Entrance {
  /** For signed requests; undefined in Socket Mode. */
  readonly listener: RequestListener | undefined;
  /** Starts taking payloads. @throws RapportError for operators when Slack refuses us. */
  open(take: Take): Promise<void>;
  /** Stops taking payloads. */
  close(): Promise<void>;
}

export interface EntranceOptions {
  readonly receive:
    | { readonly mode: 'socket'; readonly appToken: string }
    | { readonly mode: 'http'; readonly signingSecret: string };
  readonly apiUrl: string;
  readonly waits: Pick<SlackWaits, 'ack'>;
  /** Real time: signatures are checked against it. */
  readonly clock: Clock;
  readonly log: Logger;
}

/** The one address for all of Slack's requests. */
export const EVENTS_PATH = '/slack/events';

/**
 * Bolt's verification and connection in front of one function. No payload of Slack's and no exception of Bolt's passes
 * uncaught.
 */
export function createEntrance({ receive, apiUrl, waits, clock, log }: EntranceOptions): Entrance {
  let take: Take | undefined;
  const taking: TakeAny = async (body) => {
    if (!isRecord(body)) {
      log.warn(
        { got: body === null ? 'null' : Array.isArray(body) ? 'a list' : typeof body },
        'slack: a payload is no object; it is acknowledged and ignored',
      );
      return undefined;
    }
    // More than 30,000 events of a team in an hour (docs.slack.dev/apis/events-api). Slack sends no other notice of
    // lost events.
    if (body.type === 'app_rate_limited') {
      log.warn(
        { team: body.team_id },
        'slack: a team exceeds Slack’s event limit; some events are lost until the rate falls',
      );
      return undefined;
    }
    if (take === undefined) throw new RapportError('unavailable', 'slack: not open yet');
    return take(body);
  };
  if (receive.mode === 'http') {
    return {
      listener: guarded(answerSigned({ signingSecret: receive.signingSecret, take: taking, ackMs: waits.ack, log }), {
        path: EVENTS_PATH,
        clock,
        isOpen: () => take !== undefined,
      }),
      open: async (given) => {
        take = given;
      },
      close: async () => {
        take = undefined;
      },
    };
  }
  const socket = createSocket({ appToken: receive.appToken, apiUrl, take: taking, clock, log });
  return {
    listener: undefined,
    open(given) {
      take = given;
      return socket.open();
    },
    close() {
      take = undefined;
      return socket.close();
    },
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
