import { z } from 'zod';
import type { Locale } from '../ground/i18n.ts';
import { type Audience, actionPayload, type Message } from './message.ts';

/** The supported chat platforms. */
export const platformId = z.enum(['slack', 'teams', 'playground']);
export type PlatformId = z.infer<typeof platformId>;

/** A Slack team or a Teams tenant, unique by platform + tenant. */
export const installationRef = z.strictObject({ platform: platformId, tenant: z.string().min(1) });
export type InstallationRef = z.infer<typeof installationRef>;

/** A user of a platform, in their own tenant. For people from outside, it differs from the installation's. */
export const userRef = z.strictObject({ platform: platformId, tenant: z.string().min(1), user: z.string().min(1) });
export type UserRef = z.infer<typeof userRef>;

/** A conversation of an installation; `audience` is that of its readers. */
export interface ConversationRef<A extends Audience = Audience> {
  readonly platform: PlatformId;
  readonly tenant: string;
  readonly conversation: string;
  /** The thread's root message, for a message in a thread. */
  readonly thread?: string | undefined;
  readonly audience: A;
}

const formValue = z.union([z.string(), z.array(z.string())]);
/** A form's values: raw strings by field name. */
export const formValues = z.record(z.string(), formValue);
export type FormValues = z.infer<typeof formValues>;

/** A person, as a platform describes them. */
const somebody = z.strictObject({
  user: z.string().min(1),
  /** The tenant that the person belongs to; differs from the installation's for people from outside. */
  tenant: z.string().min(1),
  name: z.string(),
  /** From the platform: a guest, or a member of another organisation. */
  outsider: z.boolean(),
  locale: z.string().optional(),
  zone: z.string().optional(),
  /** The platform reports their account as deactivated. */
  gone: z.boolean().optional(),
});

const common = {
  /** The platform's id of this event, the same for every redelivery: it identifies duplicates. */
  id: z.string().min(1).max(300),
  installation: installationRef,
  from: somebody,
  /**
   * People whom the text or values mention by tokens, so that our side can name a colleague who has never used the bot.
   */
  mentioned: z.array(somebody).max(20).optional(),
};
export const place = z.strictObject({
  conversation: z.string().min(1),
  kind: z.enum(['channel', 'group', 'direct']),
  name: z.string().optional(),
  thread: z.string().optional(),
  /** The message of the event: the pressed or written one. */
  message: z.string().optional(),
});
export type Place = z.infer<typeof place>;

/** The names of the attached files; an empty one if the platform does not give it. */
const attached = z.array(z.string()).optional();

/** The events from adapters: plain data, already verified and parsed. */
export const inboundEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), ...common, place, text: z.string() }),
  z.strictObject({ kind: z.literal('mention'), ...common, place, text: z.string(), files: attached }),
  z.strictObject({ kind: z.literal('directMessage'), ...common, place, text: z.string(), files: attached }),
  /** `tenantName`: the platform's name of the tenant, if known. */
  z.strictObject({
    kind: z.literal('action'),
    ...common,
    place,
    payload: actionPayload,
    tenantName: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('formSubmit'), ...common, place, command: z.string(), values: formValues }),
  z.strictObject({ kind: z.literal('formClosed'), ...common, place, command: z.string(), values: formValues }),
  z.strictObject({
    kind: z.literal('messageShortcut'),
    ...common,
    place,
    command: z.string(),
    text: z.string(),
    author: z.string(),
  }),
  z.strictObject({ kind: z.literal('globalShortcut'), ...common, command: z.string() }),
  z.strictObject({
    kind: z.literal('optionsQuery'),
    ...common,
    place,
    command: z.string(),
    field: z.string(),
    query: z.string(),
  }),
  z.strictObject({ kind: z.literal('homeOpened'), ...common }),
  /**
   * `from` is the new member; `by` the user who added them. If `from` is the bot itself, `bot` is true: it was added to
   * the channel.
   */
  z.strictObject({ kind: z.literal('memberJoined'), ...common, place, bot: z.boolean(), by: z.string().optional() }),
  z.strictObject({ kind: z.literal('memberLeft'), ...common, place, bot: z.boolean() }),
  /** The channel is now shared with another organisation. */
  z.strictObject({ kind: z.literal('channelShared'), ...common, place }),
  z.strictObject({ kind: z.literal('channelRenamed'), ...common, place }),
  z.strictObject({ kind: z.literal('channelArchived'), ...common, place }),
  /** The channel accepts messages again, after it was archived or deleted. */
  z.strictObject({ kind: z.literal('channelRestored'), ...common, place }),
  z.strictObject({ kind: z.literal('channelDeleted'), ...common, place }),
  z.strictObject({ kind: z.literal('channelIdChanged'), ...common, place, newConversation: z.string().min(1) }),
  /** `from` installed it; `name` is the platform's name of the tenant. */
  z.strictObject({ kind: z.literal('installed'), ...common, name: z.string().optional() }),
  z.strictObject({ kind: z.literal('uninstalled'), ...common }),
  z.strictObject({ kind: z.literal('tokensRevoked'), ...common }),
]);
export type InboundEvent = z.infer<typeof inboundEvent>;
export type EventKind = InboundEvent['kind'];
export type EventOf<K extends EventKind> = Extract<InboundEvent, { kind: K }>;

/**
 * The outcome of a post. `unknown`: it may or may not be there; never repeat it blindly. `dead`: it can never arrive.
 */
export type SendResult =
  | { readonly outcome: 'sent'; readonly message: string }
  /** Certainly not posted; retry. `pause`: what the platform asked to pause; default: this conversation. */
  | { readonly outcome: 'retry'; readonly afterMs?: number; readonly reason: string; readonly pause?: 'installation' }
  | { readonly outcome: 'unknown'; readonly reason: string }
  | { readonly outcome: 'dead'; readonly reason: DeadReason; readonly detail: string };

/** Why a conversation cannot be written to, in terms that a person can act on. */
export type DeadReason =
  | 'notInChannel'
  | 'channelGone'
  | 'archived'
  | 'disconnected'
  | 'forbidden'
  | 'blocked'
  | 'tooLong'
  | 'rejected';

export interface SendOptions {
  /** The delivery's unique key, for platforms that can carry it. */
  readonly key: string;
  readonly locale: Locale;
  /** The zone of dates, for platforms without dates of their own. */
  readonly zone: string;
  /** Pinned after posting, if the platform has pins; a failed pin is no failed post. */
  readonly pin?: boolean;
}

/** A member of a conversation, as the platform reports them. */
export interface ConversationMember {
  readonly user: UserRef;
  readonly name: string;
  readonly outsider: boolean;
}

/**
 * At most `count` posts within any `perMs` milliseconds. The sender looks about once a second, so a window of several
 * seconds uses a limit better than a window of one.
 */
export interface PaceLimit {
  readonly count: number;
  readonly perMs: number;
}
/** The platform's posting limits, from the adapter's limits.ts; an empty list means no limit of that kind. */
export interface PostingPace {
  readonly perConversation: readonly PaceLimit[];
  readonly perInstallation: readonly PaceLimit[];
}

/** A platform for the core. Small and without optional methods: a missing feature is part of an answer. */
export interface ChatPlatform {
  readonly id: PlatformId;
  readonly pace: PostingPace;
  /**
   * How long after a call its post may still appear: until then an absent post is looked up again and not posted again.
   */
  readonly appearsWithinMs: number;
  /**
   * Posts once and answers within 15 seconds, if need be `unknown`; never retries by itself. Never throws: faults are
   * outcomes.
   */
  send(to: ConversationRef, message: Message, options: SendOptions): Promise<SendResult>;
  /**
   * Whether the post with this delivery key exists: asked after a crash or an ambiguous answer, before anything is
   * posted again. `later`: the platform does not answer now, ask again; `cannotTell`: asking again would not help.
   * Never throws.
   */
  find(to: ConversationRef, key: string): Promise<{ readonly found: string } | 'absent' | 'cannotTell' | 'later'>;
  /** Replaces an earlier post. */
  update(to: ConversationRef, posted: string, message: Message, options: SendOptions): Promise<SendResult>;
  /**
   * A message in a shared conversation that only one person sees; on a platform without such messages it goes to their
   * direct conversation.
   */
  whisper(to: ConversationRef, user: UserRef, message: Message, options: SendOptions): Promise<SendResult>;
  /** The direct conversation with a person, or the reason why there can be none. */
  openDirect(installation: InstallationRef, user: UserRef): Promise<{ conversation: string } | { unreachable: string }>;
  /**
   * The address at which people open a posted message; undefined if there is none, or none is available now. Never
   * throws.
   */
  linkTo(...message: Parameters<LinkTo>): ReturnType<LinkTo>;
  /** The present members, or the reason why the platform does not list them. */
  members(
    to: Pick<ConversationRef, 'platform' | 'tenant' | 'conversation'>,
  ): Promise<{ members: readonly ConversationMember[] } | { unknown: string }>;
}

/** The address of a message on its platform; undefined where it has none. Never throws. */
export type LinkTo = (
  place: Pick<ConversationRef, 'platform' | 'tenant' | 'conversation' | 'thread'>,
  message: string,
) => Promise<string | undefined>;

/** The platforms that run, by id. */
export interface Platforms {
  get(id: PlatformId): ChatPlatform | undefined;
}
