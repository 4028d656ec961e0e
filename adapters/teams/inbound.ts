import type { EventKind, EventOf, InboundEvent, Place } from '../../src/core/platform.ts';
import { type Activity, eventIdOf, type Spot, zoneOf } from './activity.ts';
import { readPress, readSubmit } from './formState.ts';
import { plainText, readMentions } from './mentions.ts';
import type { Sender } from './people.ts';

/**
 * Where an answer can be shown. `message`: words that were typed, answered by a message; `submit`: a card's
 * Action.Submit, the same; `execute`: Action.Execute, which waits for the card's next state; `dialog`: waits for a
 * dialog or for its end; `extension`: the same from a message's menu, where Rapport need not be installed.
 */
export type Surface = 'message' | 'submit' | 'execute' | 'dialog' | 'extension';

/**
 * `ignore`: not meant for us, which is said so; `outdated`: a button of ours that can no longer be read; `wordless`: a
 * picture or a file, and not a word.
 */
export type ParsedActivity =
  | { readonly kind: 'event'; readonly event: InboundEvent }
  | { readonly kind: 'ignore'; readonly why: string }
  | { readonly kind: 'outdated' | 'wordless' };

/**
 * Which surface an activity of a person has; undefined for what happens to a conversation, and for invokes that are
 * none of ours.
 */
export function surfaceOf({ type, name, text, value }: Activity): Surface | undefined {
  if (type === 'message') return isObject(value) && !text?.trim() ? 'submit' : 'message';
  if (type !== 'invoke') return undefined;
  switch (name) {
    case 'adaptiveCard/action':
      return 'execute';
    case 'task/fetch':
    case 'task/submit':
      return 'dialog';
    case 'composeExtension/fetchTask':
    case 'composeExtension/submitAction':
      return 'extension';
    default:
      return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const inside = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce((found, name) => (isObject(found) ? found[name] : undefined), value);
const textAt = (value: unknown, ...names: readonly string[]): string | undefined => {
  const found = inside(value, ...names);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** What an event carries about the person and the installation. */
export function commonOf(activity: Activity, { tenant }: Spot, { user, tenant: home, outsider, name }: Sender) {
  const zone = zoneOf(activity);
  return {
    id: eventIdOf(activity),
    installation: { platform: 'teams' as const, tenant },
    from: {
      user,
      tenant: home,
      name,
      outsider,
      ...(activity.locale ? { locale: activity.locale } : {}),
      ...(zone === undefined ? {} : { zone }),
    },
  };
}

/** A conversation as events name it. */
export function placeOf({ conversation, kind, name, thread }: Spot, message?: string): Place {
  return {
    conversation,
    kind,
    ...(name === undefined || kind === 'direct' ? {} : { name }),
    ...(thread === undefined ? {} : { thread }),
    ...(message === undefined ? {} : { message }),
  };
}

/**
 * Reads what a person did. Pure. `moved`: the place that a private answer in their own chat belongs to, when it is one
 * that was pressed.
 */
export function readDeed(
  activity: Activity,
  { spot, sender, surface, moved }: { spot: Spot; sender: Sender; surface: Surface; moved: Moved | undefined },
): ParsedActivity {
  const common = commonOf(activity, spot, sender);
  if (surface === 'message') {
    const { text, called } = readMentions(activity);
    const place = placeOf(spot, activity.id ?? undefined);
    const isPrivate = activity.recipient.isTargeted === true;
    if (text === '' && hasFiles(activity) && (called || isPrivate || spot.kind === 'direct'))
      return { kind: 'wordless' };
    // Nobody can reply to such a message, so that it is not what an answer stands below.
    if (isPrivate && spot.kind !== 'direct') return event({ kind: 'command', ...common, place: placeOf(spot), text });
    if (spot.kind === 'direct') return event({ kind: 'directMessage', ...common, place, text });
    // With a wider permission of the app, all that is said comes in: what does not name us is not for us.
    return called
      ? event({ kind: 'mention', ...common, place, text })
      : { kind: 'ignore', why: 'the bot is not mentioned' };
  }
  if (activity.name === 'composeExtension/fetchTask') return readMessageAction(activity, common, spot);

  const data =
    surface === 'execute'
      ? inside(activity.value, 'action', 'data')
      : surface === 'submit'
        ? activity.value
        : inside(activity.value, 'data');
  const here = moved ?? placeOf(spot);
  const pressed = activity.replyToId || undefined;
  const payload = readPress(data);
  if (payload !== undefined)
    return event({
      kind: 'action',
      ...common,
      place: pressed === undefined ? here : { ...here, message: pressed },
      payload,
    });
  const form = readSubmit(data);
  if (form === undefined) return { kind: 'outdated' };
  // A dialog does not say which message it was opened from, so that the form does; it is believed only within the
  // conversation in which it was sent.
  const { place: carried } = form.carry;
  const message = surface === 'dialog' && carried.conversation === here.conversation ? carried.message : pressed;
  const place = message === undefined ? here : { ...here, message };
  return event({
    kind: form.kind === 'closed' ? 'formClosed' : 'formSubmit',
    ...common,
    place,
    command: form.command,
    values: form.values,
  });
}

/** Enough for any sentence; a list of the whole team is no mention of anybody. */
const MOST_MENTIONED = 10;

/**
 * The users whom a form's values name by tokens, or whom Teams says that somebody mentioned, bots apart: of them it has
 * told no more than an id.
 */
export function mentionedIn(event: InboundEvent, { entities }: Activity): string[] {
  const values = event.kind === 'formSubmit' ? event.values : event.kind === 'action' ? event.payload.input : {};
  const tokens = Object.values(values)
    .flat()
    .flatMap((text) => [...text.matchAll(/<@([^<>\s|]+)(?:\|[^<>]*)?>/g)].map(([, user = '']) => user));
  const told =
    event.kind === 'mention' || event.kind === 'directMessage' || event.kind === 'command' ? (entities ?? []) : [];
  const users = [
    ...tokens,
    ...told.flatMap(({ type, mentioned }) => (type === 'mention' && mentioned?.id !== undefined ? [mentioned.id] : [])),
  ];
  return [...new Set(users)]
    .filter((user) => user !== event.from.user && !/^(?:28|19):/.test(user))
    .slice(0, MOST_MENTIONED);
}

/** The card that a dialog which is sent says it was opened from. */
export const openedFrom = ({ value }: Activity): string | undefined =>
  readSubmit(inside(value, 'data'))?.carry.place.message;

/** Formatted words come as an attachment too, of their own type. */
const hasFiles = ({ attachments }: Activity) =>
  attachments?.some(({ contentType }) => contentType !== 'text/html') === true;

/** A place without a message. */
export type Moved = Omit<Place, 'message'>;
const event = (one: InboundEvent): ParsedActivity => ({ kind: 'event', event: one });

/** "Track with Rapport" on a message: its words and its writer. */
function readMessageAction(activity: Activity, common: ReturnType<typeof commonOf>, spot: Spot): ParsedActivity {
  const command = textAt(activity.value, 'commandId');
  const payload = inside(activity.value, 'messagePayload');
  if (command === undefined || !isObject(payload))
    return { kind: 'ignore', why: 'an action that is not about a message' };
  const content = textAt(payload, 'body', 'content') ?? '';
  const text = textAt(payload, 'body', 'contentType') === 'text' ? content : plainText(content);
  const author =
    textAt(payload, 'from', 'user', 'displayName') ?? textAt(payload, 'from', 'application', 'displayName') ?? '';
  return event({
    kind: 'messageShortcut',
    ...common,
    place: placeOf(spot, textAt(payload, 'id')),
    command,
    text,
    author,
  });
}

/** An event about a conversation that a person brought about. */
export function happening<K extends EventKind>(
  kind: K,
  common: ReturnType<typeof commonOf>,
  more: Omit<EventOf<K>, 'kind' | keyof typeof common>,
): InboundEvent {
  return { kind, ...common, ...more } as unknown as InboundEvent;
}
