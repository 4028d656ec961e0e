import type { Message } from '../../src/core/message.ts';
import type { ChatPlatform, ConversationRef, SendOptions, SendResult, UserRef } from '../../src/core/platform.ts';
import { isError, RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { SlackAnswer, SlackApi, SlackFault } from './api.ts';
import { resultOf, tellOperators } from './errors.ts';
import { hasFiles, upload, withoutFiles, withReason } from './files.ts';
import { findPost, metadataOf } from './find.ts';
import { POST_APPEARS_WITHIN_MS, pace } from './limits.ts';
import { createSlackMembers } from './members.ts';
import { within } from './people.ts';
import { type Kept, type Rendered, renderMessage } from './render.ts';

/** The port that the core posts through. Events invalidate its caches. */
export interface SlackPlatform extends ChatPlatform {
  /** Discards cached readers of this conversation, or (without one) of the team, after a join, a leave or a change. */
  forget(team: string, conversation?: string): void;
}

export interface SlackPlatformOptions {
  readonly api: SlackApi;
  /** Stores texts that a payload refers to and could not carry itself. */
  readonly keep: (kept: readonly Kept[]) => Promise<void>;
  readonly log: Logger;
  /** Real time: Slack does not follow the playground's moved clock. */
  readonly now: () => Date;
  /** How long a post or a look-up waits for Slack's answer; tests wait less. */
  readonly timeoutMs?: number | undefined;
}

/** A post plus the token look-up before it must end within 15 s (platform.ts). */
const POST_TIMEOUT_MS = 9_000;
const PIN_TIMEOUT_MS = 2_000;
/** A message without its link is better than a late one. */
const LINK_TIMEOUT_MS = 3_000;
/** How long a post waits for its files. */
const ATTACH_MS = 4_000;
/**
 * The steps of one call together (without pictures, with another token, the next page) take at most this multiple of
 * one call's timeout: 13.5 s.
 */
const STEPS = 1.5;
const TOO_LATE = 'slack: no answer in time';
/** Reasons why an ephemeral message cannot be shown in place: the answer goes to the direct conversation instead. */
const NOT_SHOWN_THERE = ['user_not_in_channel', 'not_in_channel', 'channel_not_found', 'is_archived', 'no_permission'];

type Call = { readonly method: string; readonly arguments_: Record<string, unknown> };
const isRefused = (answer: SlackAnswer, ...words: readonly string[]) =>
  !answer.ok && answer.fault === 'refused' && words.includes(answer.error);

const isDirect = (conversation: string) => conversation.startsWith('D');

/**
 * Slack as the core's platform. No post is repeated here: an unclear outcome is reported, and the outbox looks before
 * it posts again.
 */
export function createSlackPlatform({
  api,
  keep,
  log,
  now,
  timeoutMs = POST_TIMEOUT_MS,
}: SlackPlatformOptions): SlackPlatform {
  const members = createSlackMembers({ api, now });
  /** Stops waiting for a call that is several times too slow. The call may still happen. */
  const inTime = async <T>(work: Promise<T>, otherwise: NonNullable<T>): Promise<T> =>
    (await within(work, timeoutMs * STEPS)) ?? otherwise;

  /** Renders, stores kept texts, and calls. */
  async function say(
    team: string,
    message: Message,
    options: SendOptions,
    call: (rendered: Rendered) => Call,
  ): Promise<SlackAnswer> {
    const once = async (withoutImages: boolean): Promise<SlackAnswer> => {
      const rendered = renderMessage(message, {
        locale: options.locale,
        zone: options.zone,
        now: now(),
        withoutImages,
      });
      await keep(rendered.kept);
      const { method, arguments_ } = call(rendered);
      return api.call(team, method, arguments_, { timeoutMs });
    };
    try {
      const answer = await once(false);
      const hasImages = message.blocks.some((block) => block.kind === 'image');
      // Slack fetches pictures itself and refuses the whole message when it cannot. The words matter more.
      return isRefused(answer, 'invalid_blocks') && hasImages ? await once(true) : answer;
    } catch (error) {
      if (isError(error, 'unavailable')) return { ok: false, fault: 'unreachable', error: error.message };
      log.error({ err: error }, 'slack: a message could not be rendered');
      return {
        ok: false,
        fault: 'refused',
        error: 'not made',
        detail: error instanceof Error ? error.message : String(error),
      };
    }
  }

  function told(answer: SlackAnswer, options: { repeatable?: boolean } = {}): SendResult {
    if (!answer.ok) return resultOf(answer, options);
    const posted = answer.body.ts ?? answer.body.message_ts;
    return typeof posted === 'string'
      ? { outcome: 'sent', message: posted }
      : { outcome: 'unknown', reason: 'slack: an answer without a time stamp' };
  }

  const thread = ({ thread: root }: Pick<ConversationRef, 'thread'>) => (root === undefined ? {} : { thread_ts: root });

  /** Pinning is optional: a post that stays unpinned is still a post. */
  async function pin(
    { tenant, conversation }: Pick<ConversationRef, 'tenant' | 'conversation'>,
    timestamp: string,
  ): Promise<void> {
    const answer = await api.call(
      tenant,
      'pins.add',
      { channel: conversation, timestamp },
      { timeoutMs: Math.min(timeoutMs, PIN_TIMEOUT_MS) },
    );
    if (!answer.ok && answer.error !== 'already_pinned')
      log.warn({ team: tenant, conversation, error: answer.error }, 'slack: a message could not be pinned');
  }

  async function post(
    to: Pick<ConversationRef, 'tenant' | 'conversation' | 'thread'>,
    message: Message,
    options: SendOptions,
  ): Promise<SendResult> {
    const fixed = {
      channel: to.conversation,
      ...thread(to),
      unfurl_links: false,
      unfurl_media: false,
      metadata: metadataOf(options.key),
    };
    const words = withoutFiles(message);
    const result = told(
      await say(to.tenant, words, options, ({ text, blocks }) => ({
        method: 'chat.postMessage',
        arguments_: { ...fixed, text, blocks },
      })),
    );
    if (result.outcome !== 'sent') return result;
    if (options.pin === true) await pin(to, result.message);
    if (hasFiles(message)) await within(attach(to, result.message, message, options), ATTACH_MS);
    return result;
  }

  /**
   * Files follow their message: in a direct conversation after it, in a channel in its thread. Where Slack accepts
   * none, the message links to them.
   */
  async function attach(
    to: Pick<ConversationRef, 'tenant' | 'conversation' | 'thread'>,
    posted: string,
    message: Message,
    options: SendOptions,
  ): Promise<void> {
    const below = to.thread ?? (isDirect(to.conversation) ? undefined : posted);
    const answer = await upload(api, { ...to, thread: below }, message);
    if (answer.ok) return;
    log.warn({ team: to.tenant, error: answer.error, detail: answer.detail }, 'slack: a file could not be attached');
    await update(to, posted, withReason(message, answer, options.locale), options);
  }

  async function update(
    to: Pick<ConversationRef, 'tenant' | 'conversation'>,
    posted: string,
    message: Message,
    options: SendOptions,
  ): Promise<SendResult> {
    const fixed = { channel: to.conversation, ts: posted };
    const answer = await say(to.tenant, message, options, ({ text, blocks }) => ({
      method: 'chat.update',
      arguments_: { ...fixed, text, blocks },
    }));
    // An edit is idempotent.
    return told(answer, { repeatable: true });
  }

  async function direct(team: string, user: string): Promise<{ conversation: string } | { fault: SlackFault }> {
    const answer = await api.call(team, 'conversations.open', { users: user });
    if (!answer.ok) return { fault: answer };
    const channel = answer.body.channel as { id?: unknown } | undefined;
    if (typeof channel?.id === 'string') return { conversation: channel.id };
    return { fault: { ok: false, fault: 'ambiguous', error: 'an answer without a conversation' } };
  }

  async function whisper(
    to: ConversationRef,
    user: UserRef,
    message: Message,
    options: SendOptions,
  ): Promise<SendResult> {
    if (isDirect(to.conversation)) return post(to, message, options);
    const fixed = { channel: to.conversation, user: user.user, ...thread(to) };
    const answer = await say(to.tenant, message, options, ({ text, blocks }) => ({
      method: 'chat.postEphemeral',
      arguments_: { ...fixed, text, blocks },
    }));
    if (!isRefused(answer, ...NOT_SHOWN_THERE)) return told(answer);
    const opened = await direct(to.tenant, user.user);
    // Opening a conversation is idempotent.
    if ('fault' in opened) return resultOf(opened.fault, { repeatable: true });
    return post({ tenant: to.tenant, conversation: opened.conversation }, message, options);
  }

  return {
    id: 'slack',
    pace,
    appearsWithinMs: POST_APPEARS_WITHIN_MS,
    send: (to, message, options) => inTime(post(to, message, options), { outcome: 'unknown', reason: TOO_LATE }),
    find: (to, key) => inTime(findPost(api, to, { key, timeoutMs }), 'later'),
    update: (to, posted, message, options) =>
      inTime(update(to, posted, message, options), { outcome: 'retry', reason: TOO_LATE }),
    whisper: (to, user, message, options) =>
      inTime(whisper(to, user, message, options), { outcome: 'unknown', reason: TOO_LATE }),
    async openDirect({ tenant }, { user }) {
      const opened = await direct(tenant, user);
      if (!('fault' in opened)) return opened;
      // No answer says nothing about the person: the caller may ask again.
      if (opened.fault.fault !== 'refused') throw new RapportError('unavailable', tellOperators(opened.fault));
      return { unreachable: tellOperators(opened.fault) };
    },
    async linkTo({ tenant, conversation }, message) {
      const answer = await api.call(
        tenant,
        'chat.getPermalink',
        { channel: conversation, message_ts: message },
        { timeoutMs: LINK_TIMEOUT_MS },
      );
      return answer.ok && typeof answer.body.permalink === 'string' ? answer.body.permalink : undefined;
    },
    members: ({ tenant, conversation }) => members.of(tenant, conversation),
    forget: (team, conversation) => members.forget(team, conversation),
  };
}
