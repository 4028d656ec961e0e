import { createHmac } from 'node:crypto';
import { systemClock } from '../../../src/ground/clock.ts';

/** A request as Slack sends it. */
export interface SlackSays {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
export interface Signing {
  readonly secret: string;
  /** Seconds since 1970; default: the present. */
  readonly timestamp?: number;
  /** Additional or replaced headers: `x-slack-retry-num`, a wrong signature. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Signs a body as Slack does: `v0=` and HMAC-SHA256 over `v0:timestamp:body`
 * (docs.slack.dev/authentication/verifying-requests-from-slack).
 */
export function signed(body: string, contentType: string, { secret, timestamp, headers }: Signing): SlackSays {
  const at = timestamp ?? Math.floor(systemClock.now().getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
      ...headers,
    },
  };
}

const FORM = 'application/x-www-form-urlencoded';

/** An event of the Events API: the whole envelope. */
export const signedEvent = (envelope: unknown, signing: Signing): SlackSays =>
  signed(JSON.stringify(envelope), 'application/json', signing);

/** A slash command's fields. */
export const signedCommand = (fields: Readonly<Record<string, string>>, signing: Signing): SlackSays =>
  signed(new URLSearchParams(fields).toString(), FORM, signing);

/** A press, a select, a form's submit or close, a shortcut. */
export const signedInteraction = (payload: unknown, signing: Signing): SlackSays =>
  signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), FORM, signing);

/** Sends a request of Slack's to an address. */
export const say = (url: string, { body, headers }: SlackSays): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers });
