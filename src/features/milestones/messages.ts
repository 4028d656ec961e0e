import type { ProjectSummary } from '../../core/access.ts';
import { formatDay } from '../../core/format.ts';
import { type Block, type Button, type Message, press, type Span } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import { type Entry, publishedWords } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import { type LastTold, milestoneOf, TELLINGS, type Telling } from './model.ts';
import { milestoneTexts } from './texts.ts';

type Kind = Parameters<typeof numberOf>[1];
type Moved = Pick<LastTold, 'why'> & {
  readonly before: { readonly due?: string | undefined };
  readonly after: { readonly due?: string | undefined };
};

const LABELS = { now: 'tellNow', report: 'tellInReport', call: 'tellByCall' } as const satisfies Record<
  Telling,
  string
>;
/** A way of telling, in words. */
export const tellingText = (how: Telling, locale: Locale): string => milestoneTexts(locale)[LABELS[how]]();

const reading = (locale: Locale, zone: string, now: Date) => (due: string | undefined) =>
  due === undefined
    ? milestoneTexts(locale).noDate()
    : formatDay(due, { locale, thisYear: Number(wallOf(now, zone).slice(0, 4)) });

/** A change in one line: `15 Dec → 22 Dec. Why: API late`, or that the scope has changed. */
export function movedText(
  { before, after, why }: Moved,
  { locale, zone, now }: { readonly locale: Locale; readonly zone: string; readonly now: Date },
): string {
  const texts = milestoneTexts(locale);
  const day = reading(locale, zone, now);
  if (before.due === after.due)
    return inARow([texts.scopeChanged(), ...(why === undefined ? [] : [texts.whyIs({ why })])]);
  const dates = { before: day(before.due), after: day(after.due) };
  return why === undefined ? texts.moved(dates) : texts.movedFor({ ...dates, why });
}

/** The buttons that say how the client hears of a change. */
export const tellButtons = ({ _id }: Pick<Entry, '_id'>, locale: Locale): Button[] =>
  TELLINGS.map((how) => ({
    kind: 'button',
    label: tellingText(how, locale),
    ...(how === 'now' ? { style: 'primary' as const } : {}),
    payload: press('milestone tell', { number: _id, how }),
  }));

/** A change as the client reads it in their channel: the values told before, the present ones, and the reason. */
export function toldMessage(
  { entry, project, kind }: { readonly entry: Entry; readonly project: ProjectSummary; readonly kind: Kind },
  now: Date,
): Message<'client'> | undefined {
  const { lastTold } = milestoneOf(entry);
  const { published } = entry;
  if (lastTold === undefined || published === undefined) return undefined;
  const { locale, zone } = project;
  const texts = milestoneTexts(locale);
  const { before, after, revision } = lastTold;
  const { title } = publishedWords(published, locale);
  const called = `${numberOf(entry, kind, project.key)} ${title}`;
  const moved = movedText(lastTold, { locale, zone, now });
  const differs = (label: string, was = '–', is = '–'): Span[] => [
    `${label}: `,
    { kind: 'struck', text: was },
    ' → ',
    { kind: 'strong', text: is },
  ];
  const stateText = (state: string) => (state in STATES ? texts[state as State]() : state);
  const further: Span[][] = [
    ...(before.scope === after.scope ? [] : [differs(texts.scope(), before.scope, after.scope)]),
    ...(before.state === after.state ? [] : [differs(texts.state(), stateText(before.state), stateText(after.state))]),
  ];
  const button = (label: string, answer: 'seen' | 'talk'): Button => ({
    kind: 'button',
    label,
    payload: press('milestone seen', { number: entry._id, round: String(revision), answer }),
  });
  return {
    audience: 'client',
    fallbackText: `${called}: ${moved}`,
    blocks: [
      { kind: 'text', text: [{ kind: 'strong', text: called }, `: ${moved}`] },
      ...further.map((text): Block => ({ kind: 'text', text })),
      { kind: 'actions', items: [button(texts.seen(), 'seen'), button(texts.talk(), 'talk')] },
    ],
  };
}

const STATES = { planned: 0, acknowledged: 0, reached: 0, accepted: 0, missed: 0, dropped: 0 } as const;
type State = keyof typeof STATES;
