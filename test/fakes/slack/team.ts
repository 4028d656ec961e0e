import { createEmulator } from 'emulate';
import { BOT_SCOPES } from '../../../adapters/slack/scopes.ts';

/** The emulator's id for every team; the proxy replaces it by each team's own id. */
export const EMULATED_TEAM = 'T000000001';
export const APP = 'A0RAPPORT';
export const CLIENT = { id: '1234567890.9876543210', secret: 'shhh-client-secret-0123456789' };

export interface TeamSeed {
  /** `T0NORTH` */
  readonly id: string;
  readonly name: string;
  /** Names of people besides `admin`, who is always there. */
  readonly people?: readonly string[];
  /** Names of channels; all people are members. */
  readonly channels?: readonly string[];
  /** Private channels; the bot is a member unless their name begins with `without-`. */
  readonly privateChannels?: readonly string[];
  /** The scopes of the bot's token; default: all of the manifest. */
  readonly scopes?: readonly string[];
}

export interface FakeMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly blocks?: readonly Record<string, unknown>[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: Record<string, unknown> };
}

/** A Slack team, run by `emulate`. Calls made here bypass the proxy and are not recorded. */
export interface FakeTeam {
  readonly id: string;
  readonly name: string;
  /** The emulator's own address. */
  readonly url: string;
  readonly bot: {
    readonly token: string;
    readonly user: string;
    readonly id: string;
    readonly scopes: readonly string[];
  };
  /** A person's id by their name. */
  person(name: string): string;
  /** A channel's id by its name. */
  channel(name: string): string;
  /** Calls the emulator as the bot, or as the team's admin. */
  ask(method: string, arguments_?: Record<string, unknown>, as?: 'bot' | 'admin'): Promise<Record<string, unknown>>;
  /** The messages in a conversation, oldest first, threads included. */
  messages(conversation: string): Promise<FakeMessage[]>;
  /** Additional fields of a person in `users.info`: `is_restricted`, `is_stranger`, another `team_id`. */
  readonly traits: Map<string, Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

const ADMIN = 'U000000001';
const ADMIN_SCOPES = ['channels', 'groups', 'im', 'mpim']
  .flatMap((kind) => [`${kind}:read`, `${kind}:write`, `${kind}:history`])
  .concat('chat:write', 'users:read', 'pins:read');

export async function startTeam(seed: TeamSeed, redirectUris: readonly string[]): Promise<FakeTeam> {
  const { id, name, people = [], channels = [], privateChannels = [], scopes = BOT_SCOPES } = seed;
  const bot = { token: `xoxb-1-${id.toLowerCase()}-secret`, user: `UBOT${id.slice(1)}`, id: `B${id.slice(1)}`, scopes };
  const adminToken = `xoxp-1-${id.toLowerCase()}-admin`;
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name, domain: id.toLowerCase() },
        users: people.map((one) => ({ name: one, real_name: one })),
        channels: [
          ...channels.map((one) => ({ name: one })),
          ...privateChannels.map((one) => ({ name: one, is_private: true })),
        ],
        oauth_apps: [
          {
            ...{
              app_id: APP,
              client_id: CLIENT.id,
              client_secret: CLIENT.secret,
              name: 'Rapport',
              redirect_uris: [...redirectUris],
              scopes: [...BOT_SCOPES],
            },
            ...{ bot_id: bot.id, bot_user_id: bot.user, bot_name: 'rapport' },
          },
        ],
        tokens: [
          {
            token: bot.token,
            type: 'bot',
            user_id: bot.user,
            scopes: [...scopes],
            app_id: APP,
            client_id: CLIENT.id,
            bot_id: bot.id,
            bot_user_id: bot.user,
          },
          { token: adminToken, type: 'user', user_id: ADMIN, scopes: ADMIN_SCOPES },
        ],
        strict_scopes: true,
      },
    },
  });
  const ask: FakeTeam['ask'] = async (method, arguments_ = {}, as = 'bot') => {
    const response = await fetch(`${emulator.url}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${as === 'bot' ? bot.token : adminToken}` },
      body: JSON.stringify(arguments_),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const must = async (...question: Parameters<typeof ask>) => {
    const answer = await ask(...question);
    if (answer.ok !== true) throw new Error(`${question[0]}: ${String(answer.error)}`);
    return answer;
  };
  const listed = async (method: string, key: string, more: Record<string, unknown>) =>
    new Map(
      ((await must(method, { limit: 1_000, ...more }, 'admin'))[key] as { id: string; name: string }[]).map((one) => [
        one.name,
        one.id,
      ]),
    );
  const persons = await listed('users.list', 'members', {});
  const rooms = await listed('conversations.list', 'channels', { types: 'public_channel,private_channel' });
  const found = (map: ReadonlyMap<string, string>, wanted: string) => {
    const known = map.get(wanted);
    if (known === undefined) throw new Error(`${name} has no ${wanted}`);
    return known;
  };
  for (const room of [...channels, ...privateChannels.filter((one) => !one.startsWith('without-'))]) {
    await must('conversations.invite', { channel: found(rooms, room), users: bot.user }, 'admin');
  }
  return {
    ...{ id, name, url: emulator.url, bot, ask },
    person: (wanted) => found(persons, wanted),
    channel: (wanted) => found(rooms, wanted),
    async messages(conversation) {
      const { messages } = await must('conversations.history', { channel: conversation, limit: 1_000 });
      const roots = [...(messages as FakeMessage[])].reverse();
      const threads = await Promise.all(
        roots.map(
          async ({ ts }) =>
            (await must('conversations.replies', { channel: conversation, ts })).messages as FakeMessage[],
        ),
      );
      // The emulator also stores joins and invitations as messages.
      return threads.flat().filter((message) => (message as { subtype?: string }).subtype === undefined);
    },
    traits: new Map(),
    close: () => emulator.close(),
  };
}
