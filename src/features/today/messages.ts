import type { DayItem, DayReader } from '../../core/day.ts';
import { formatDay } from '../../core/format.ts';
import { labelled } from '../../core/i18n.ts';
import { type Audience, type Block, type Button, type Message, openForm, press } from '../../core/message.ts';
import { pageOf } from '../../core/paging.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { todayTexts } from './texts.ts';

/** As much as one looks through on a phone before the first coffee; the rest is one press away. */
const MOST: Record<DayItem['section'], number> = { waiting: 10, coming: 5, projects: 10 };

/** Somebody's day. `morning`: when the list comes by itself, `09:00`; `off` when it does not; undefined where it never does. */
export interface Day {
  readonly items: readonly DayItem[];
  /** A slice could not tell its part. */
  readonly incomplete: boolean;
  readonly morning: string | undefined;
}

const byTime = (one: DayItem, other: DayItem) => (one.at?.getTime() ?? Number.MAX_SAFE_INTEGER) - (other.at?.getTime() ?? Number.MAX_SAFE_INTEGER);

/** The list in a conversation and on the Home tab; `from` a number on, what waits beyond what it shows. */
export function dayMessage<A extends Audience>(day: Day, reader: DayReader, { audience, from = 1 }: { audience: A; from?: number | undefined }): Message<A> {
  const texts = todayTexts(reader.locale);
  const of = (section: DayItem['section']) => day.items.filter((item) => item.section === section).sort(byTime);
  const [waiting, coming, projects] = [of('waiting'), of('coming'), of('projects')];
  const state = waiting.length === 0 ? texts.nothing() : texts.waiting({ count: waiting.length });
  const wall = wallOf(reader.now, reader.zone);
  const title = texts.title({ day: formatDay(wall, { locale: reader.locale, thisYear: Number(wall.slice(0, 4)) }) });
  const page = pageOf(waiting, { from, most: MOST.waiting, textOf: ({ text }) => text });
  const rest: Button[] =
    page.left === 0 ? [] : [{ kind: 'button', label: texts.rest({ count: page.left }), payload: press('today show', { from: String(page.next) }) }];
  const waitingBlocks = [...page.shown.flatMap(itemBlocks), ...buttonsBlock(rest)];
  if (from > 1) return { audience, fallbackText: labelled(title, state, reader.locale), blocks: [{ kind: 'heading', text: state }, ...waitingBlocks] };
  const more = (all: readonly DayItem[], section: 'coming' | 'projects'): Block[] =>
    all.length > MOST[section] ? [{ kind: 'context', text: texts.more({ count: all.length - MOST[section] }) }] : [];
  const all: Button[] = projects.length > MOST.projects ? [{ kind: 'button', label: texts.allProjects(), payload: press('project list') }] : [];
  return {
    audience,
    fallbackText: labelled(title, state, reader.locale),
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: state },
      ...waitingBlocks,
      ...listed(texts.coming(), coming.slice(0, MOST.coming)),
      ...more(coming, 'coming'),
      ...listed(texts.projects(), projects.slice(0, MOST.projects)),
      ...more(projects, 'projects'),
      ...buttonsBlock(all),
      ...(day.morning === undefined
        ? []
        : [{ kind: 'context' as const, text: day.morning === 'off' ? texts.morningOff() : texts.morningOn({ time: day.morning }) }]),
      ...(day.incomplete ? [{ kind: 'context' as const, text: texts.incomplete() }] : []),
      {
        kind: 'actions',
        items: [
          { kind: 'button', label: texts.newReminder(), payload: openForm('reminder new') },
          { kind: 'button', label: texts.reminders(), payload: press('reminder list') },
          { kind: 'button', label: texts.help(), payload: press('help show') },
          { kind: 'button', label: texts.again(), payload: press('today show') },
          ...morningButton(day, reader),
        ],
      },
    ],
  };
}

function itemBlocks({ text, buttons = [] }: DayItem): Block[] {
  return [{ kind: 'text', text }, ...buttonsBlock(buttons)];
}

const buttonsBlock = (buttons: readonly Button[]): Block[] => (buttons.length === 0 ? [] : [{ kind: 'actions', items: [...buttons] }]);

function listed(title: string, items: readonly DayItem[]): Block[] {
  if (items.length === 0) return [];
  return [
    { kind: 'text', text: [{ kind: 'strong', text: title }] },
    { kind: 'list', items: items.map(({ text }) => text) },
  ];
}

function morningButton({ morning }: Day, { locale }: DayReader): Button[] {
  if (morning === undefined) return [];
  const values = { morning: morning === 'off' ? 'off' : 'on', ...(morning === 'off' ? {} : { at: morning }) };
  return [{ kind: 'button', label: todayTexts(locale).change(), payload: openForm('today edit', values) }];
}
