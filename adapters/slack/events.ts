import { z } from 'zod';
import type { Place } from '../../src/core/platform.ts';
import { type ParsedPayload, placeOf, type SaidEvent } from './payload.ts';
import type { Named } from './people.ts';
import { typedText, withoutCall } from './typedText.ts';

const optional = z.string().min(1).nullish().catch(undefined);
const envelope = z.object({
  event_id: z.string().min(1),
  team_id: optional,
  authorizations: z
    .array(
      z.object({
        team_id: optional,
        user_id: optional,
        is_bot: z.boolean().optional(),
        is_enterprise_install: z.boolean().optional(),
      }),
    )
    .nullish()
    .catch(undefined),
  event: z.looseObject({ type: z.string() }),
});

const message = z.object({
  channel: z.string().min(1),
  channel_type: optional,
  user: optional,
  text: z.string().default(''),
  ts: z.string().min(1),
  thread_ts: optional,
  subtype: optional,
  bot_id: optional,
  bot_profile: z.unknown().optional(),
  hidden: z.boolean().optional(),
  files: z
    .array(z.object({ name: optional, title: optional }))
    .nullish()
    .catch(undefined),
  user_team: optional,
  team: optional,
});
/** Subtypes of messages that a person wrote to us; other subtypes are news about messages. */
const WORDS = new Set<string | undefined>([undefined, 'file_share', 'thread_broadcast']);
const membership = z.object({ user: z.string().min(1), channel: z.string().min(1), team: optional, inviter: optional });
const aboutChannel = z.object({
  channel: z.union([
    z.string().min(1),
    z.object({ id: z.string().min(1), name: optional }).transform(({ id, name }) => ({ id, name })),
  ]),
  user: optional,
  connected_team_id: optional,
});
const idChange = z.object({ old_channel_id: z.string().min(1), new_channel_id: z.string().min(1) });
const homeOpened = z.object({ user: z.string().min(1), tab: optional, channel: optional });
const revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).optional() }).optional() });
const departure = z.object({ channel: z.string().min(1), actor_id: optional });

/** The facts around an event besides its own fields. */
interface Circumstances {
  readonly id: string;
  readonly team: string;
  readonly bot: string | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
}
type Told = { readonly event: SaidEvent; readonly who: Named } | string;

/** Placeholder user for events that name none: a change of a channel or an installation. */
const slackItself = (bot: string | undefined): Named => ({ user: bot ?? 'USLACK', name: 'Slack' });

/** Slack does not give the name of a file from another organisation. */
const MOST_FILES = 20;
const filesOf = ({ files }: z.infer<typeof message>) =>
  files == null || files.length === 0
    ? {}
    : { files: files.slice(0, MOST_FILES).map(({ name, title }) => (name ?? title ?? '').slice(0, 200)) };

/** A message is identified by place and time: a mention in a direct conversation comes as two events. */
const saidId = (channel: string, ts: string) => `said:${channel}:${ts}`;

function mention({ raw, bot }: Circumstances): Told {
  const read = message.safeParse(raw);
  if (!read.success) return 'an unreadable mention';
  const { data } = read;
  if (!data.user || data.user === bot || data.bot_id) return 'a mention by a bot';
  const place = placeOf({ id: data.channel, thread: data.thread_ts, message: data.ts });
  const text = typedText(withoutCall(data.text, bot)).trim();
  const who = { user: data.user, tenant: data.user_team ?? data.team ?? undefined };
  // In a direct conversation the text is addressed to us in either event.
  return {
    who,
    event: {
      kind: place.kind === 'direct' ? 'directMessage' : 'mention',
      id: saidId(data.channel, data.ts),
      place,
      text,
      ...filesOf(data),
    },
  };
}

function directMessage({ raw, bot }: Circumstances): Told {
  const read = message.safeParse(raw);
  if (!read.success) return 'an unreadable message';
  const { data } = read;
  if (data.channel_type !== 'im' && !data.channel.startsWith('D')) return 'a message between others';
  if (!WORDS.has(data.subtype ?? undefined) || data.hidden === true)
    return `a message of the kind ${data.subtype ?? 'hidden'}`;
  if (!data.user || data.user === bot || data.bot_id || data.bot_profile || data.user === 'USLACKBOT')
    return 'a message by a bot';
  const text = typedText(withoutCall(data.text, bot)).trim();
  const place: Place = { ...placeOf({ id: data.channel, thread: data.thread_ts, message: data.ts }), kind: 'direct' };
  return {
    who: { user: data.user, tenant: data.user_team ?? data.team ?? undefined },
    event: { kind: 'directMessage', id: saidId(data.channel, data.ts), place, text, ...filesOf(data) },
  };
}

function member(kind: 'memberJoined' | 'memberLeft') {
  return ({ raw, bot, id }: Circumstances): Told => {
    const read = membership.safeParse(raw);
    if (!read.success) return 'an unreadable join or leave';
    const { user, channel, team, inviter } = read.data;
    const event = { id, place: placeOf({ id: channel }), bot: user === bot };
    const who = { user, tenant: team ?? undefined };
    return {
      who,
      event: kind === 'memberJoined' ? { kind, ...event, ...(inviter ? { by: inviter } : {}) } : { kind, ...event },
    };
  };
}

/** Rapport was removed from a channel. The remaining members get `member_left_channel`, Rapport gets this event. */
function botLeft({ raw, bot, id }: Circumstances): Told {
  const read = departure.safeParse(raw);
  if (!read.success) return 'an unreadable removal of the bot';
  return {
    who: slackItself(bot),
    event: { kind: 'memberLeft', id, place: placeOf({ id: read.data.channel }), bot: true },
  };
}

function channelEvent(
  kind: 'channelRenamed' | 'channelArchived' | 'channelRestored' | 'channelDeleted' | 'channelShared',
) {
  return ({ raw, bot, id }: Circumstances): Told => {
    const read = aboutChannel.safeParse(raw);
    if (!read.success) return 'an unreadable channel change';
    const { channel, user, connected_team_id: other } = read.data;
    const place =
      typeof channel === 'string' ? placeOf({ id: channel }) : placeOf({ id: channel.id, name: channel.name });
    // The event names no person; the other organisation is what counts.
    const who =
      kind === 'channelShared' ? { user: bot ?? 'USLACK', name: other ?? 'Slack' } : user ? { user } : slackItself(bot);
    return { who, event: { kind, id, place } };
  };
}

function idChanged({ raw, bot, id }: Circumstances): Told {
  const read = idChange.safeParse(raw);
  if (!read.success) return 'an unreadable channel id change';
  const { old_channel_id: before, new_channel_id: after } = read.data;
  return {
    who: slackItself(bot),
    event: { kind: 'channelIdChanged', id, place: placeOf({ id: before }), newConversation: after },
  };
}

const readers: Readonly<Record<string, (circumstances: Circumstances) => Told>> = {
  app_mention: mention,
  message: directMessage,
  app_home_opened: ({ raw, id }) => {
    const read = homeOpened.safeParse(raw);
    if (!read.success) return 'an unreadable Home tab opening';
    return (read.data.tab ?? 'home') === 'home'
      ? { who: { user: read.data.user }, event: { kind: 'homeOpened', id } }
      : 'the messages tab';
  },
  member_joined_channel: member('memberJoined'),
  member_left_channel: member('memberLeft'),
  channel_left: botLeft,
  group_left: botLeft,
  channel_rename: channelEvent('channelRenamed'),
  group_rename: channelEvent('channelRenamed'),
  channel_archive: channelEvent('channelArchived'),
  group_archive: channelEvent('channelArchived'),
  channel_unarchive: channelEvent('channelRestored'),
  group_unarchive: channelEvent('channelRestored'),
  channel_deleted: channelEvent('channelDeleted'),
  group_deleted: channelEvent('channelDeleted'),
  channel_shared: channelEvent('channelShared'),
  channel_id_changed: idChanged,
  app_uninstalled: ({ bot, id }) => ({ who: slackItself(bot), event: { kind: 'uninstalled', id } }),
  tokens_revoked: ({ raw, bot, id }) => {
    const read = revoked.safeParse(raw);
    const isOurs = read.success && (read.data.tokens?.bot?.length ?? 0) > 0;
    return isOurs ? { who: slackItself(bot), event: { kind: 'tokensRevoked', id } } : 'tokens of somebody else';
  },
};

/** Slack's names of the events that are read here. The manifest subscribes to them. */
export const EVENT_TYPES: readonly string[] = Object.keys(readers);

/**
 * Reads an event of the Events API. Pure; never throws. The team is the installation that received the event
 * (`authorizations`); in a shared channel it may differ from the team where the event happened. Our own user in that
 * team comes with it.
 */
export function readEvent(body: unknown): ParsedPayload {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { kind: 'ignore', why: 'an unreadable event' };
  const { event, event_id: id, authorizations, team_id } = parsed.data;
  const [authorization] = authorizations ?? [];
  const team = authorization?.team_id ?? team_id;
  const read = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined;
  if (read === undefined) return { kind: 'ignore', why: `an event of type ${event.type.slice(0, 40)}` };
  // An installation over a whole organisation is refused when it is made. Its remaining events have no team.
  if (!team || authorization?.is_enterprise_install === true)
    return { kind: 'ignore', why: 'an event of an organisation-wide installation' };
  const bot = authorization?.is_bot === false ? undefined : (authorization?.user_id ?? undefined);
  const told = read({ id, team, bot, raw: event });
  if (typeof told === 'string') return { kind: 'ignore', why: told };
  return { kind: 'read', read: { team, who: told.who, event: told.event, route: {} } };
}
