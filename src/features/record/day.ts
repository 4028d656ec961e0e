import { systemScope } from '../../core/access.ts';
import type { DayItem, DayReader } from '../../core/day.ts';
import { formatWall } from '../../core/format.ts';
import { type Button, press } from '../../core/message.ts';
import { dayOf, isoOf, wallAt } from '../../core/schedule/wall.ts';
import { resolveWall, wallOf } from '../../core/schedule/zone.ts';
import type { Slice } from '../../core/slice.ts';
import type { Entry } from '../../records/entries/model.ts';
import type { Project } from '../../records/projects/model.ts';
import { refOf } from '../../records/registers/access.ts';
import { byKind } from '../../records/registers/define.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import type { RecordPorts } from './ports.ts';
import { openButton, type Seen, seenBy } from './seen.ts';
import { recordTexts } from './texts.ts';

/** Longer than any run of days off: an entry due right after it is told on the last working day before. */
const MOST_DAYS_OFF = 20;
/** More lines would not be read. */
const MOST_ENTRIES = 200;

/** The entries that are up to a person: due today, on the next working day or before it, or overdue. */
export function recordDay(ports: RecordPorts): NonNullable<Slice['day']> {
  const { entries, projects, readerTimes, clientAccess, registers } = ports;
  const registerOf = byKind(registers);

  /** Ours: the entries they own, by date. A contact's: what waits for them, as they were told. One query. */
  async function entriesOf({ workspaceId, personId, side, now, zone }: DayReader): Promise<readonly Entry[]> {
    const scope = systemScope(workspaceId);
    if (side === 'ours') {
      // A project's day may be one ahead of the reader's.
      const dueUntil = isoOf(dayOf(wallOf(now, zone)) + MOST_DAYS_OFF + 1);
      return entries.list(scope, { ownerId: personId, isOpen: true, dueUntil, limit: MOST_ENTRIES });
    }
    const theirs = (await clientAccess(workspaceId, personId)) ?? [];
    if (theirs.length === 0) return [];
    const told = await entries.list(scope, { projectIds: theirs.map(({ projectId }) => projectId), isToldOpen: true });
    return told.filter(({ published }) => published?.turn === 'client' && published.ownerId === personId);
  }

  /** The next working day of a project after today, a local date. */
  async function nextWorkingDay({ workspaceId, _id }: Project, today: string): Promise<string> {
    const { isWorkingDay } = await readerTimes({ workspaceId, projectId: _id });
    for (let ahead = 1; ahead <= MOST_DAYS_OFF; ahead++) {
      const date = isoOf(dayOf(today) + ahead);
      if (isWorkingDay(date)) return date;
    }
    return isoOf(dayOf(today) + 1);
  }

  function itemOf(seen: Seen, { project, reader }: { project: Project; reader: DayReader }): DayItem {
    const { register, entry, number, title, due } = seen;
    const { locale, side, now } = reader;
    const texts = recordTexts(locale);
    const nowWall = wallOf(now, project.zone);
    const date = due === undefined ? undefined : formatWall(`${due}T00:00`, { locale, nowWall, style: 'date' });
    const isLate = due !== undefined && due < nowWall.slice(0, 10);
    const when = date === undefined ? '' : ` · ${isLate ? texts.lateSince({ date }) : texts.dueOn({ date })}`;
    const done: Button[] =
      side === 'ours'
        ? [
            {
              kind: 'button',
              label: registerTexts(locale).done(),
              payload: press(`${register.spec.name} done`, { number: entry._id }),
            },
          ]
        : [];
    return {
      section: 'waiting',
      ref: refOf(entry),
      projectId: project._id,
      ...(due === undefined ? {} : { at: resolveWall(wallAt(dayOf(due), '00:00'), project.zone) }),
      text: [{ kind: 'strong', text: title }, ` · ${number}${when}`],
      buttons: [...done, openButton(seen, locale)],
    };
  }

  return async (reader) => {
    const { workspaceId, side, now } = reader;
    const found = await entriesOf(reader);
    const ids = [...new Set(found.map(({ projectId }) => projectId))];
    const parts = await Promise.all(
      ids.map(async (id) => {
        const project = await projects.get(systemScope(workspaceId, id), id);
        // A closed project waits for nothing.
        if (project === undefined || project.state === 'closed') return [];
        const seen = found.flatMap((entry) => {
          const register = registerOf.get(entry.kind);
          const isHere = entry.projectId === id && register !== undefined;
          return isHere ? (seenBy(reader, { register, entry, project }) ?? []) : [];
        });
        const today = wallOf(now, project.zone).slice(0, 10);
        const until = await nextWorkingDay(project, today);
        // A contact is shown all that waits for them.
        const isNear = ({ due }: Seen) => side === 'client' || (due !== undefined && due <= until);
        return seen.filter(isNear).map((one) => itemOf(one, { project, reader }));
      }),
    );
    return parts.flat();
  };
}
