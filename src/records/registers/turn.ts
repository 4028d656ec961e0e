import { type ProjectSummary, systemScope } from '../../core/access.ts';
import { formatDay } from '../../core/format.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import type { Entry } from '../entries/model.ts';
import { waited } from '../entries/waiting.ts';
import { calendarDoubt } from '../projects/calendar.ts';
import type { CardReader } from './card.ts';
import type { RegisterPorts } from './ports.ts';
import { turnTexts } from './turnTexts.ts';

const MINUTE_MS = 60_000;

type Told = Readonly<Record<string, unknown>>;
const toldIn = ({ after }: HistoryRow): Told => (after === undefined ? {} : (JSON.parse(after) as Told));

/**
 * The changes of an entry's turn, out of its history. While the client does not see the entry, their turn is ours: they
 * cannot act on an entry that they do not know.
 */
function turnsOf(history: readonly HistoryRow[]): Parameters<typeof waited>[0] {
  let turn: Entry['turn'] = 'nobody';
  let isShared = false;
  return history.map((row) => {
    const told = toldIn(row);
    if (told.turn === 'ours' || told.turn === 'client' || told.turn === 'nobody') turn = told.turn;
    if (told['published.revision'] !== undefined) isShared = told['published.revision'] !== null;
    return { at: row.at, turn: turn === 'client' && !isShared ? 'ours' : turn };
  });
}

/** Whether the due date of an entry is past, or later than its first one. */
function isLate({ due }: Entry, history: readonly HistoryRow[], today: string): boolean {
  if (due === undefined) return false;
  const first = history.map((row) => toldIn(row).due).find((one) => typeof one === 'string');
  return due < today || (typeof first === 'string' && first < due);
}

function daysText(days: number, locale: Locale): string {
  const texts = turnTexts(locale);
  return days === 0 ? texts.lessThanADay() : texts.workingDays({ count: days });
}

/**
 * Whose turn an open entry is, since when, and, if it is late, how the working days divide between the two sides. For
 * our side alone. Nothing for an entry that waits for neither side.
 */
export async function turnLines(
  { calendarsOf }: Pick<RegisterPorts, 'calendarsOf'>,
  { entry, project }: { readonly entry: Entry; readonly project: ProjectSummary },
  { history, reader }: { readonly history: readonly HistoryRow[]; readonly reader: CardReader },
): Promise<string[]> {
  const turns = turnsOf(history);
  const holder = turns.at(-1)?.turn;
  if (!entry.isOpen || holder === undefined || holder === 'nobody') return [];
  const { locale, now } = reader;
  const { zone } = project;
  const texts = turnTexts(locale);
  const today = wallOf(now, zone).slice(0, 10);
  const line = (since: Date, count: number) => {
    const date = formatDay(wallOf(since, zone), { locale, thisYear: Number(today.slice(0, 4)) });
    const days = daysText(count, locale);
    return holder === 'client' ? texts.waitsForClient({ date, days }) : texts.waitsForUs({ date, days });
  };
  const [first] = turns;
  // The entry has not waited yet, by any calendar.
  if (first !== undefined && now.getTime() - first.at.getTime() < MINUTE_MS) return [line(first.at, 0)];
  const calendars = await calendarsOf(systemScope(entry.workspaceId, entry.projectId), entry.projectId);
  if (calendars === undefined) return [];

  const all = waited(turns, now, calendars);
  const { since = now } = all;
  const present = waited([{ at: since, turn: holder }], now, calendars);
  const lines = [line(since, Math.round(present[holder].days))];

  const [ours, client] = [Math.round(all.ours.days), Math.round(all.client.days)];
  if (ours + client > 0 && isLate(entry, history, today))
    lines.push(texts.share({ days: daysText(ours + client, locale), count: client }));

  const from = wallOf(turns[0]?.at ?? now, zone).slice(0, 10);
  const doubts = [calendars.ours, calendars.client].flatMap(
    ({ country }) => calendarDoubt(country, { from, until: today }) ?? [],
  );
  if (doubts.length > 0) lines.push(texts.estimate({ year: String(Math.min(...doubts)) }));
  return [inARow(lines)];
}
