/** The screens of Slack's people: the messages and windows that they can press or fill in, and what changes. */
import { SHOWN_CALLBACK } from '../../adapters/slack/form.ts';
import { formatInstant } from '../../src/core/format.ts';
import type { Done } from '../fakes/slack/front.ts';
import { NORTH } from '../slack/agency.ts';
import { pressOf } from '../slack/blocks.ts';
import type { SlackHouse } from '../slack/house.ts';
import { type Seen as SeenInSlack, VISIBLE, type Window } from '../slack/screen.ts';
import { CLIENT_ZONE, canRead, PEOPLE } from './agency.ts';
import type { Seen } from './driver.ts';
import { type DateWriter, readBlocks } from './readBlocks.ts';
import type { Viewer, Who } from './scenario.ts';
import type { SlackNames } from './slackAgency.ts';
import { formSight, isSaving, listOf } from './slackForms.ts';

type Fields = Readonly<Record<string, unknown>>;

const offers = (blocks: unknown, label: string) => {
  try {
    pressOf(blocks, label);
    return true;
  } catch {
    return false;
  }
};

interface ScreensOptions {
  readonly house: Pick<SlackHouse, 'front' | 'clock' | 'seenOf'>;
  readonly names: Pick<SlackNames, 'personOf' | 'channelOf' | 'named'>;
  /** The people by the id of their direct conversation. */
  readonly directs: ReadonlyMap<string, Who>;
}

export function createSlackScreens({ house, names: { personOf, channelOf, named }, directs }: ScreensOptions) {
  let looked = house.front.done.length;
  const seen: Seen[] = [];
  /** The pressable elements, newest last. */
  const shelf: { to: Viewer; what: SeenInSlack; at: string }[] = [];
  const windows = new Map<Who, Window>();
  /** The place of each person's last act, where private answers appear. */
  const places = new Map<Who, string>();
  /** A date as a reader's device shows it. */
  const datesFor = (to: Viewer): DateWriter => {
    const { locale, zone } = to in PEOPLE ? PEOPLE[to as Who] : { locale: 'en' as const, zone: CLIENT_ZONE };
    return (seconds, format) => {
      const style = !format.includes('{date') ? 'time' : format.includes('{time}') ? 'dateTime' : 'date';
      return formatInstant(new Date(seconds * 1_000), { locale, zone, now: house.clock.now(), style });
    };
  };
  const read = (blocks: unknown, to: Viewer) => readBlocks(blocks, datesFor(to));

  /** A window's present content. */
  function windowShows(who: Who, { id, view }: Window): void {
    windows.set(who, { id, view });
    if (isSaving(view)) return;
    if (view.callback_id !== SHOWN_CALLBACK) {
      seen.push({ to: who, form: formSight(view, named) });
      return;
    }
    seen.push({ to: who, shown: read(view.blocks, who) });
    const done: Done = { method: 'views.open', team: NORTH, arguments: { view }, answer: { ok: true, view } };
    shelf.push({
      to: who,
      what: { done, words: '', blocks: view.blocks, container: { type: 'view', view_id: id } },
      at: places.get(who) ?? '',
    });
  }

  function appeared(done: Done, actor: Who): void {
    const { method, arguments: given, answer } = done;
    if (answer.ok !== true) return;
    if (method.startsWith('views.')) {
      if (method === 'views.publish') return;
      const id = String((answer.view as { id?: string } | undefined)?.id ?? given.view_id);
      windowShows(actor, { id, view: given.view as Fields });
      return;
    }
    if (method === 'files.completeUploadExternal') {
      // It is below its text.
      const words = seen.at(-1);
      const files = listOf(given.files).map(({ title }) => String(title));
      if (words?.shown !== undefined) seen[seen.length - 1] = { ...words, shown: { ...words.shown, files } };
      return;
    }
    const what = house.seenOf(done);
    // An answer through the payload's own address is private, unless it says otherwise.
    const inChannel = channelOf(given.response_type === 'in_channel' ? places.get(actor) : given.channel);
    const person = method === 'chat.postEphemeral' ? personOf(given.user) : directs.get(String(given.channel));
    const to: Viewer = person ?? (inChannel === undefined ? actor : `#${inChannel}`);
    seen.push({
      to,
      shown: read(what.blocks, to),
      ...(method === 'chat.update' || given.replace_original === true ? { changed: true } : {}),
    });
    const at = String(given.channel ?? places.get(actor) ?? '');
    // The earlier content is replaced.
    const ts = method === 'chat.update' ? given.ts : undefined;
    for (let index = shelf.length - 1; index >= 0; index -= 1)
      if (ts !== undefined && shelf[index]?.what.container.message_ts === ts) shelf.splice(index, 1);
    shelf.push({ to, what, at });
  }

  /** Shows what became visible since the last call, after an act of this person. */
  function readCalls(actor: Who): void {
    for (const done of house.front.done.slice(looked)) if (VISIBLE.has(done.method)) appeared(done, actor);
    looked = house.front.done.length;
  }

  /** The errors of a sent form, in its window. */
  function formRefused(
    who: Who,
    { view }: Window,
    fills: Readonly<Record<string, string>>,
    errors: Readonly<Record<string, string>> = {},
  ): void {
    const sight = formSight(view, named, errors);
    // Slack keeps typed text in the inputs.
    seen.push({ to: who, form: { ...sight, fields: { ...sight.fields, ...fills } } });
  }

  /** The newest message or window that offers the person this label under this text. */
  function offered(who: Who, label: string, under: string) {
    const found = [...shelf]
      .reverse()
      .find(
        ({ to, what }) =>
          canRead(who, to) && offers(what.blocks, label) && readBlocks(what.blocks).lines.join(' ').includes(under),
      );
    if (found === undefined) throw new Error(`${who} sees no "${label}"`);
    return found;
  }

  const openWindow = (who: Who): Window => {
    const window = windows.get(who);
    if (window === undefined) throw new Error(`${who} has no form open`);
    return window;
  };

  return {
    ...{ windowShows, readCalls, formRefused, offered, openWindow },
    /** Says where a person acts now. */
    isAt: (who: Who, place: string) => void places.set(who, place),
    /** A person's client closes their window. */
    closed: (who: Who) => void windows.delete(who),
    look: () => seen.splice(0),
  };
}
