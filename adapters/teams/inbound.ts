import type { EventKind, EventOf, InboundEvent, Place } from '../../src/core/platform.ts';
import { type Activity, eventIdOf, type Spot, zoneOf } from './activity.ts';
import { readPress, readSubmit } from './formState.ts';
import { plainText, readMentions } from './mentions.ts';
import type { Sender } from './people.ts';

/**
 * Where an answer can be shown. `message`: typed text, answered by a message. `submit`: a card's Action.Submit, the
 * same. `execute`: Action.Execute, which waits for the card's next state. `dialog`: waits for a dialog or for its end.
 * `extension`: the same from a message's menu, where Rapport need not be installed.
 */
export type Surface = 'message' | 'submit' | 'execute' | 'dialog' | 'extension';

/**
 * `ignore`: not meant for us, with the reason. `outdated`: a button of ours that can no longer be read. `wordless`: a
 * picture or a file without text.
 */
export type ParsedActivity =
  | { readonly kind: 'event'; readonly event: InboundEvent }
  | { readonly kind: 'ignore'; readonly why: string }
  | { readonly kind: 'outdated' | 'wordless' };

/** The surface of a person's activity; undefined for changes of a conversation and for foreign invokes. */
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

/** The common part of an event: person and installation. */
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

/** A conversation as the place of an event. */
export function placeOf({ conversation, kind, name, thread }: Spot, message?: string): Place {
  return {
    conversation,
    kind,
    ...(name === undefined || kind === 'direct' ? {} : { name }),
    ...(thread === undefined ? {} : { thread }),
    ...(message === undefined ? {} : { message }),
  };
}

/** Reads a person's activity. Pure. `moved`: the place that a pressed private answer in their own chat belongs to. */
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
    // Such a message cannot be replied to, so the answer does not go below it.
    if (isPrivate && spot.kind !== 'direct') return event({ kind: 'command', ...common, place: placeOf(spot), text });
    if (spot.kind === 'direct') return event({ kind: 'directMessage', ...common, place, text });
    // A wider permission of the app delivers every message. One without a mention of us is ignored.
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
  // A dialog does not name the message that it was opened from; the form does. It is believed only within the
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

/** Enough for any sentence; a list of the whole team is not a mention. */
const MOST_MENTIONED = 10;

/** The users that a form's values or Teams' entities mention, bots excepted: Teams sent no more than their ids. */
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

/** The card from which a submitted dialog says it was opened. */
export const openedFrom = ({ value }: Activity): string | undefined =>
  readSubmit(inside(value, 'data'))?.carry.place.message;

/** Formatted text comes as an attachment too, of its own type. */
const hasFiles = ({ attachments }: Activity) =>
  attachments?.some(({ contentType }) => contentType !== 'text/html') === true;

/** A place without a message. */
export type Moved = Omit<Place, 'message'>;
const event = (one: InboundEvent): ParsedActivity => ({ kind: 'event', event: one });

/** "Track with Rapport" on a message: its text and its author. */
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

/** An event about a conversation, caused by a person. */
export function happening<K extends EventKind>(
  kind: K,
  common: ReturnType<typeof commonOf>,
  more: Omit<EventOf<K>, 'kind' | keyof typeof common>,
): InboundEvent {
  return { kind, ...common, ...more } as unknown as InboundEvent;
}
