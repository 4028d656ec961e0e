import type { EventKind, EventOf, Place } from '../../src/core/platform.ts';
import type { Carry } from './form.ts';
import type { Named } from './people.ts';

type Said<K extends EventKind> = K extends EventKind ? Omit<EventOf<K>, 'from' | 'installation'> : never;
/** An event without who and which team: those are looked up. */
export type SaidEvent = Said<EventKind>;

/** The modal or the Home tab that somebody acted in. */
export interface ViewIn {
  readonly id: string;
  readonly kind: 'modal' | 'home';
  /** Its fields may hold what is not sent yet. */
  readonly isForm: boolean;
  /** Which content of it was acted on. */
  readonly hash?: string | undefined;
  /** Its blocks: errors are shown at inputs that are there. */
  readonly blocks: readonly { readonly type: string; readonly block_id?: string }[];
}

/** How an answer can get back: what Slack hands out with what somebody did. */
export interface ReplyRoute {
  /** Opens one dialog, within three seconds. */
  readonly trigger?: string | undefined;
  readonly responseUrl?: string | undefined;
  readonly view?: ViewIn | undefined;
  /** What was pressed is seen by that person alone: Slack lets it be changed through its response_url only. */
  readonly isEphemeral?: boolean | undefined;
  /** It was done in the Home tab, which shows what it changed. */
  readonly isHome?: boolean | undefined;
}

/** What a payload says. */
export interface ParsedEvent {
  /** The team whose installation is meant. */
  readonly team: string;
  readonly who: Named;
  readonly event: SaidEvent;
  readonly route: ReplyRoute;
}
/**
 * `ignore`: nothing to do, which is said so; `lost`: a form whose values cannot be read, so that Slack must keep it
 * open; `outdated`: a button of ours that can no longer be read; `orgWide`: an installation over a whole organisation.
 */
export type ParsedPayload =
  | { readonly kind: 'read'; readonly read: ParsedEvent }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'ignore'; readonly why: string }
  | {
      readonly kind: 'outdated' | 'orgWide';
      readonly team: string;
      readonly who: Named;
      readonly route: ReplyRoute;
      readonly place: Place | undefined;
    };

/** What goes along with a view, so that an answer to what is done there finds its way. */
export function carryOf(place: Place | undefined, route: ReplyRoute, user: string): Carry {
  const more = {
    ...(route.responseUrl === undefined ? {} : { responseUrl: route.responseUrl }),
    ...(route.isEphemeral === true ? { isEphemeral: 'yes' } : {}),
    ...(route.isHome === true ? { isHome: 'yes' } : {}),
  };
  return { place: place ?? directWith(user), ...(Object.keys(more).length === 0 ? {} : { more }) };
}

/** The way that a view carries. */
export function replyRouteOf({ more }: Carry): ReplyRoute {
  return { responseUrl: more?.responseUrl, isEphemeral: more?.isEphemeral === 'yes', isHome: more?.isHome === 'yes' };
}

/**
 * The kind by id and by the stand-ins that Slack gives instead of names. `D` is whoever's direct conversation: the
 * router asks whether it is ours.
 */
export function placeOf(at: {
  id: string;
  name?: string | null | undefined;
  thread?: string | null | undefined;
  message?: string | null | undefined;
}): Place {
  const { id, name } = at;
  const kind = id.startsWith('D') ? 'direct' : name?.startsWith('mpdm-') === true ? 'group' : 'channel';
  const isName =
    name !== null &&
    name !== undefined &&
    !['directmessage', 'privategroup'].includes(name) &&
    !name.startsWith('mpdm-');
  return {
    conversation: id,
    kind,
    ...(kind === 'channel' && isName ? { name } : {}),
    // A message that begins a thread names itself as the thread.
    ...(at.thread && at.thread !== at.message ? { thread: at.thread } : {}),
    ...(at.message ? { message: at.message } : {}),
  };
}

/** Where nothing says where: the person's direct conversation with us, which the router finds. */
export function directWith(userId: string): Place {
  return { conversation: userId, kind: 'direct' };
}
