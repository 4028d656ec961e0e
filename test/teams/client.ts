import { WORLD } from './agentsPlayground.ts';

/** The place of an act. */
export interface Where {
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly conversation: string;
  /** The root message of a channel's thread. */
  readonly thread?: string;
  readonly team?: string;
}
export const own = (user: string): Where => ({ kind: 'personal', conversation: `D-${user}` });
export const channel = (conversation: string, thread?: string): Where => ({
  kind: 'channel',
  conversation,
  team: 'team-north',
  ...(thread === undefined ? {} : { thread }),
});
export const group = (conversation: string): Where => ({ kind: 'groupChat', conversation });

let count = 0;

/** An activity with the common parts, as Teams' documentation describes them. */
export function activity(serviceUrl: string, user: string, where: Where, more: Readonly<Record<string, unknown>> = {}) {
  const { kind, conversation, thread, team } = where;
  const isChannel = kind === 'channel';
  const { channelData, ...rest } = more;
  return {
    type: 'message',
    id: `f:${++count}`,
    timestamp: '2026-11-23T09:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: user, name: WORLD.people[user as keyof typeof WORLD.people] ?? user, aadObjectId: `aad-${user}` },
    recipient: WORLD.bot,
    conversation: {
      id: thread === undefined ? conversation : `${conversation};messageid=${thread}`,
      conversationType: kind,
      tenantId: WORLD.tenant,
      ...(kind === 'personal' ? {} : { isGroup: true }),
    },
    locale: 'en-GB',
    localTimezone: 'Europe/Berlin',
    entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Windows', timezone: 'Europe/Berlin' }],
    channelData: {
      tenant: { id: WORLD.tenant },
      ...(isChannel
        ? { teamsChannelId: conversation, teamsTeamId: team, channel: { id: conversation }, team: { id: team } }
        : {}),
      ...(channelData as object | undefined),
    },
    ...rest,
  };
}

/** A text, with a mention of the bot if needed. */
export function words(text: string, where: Where): Record<string, unknown> {
  if (where.kind === 'personal') return { text, textFormat: 'plain' };
  const tag = `<at>${WORLD.bot.name.replace('&', '&amp;')}</at>`;
  return {
    text: `${tag} ${text}\n`,
    textFormat: 'plain',
    entities: [
      { type: 'mention', mentioned: WORLD.bot, text: tag },
      { type: 'clientInfo', timezone: 'Europe/Berlin' },
    ],
  };
}

/** The bot's answer over HTTP. */
export interface Heard {
  readonly status: number;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects to be there
  readonly json: any;
}

/** Sends an activity to the bot. */
export async function tell(
  endpoint: string,
  sent: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Heard> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof sent === 'string' ? sent : JSON.stringify(sent),
  });
  const body = await response.text();
  return { status: response.status, body, json: body.startsWith('{') ? JSON.parse(body) : undefined };
}
