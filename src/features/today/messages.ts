import type { DayItem, DayReader } from '../../core/day.ts';
import { formatDay } from '../../core/format.ts';
import type { ListNow } from '../../core/lists/list.ts';
import { type Block, type Button, openForm, press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { labelled } from '../../ground/i18n.ts';
import { todayTexts } from './texts.ts';

const MOST: Record<'coming' | 'projects', number> = { coming: 5, projects: 10 };

/**
 * A person's day. `morning`: the local time of the morning list, `09:00`; `off` when switched off; undefined when never
 * set.
 */
export interface Day {
  readonly items: readonly DayItem[];
  /** True when a slice failed, so that its items are missing. */
  readonly incomplete: boolean;
  readonly morning: string | undefined;
}

const byTime = (item: DayItem, other: DayItem) =>
  (item.at?.getTime() ?? Number.MAX_SAFE_INTEGER) - (other.at?.getTime() ?? Number.MAX_SAFE_INTEGER);

/**
 * Waiting items as lines. The first page adds the coming items and the state of the projects; later pages hold only
 * waiting items.
 */
export function dayList(day: Day, reader: DayReader): ListNow {
  const { locale } = reader;
  const texts = todayTexts(locale);
  const of = (section: DayItem['section']) => day.items.filter((item) => item.section === section).sort(byTime);
  const [waiting, coming, projects] = [of('waiting'), of('coming'), of('projects')];
  const state = waiting.length === 0 ? texts.nothing() : texts.waiting({ count: waiting.length });
  const wall = wallOf(reader.now, reader.zone);
  const title = texts.title({ day: formatDay(wall, { locale, thisYear: Number(wall.slice(0, 4)) }) });
  const more = (all: readonly DayItem[], section: 'coming' | 'projects'): Block[] =>
    all.length > MOST[section] ? [{ kind: 'context', text: texts.more({ count: all.length - MOST[section] }) }] : [];
  const all: Button[] =
    projects.length > MOST.projects
      ? [{ kind: 'button', label: texts.allProjects(), payload: press('project list') }]
      : [];
  const below: readonly Block[] = [
    ...listed(texts.coming(), coming.slice(0, MOST.coming)),
    ...more(coming, 'coming'),
    ...listed(texts.projects(), projects.slice(0, MOST.projects)),
    ...more(projects, 'projects'),
    ...buttonsBlock(all),
    ...(day.morning === undefined
      ? []
      : [
          {
            kind: 'context' as const,
            text: day.morning === 'off' ? texts.morningOff() : texts.morningOn({ time: day.morning }),
          },
        ]),
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
  ];
  return {
    audience: reader.side === 'ours' ? 'internal' : 'client',
    lines: waiting.map(({ ref, text, buttons = [] }) => ({ ref, text: () => text, actions: buttons })),
    frame: ({ from, rest }) => ({
      fallbackText: labelled(title, state, locale),
      head:
        from > 1
          ? [{ kind: 'heading', text: state }]
          : [
              { kind: 'heading', text: title },
              { kind: 'text', text: state },
            ],
      foot: [...buttonsBlock(rest), ...(from > 1 ? [] : below)],
    }),
  };
}

const buttonsBlock = (buttons: readonly Button[]): Block[] =>
  buttons.length === 0 ? [] : [{ kind: 'actions', items: [...buttons] }];

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
