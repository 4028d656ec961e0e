/** Delivery of Slack's payloads to the house under test, and the check of every answer that the house gives. */
import { checkPayload } from '../checkers/blockKit.ts';
import type { SlackFront } from '../fakes/slack/front.ts';
import { type Signing, say, signedCommand, signedEvent, signedInteraction } from '../fakes/slack/signing.ts';

export const SECRET = '0123456789abcdef0123456789abcdef';
export type Mode = 'http' | 'socket';

/** The answer that Slack got; status 0 means no answer at all (Socket Mode). */
export interface Ack {
  readonly status: number;
  readonly body: unknown;
}
type Fields = Readonly<Record<string, unknown>>;

/** Delivers over HTTP to `url` or through the socket, as `mode` says, and collects the problems of the answers. */
export function createDelivery({
  mode,
  front,
  url,
  socketMs,
}: {
  readonly mode: Mode;
  readonly front: SlackFront;
  readonly url: string;
  readonly socketMs: number;
}) {
  const signing: Signing = { secret: SECRET };
  /** Parts of answers that Slack would refuse. */
  const ackProblems: string[] = [];
  function checked(payload: Fields, ack: Ack): Ack {
    if (payload.type !== 'view_submission' && payload.type !== 'block_suggestion') return ack;
    if (ack.status !== 200) return ack;
    const problems = checkPayload(`ack.${payload.type}`, ack.body);
    // Slack shows an error at an input of the view, and refuses one that names anything else.
    const inputs = (
      (payload.view as { blocks?: { type: string; block_id?: string }[] } | undefined)?.blocks ?? []
    ).filter(({ type }) => type === 'input');
    const named = Object.keys((ack.body as { errors?: Fields } | undefined)?.errors ?? {}).filter(
      (id) => !inputs.some(({ block_id }) => block_id === id),
    );
    ackProblems.push(
      ...[...problems, ...named.map((id) => `/errors/${id}: is no input of the view`)].map(
        (problem) => `ack.${payload.type}: ${problem}`,
      ),
    );
    return ack;
  }

  async function delivered(
    type: 'events_api' | 'slash_commands' | 'interactive',
    payload: Fields,
    more: Partial<Signing> = {},
  ): Promise<Ack> {
    if (mode === 'socket') {
      const outcome = await front.socket.deliver({ type, payload }, socketMs);
      const isEmpty = outcome !== 'none' && Object.keys(outcome.ack ?? {}).length === 0;
      return outcome === 'none'
        ? { status: 0, body: undefined }
        : { status: 200, body: isEmpty ? undefined : outcome.ack };
    }
    const how = { ...signing, ...more };
    const said =
      type === 'events_api'
        ? signedEvent(payload, how)
        : type === 'slash_commands'
          ? signedCommand(payload as Record<string, string>, how)
          : signedInteraction(payload, how);
    const response = await say(url, said);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  return {
    deliver: async (...given: Parameters<typeof delivered>): Promise<Ack> =>
      checked(given[1], await delivered(...given)),
    problems: (): readonly string[] => ackProblems,
  };
}
export type Deliver = ReturnType<typeof createDelivery>['deliver'];
