import { systemScope } from '../../core/access.ts';
import { type Command, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Menu, openForm } from '../../core/message.ts';
import { dayOf, isoOf } from '../../core/schedule/wall.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Locale } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import { createEntryAccess } from '../../records/registers/access.ts';
import { dayText } from '../../records/registers/card.ts';
import type { Register } from '../../records/registers/define.ts';
import { notice, tellOwner } from '../../records/registers/notices.ts';
import { saysOnDay } from '../../records/registers/onDay.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { adviceTexts } from './texts.ts';

/** How long after advice was carried out its outcome is asked, in days. */
const ASKED_AFTER_DAYS = 90;

const lacksOutcome = (entry: Entry): boolean =>
  entry.state === 'done' && entry.deletedAt === undefined && detailsOf(entry).outcome === undefined;

/** The line of the card's menu. */
export const outcomeMenu = (entry: Entry, locale: Locale): Menu['options'] =>
  lacksOutcome(entry)
    ? [{ label: adviceTexts(locale).noteOutcome(), payload: openForm('advice outcome', { number: entry._id }) }]
    : [];

/** Notes what came of advice: `advice outcome ADV-1 "Half the loading time"`. */
export function outcomeCommand(ports: RegisterPorts, register: Register): Command {
  const { byNumber } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  return defineCommand({
    ...byNumber,
    verb: 'outcome',
    verbAliases: ['效果'],
    summary: adviceTexts.all('outcomeSummary'),
    input: { ...byNumber.input, outcome: field.longText({ label: adviceTexts.all('outcome') }) },
    positional: ['number', 'outcome'],
    prefill: async (_given, { subject }) => {
      const outcome = subject === undefined ? undefined : detailsOf(subject.entry).outcome;
      return typeof outcome === 'string' ? { outcome } : {};
    },
    run: async ({ outcome }, context) =>
      replies.act(context, {
        changes: { details: { outcome } },
        event: 'edited',
        said: adviceTexts(context.locale).isNoted(),
      }),
  });
}

/**
 * The question what came of advice, 90 days after it was done: its owner is asked once, or its stewards if the owner
 * cannot be reached. A closed project asks nothing, as with all other jobs: who closes a project notes what is left.
 */
export function asksOutcome(ports: RegisterPorts, register: Register): ReturnType<typeof saysOnDay> {
  const { entries, tell, clock } = ports;

  /** When advice that is done was done the last time; undefined for advice that is not. */
  async function doneAt(entry: Entry): Promise<Date | undefined> {
    const trail = await entries.trailOf(systemScope(entry.workspaceId), entry);
    return trail.findLast(({ after }) => (JSON.parse(after ?? '{}') as { state?: unknown }).state === 'done')?.at;
  }

  return saysOnDay(ports, register, {
    job: 'advice.outcome',
    reaction: 'advice.planOutcome',
    side: 'ours',
    when: 'from',
    async dateOf(entry, { zone }) {
      const at = lacksOutcome(entry) ? await doneAt(entry) : undefined;
      return at === undefined ? undefined : isoOf(dayOf(wallOf(at, zone)) + ASKED_AFTER_DAYS);
    },
    watched: ['state', 'deletedAt', 'advice'],
    async say(entry, { project, date }) {
      const { _id, title } = entry;
      const named = { number: numberOf(entry, register.kind, project.key), title };
      const done = isoOf(dayOf(date) - ASKED_AFTER_DAYS);
      const message = ({ locale, zone }: { locale: Locale; zone: string }) => {
        const texts = adviceTexts(locale);
        const on = dayText(done, { locale, zone, now: clock.now(), nameOf: () => undefined });
        const text = texts.askOutcome({ ...named, date: on });
        const button = { kind: 'button', label: texts.noteOutcome(), style: 'primary' } as const;
        const items = [{ ...button, payload: openForm('advice outcome', { number: _id }) }];
        return notice([text], items);
      };
      const how = { key: `advice:${_id}:outcome:${done}` };
      await tellOwner(tell, entry, message, how);
    },
  });
}
