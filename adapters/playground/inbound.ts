import { z } from 'zod';
import { actionPayload } from '../../src/core/message.ts';
import { type EventOf, formValues, type Place } from '../../src/core/platform.ts';
import { LIMITS } from './limits.ts';
import { BOT_USER, OUTSIDE_TENANT, PLAYGROUND_TENANT } from './world.ts';
import type { PlaygroundChannel, PlaygroundUser } from './worldRows.ts';

const name = z.string().trim().min(1).max(LIMITS.name);
const reference = z.string().min(1).max(120);
/** The page makes one id per act, so that a retry is recognised. */
const event = { id: z.string().regex(/^[\w-]{8,80}$/), tab: reference };
const spot = { conversation: reference, thread: reference.optional(), message: reference.optional() };

/** The requests of the page, by the last part of the address. */
export const requests = {
  say: z.strictObject({
    ...event,
    conversation: reference,
    thread: reference.optional(),
    text: z.string().trim().min(1).max(LIMITS.text),
  }),
  press: z.strictObject({ ...event, message: reference, payload: actionPayload }),
  /** "Track with Rapport" on a message. */
  track: z.strictObject({ ...event, message: reference }),
  submit: z.strictObject({ ...event, ...spot, command: z.string().min(1).max(100), values: formValues }),
  dismiss: z.strictObject({ ...event, ...spot, command: z.string().min(1).max(100), values: formValues }),
  person: z.strictObject({
    name,
    side: z.enum(['ours', 'client']),
    locale: z.enum(['en', 'zh-CN']),
    zone: z.string().min(1).max(60),
  }),
  channel: z.strictObject({ ...event, name, bot: z.boolean() }),
  /** `user` may be the bot. */
  join: z.strictObject({ ...event, conversation: reference, user: reference }),
  leave: z.strictObject({ ...event, conversation: reference, user: reference }),
  clock: z.strictObject({ to: z.enum(['now', 'hour', 'slot', 'monday']), conversation: reference.optional() }),
} as const;

/** Words that call the bot in a channel. A Chinese keyboard types full-width signs. */
const callsBot = /[@＠]rapport(?![\p{L}\p{N}_])[,:，：]?/iu;

/** Typed text, as the platform reads it before the bot sees it. */
export type Typed =
  | { readonly kind: 'plain' }
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'mention'; readonly text: string }
  | { readonly kind: 'directMessage'; readonly text: string }
  /** Slash commands of other apps, or typed by outsiders: as in Slack Connect, those are not shared. */
  | { readonly kind: 'hint'; readonly why: 'unknownSlash' | 'slashOutside' | 'notHere'; readonly instead?: string };

/** Classifies typed text. `text` has people and channels as tokens already. */
export function readTyped(
  text: string,
  { user, channel }: { user: PlaygroundUser; channel: PlaygroundChannel },
): Typed {
  const slash = /^[/／](\S*)\s*([\s\S]*)$/u.exec(text);
  if (slash !== null) {
    if (slash[1]?.toLowerCase() !== 'rapport') return { kind: 'hint', why: 'unknownSlash' };
    const words = slash[2] ?? '';
    if (user.outsider)
      return { kind: 'hint', why: 'slashOutside', instead: channel.kind === 'direct' ? words : `@Rapport ${words}` };
    return { kind: 'command', text: words };
  }
  const called = callsBot.test(text);
  const words = text.replace(callsBot, ' ').trim();
  if (channel.kind === 'direct') return { kind: 'directMessage', text: called && words !== '' ? words : text };
  if (!called) return { kind: 'plain' };
  return channel.bot ? { kind: 'mention', text: words } : { kind: 'hint', why: 'notHere' };
}

/**
 * Replaces names behind @ and # by tokens, the longest name first, so that "@Ana" does not match half of "@Ana Ruiz".
 */
export function withTokens(
  text: string,
  people: readonly PlaygroundUser[],
  channels: readonly PlaygroundChannel[],
): string {
  const tokens = [
    ...people.map((user) => ({ signs: '@＠', name: user.name, token: `<@${user._id}>` })),
    ...channels.map((channel) => ({ signs: '#＃', name: channel.name, token: `<#${channel._id}>` })),
  ].sort((one, other) => other.name.length - one.name.length);
  return tokens.reduce((words, { signs, name: called, token }) => {
    const escaped = called.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    // A Latin name ends where its letters end. Chinese has no spaces, so any character may follow a Chinese name.
    const end = /[\p{Script=Latin}\p{N}]$/u.test(called) ? '(?![\\p{Script=Latin}\\p{N}_])' : '';
    return words.replace(new RegExp(`[${signs}]${escaped}${end}`, 'giu'), () => token);
  }, text);
}

/** The common part of an event: person and installation. */
export function commonOf(id: string, user: PlaygroundUser) {
  return {
    id,
    installation: { platform: 'playground' as const, tenant: PLAYGROUND_TENANT },
    from: {
      user: user._id,
      tenant: user.outsider ? OUTSIDE_TENANT : PLAYGROUND_TENANT,
      name: user.name,
      outsider: user.outsider,
      locale: user.locale,
      zone: user.zone,
    },
  };
}

/** A conversation as the place of an event. */
export function placeOf(
  channel: PlaygroundChannel,
  at: { thread?: string | undefined; message?: string | undefined } = {},
): Place {
  return {
    conversation: channel._id,
    kind: channel.kind,
    ...(channel.kind === 'channel' ? { name: channel.name } : {}),
    ...(at.thread === undefined ? {} : { thread: at.thread }),
    ...(at.message === undefined ? {} : { message: at.message }),
  };
}

/** The bot's identity, with the acting person's language and zone: the defaults for a new channel. */
export function botActor(by: PlaygroundUser): PlaygroundUser {
  return { ...by, _id: BOT_USER, name: 'Rapport', outsider: false, side: 'ours' };
}

/** A user joined a channel (the bot, when `user` is it), added by `by`. */
export function joined(
  id: string,
  { user, channel, by }: { user: PlaygroundUser; channel: PlaygroundChannel; by: PlaygroundUser },
): EventOf<'memberJoined'> {
  return {
    kind: 'memberJoined',
    ...commonOf(id, user),
    place: placeOf(channel),
    bot: user._id === BOT_USER,
    by: by._id,
  };
}

/** A user left a channel or was removed. */
export function left(
  id: string,
  { user, channel }: { user: PlaygroundUser; channel: PlaygroundChannel },
): EventOf<'memberLeft'> {
  return { kind: 'memberLeft', ...commonOf(id, user), place: placeOf(channel), bot: user._id === BOT_USER };
}
