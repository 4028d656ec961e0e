import type { EventKind, EventOf, Place } from '../../src/core/platform.ts';
import type { Carry } from './form.ts';
import type { Named } from './people.ts';

type Said<K extends EventKind> = K extends EventKind ? Omit<EventOf<K>, 'from' | 'installation'> : never;
/** An event without person and team, which are looked up. */
export type SaidEvent = Said<EventKind>;

/** The modal or the Home tab in which the person acted. */
export interface ViewIn {
  readonly id: string;
  readonly kind: 'modal' | 'home';
  /** Its fields may hold typed values that are not sent yet. */
  readonly isForm: boolean;
  /** Identifies the content that the person acted on. */
  readonly hash?: string | undefined;
  /** Its blocks: errors can be shown only at existing inputs. */
  readonly blocks: readonly { readonly type: string; readonly block_id?: string }[];
}

/** The ways back for an answer, as Slack gives them with an event. */
export interface ReplyRoute {
  /** Opens one dialog, within three seconds. */
  readonly trigger?: string | undefined;
  readonly responseUrl?: string | undefined;
  readonly view?: ViewIn | undefined;
  /** Only that person sees the pressed message: Slack lets it be changed through its response_url only. */
  readonly isEphemeral?: boolean | undefined;
  /** The person acted in the Home tab, which shows the result. */
  readonly isHome?: boolean | undefined;
}

/** The content of a payload. */
export interface ParsedEvent {
  /** The team of the installation. */
  readonly team: string;
  readonly who: Named;
  readonly event: SaidEvent;
  readonly route: ReplyRoute;
}
/**
 * `ignore`: nothing to do, with the reason. `lost`: a form whose values cannot be read; Slack must keep it open.
 * `outdated`: a button of ours that can no longer be read. `orgWide`: an installation over a whole organisation.
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

/** The data that a view carries, so that an answer to its events can be routed. */
export function carryOf(place: Place | undefined, route: ReplyRoute, user: string): Carry {
  const more = {
    ...(route.responseUrl === undefined ? {} : { responseUrl: route.responseUrl }),
    ...(route.isEphemeral === true ? { isEphemeral: 'yes' } : {}),
    ...(route.isHome === true ? { isHome: 'yes' } : {}),
  };
  return { place: place ?? directWith(user), ...(Object.keys(more).length === 0 ? {} : { more }) };
}

/** The reply route that a view carries. */
export function replyRouteOf({ more }: Carry): ReplyRoute {
  return { responseUrl: more?.responseUrl, isEphemeral: more?.isEphemeral === 'yes', isHome: more?.isHome === 'yes' };
}

/**
 * The kind of a place, by its id and by the stand-ins that Slack gives instead of names. A `D` id may be a conversation
 * between others: the router checks whether it is ours.
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
    // The first message of a thread names itself as the thread.
    ...(at.thread && at.thread !== at.message ? { thread: at.thread } : {}),
    ...(at.message ? { message: at.message } : {}),
  };
}

/** The default place: the person's direct conversation with us, which the router looks up. */
export function directWith(userId: string): Place {
  return { conversation: userId, kind: 'direct' };
}
