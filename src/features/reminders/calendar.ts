import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { fileBlock } from '../../core/files.ts';
import { calendarFile } from '../../core/schedule/calendarFile.ts';
import { RapportError } from '../../ground/errors.ts';
import {
  audienceFor,
  createReminderAccess,
  reminderThing,
  selfOf,
  stillOpen,
  unlessNew,
  whichField,
} from './access.ts';
import type { ReminderDeps } from './deps.ts';
import { readerIdOf } from './model.ts';
import { reminderTexts } from './texts.ts';

/** Number of single slots in the file when the calendar format cannot express the rule. */
const TIMES = 20;

/** Exports a reminder as a calendar file. */
export function calendarCommand(deps: ReminderDeps): Command {
  const { schedules, fileLinks } = deps;
  const { aboutReminder } = createReminderAccess(deps);
  return defineCommand({
    thing: reminderThing,
    verb: 'calendar',
    verbAliases: ['日历'],
    summary: reminderTexts.all('calendarSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind calendar 2', 'zh-CN': '提醒日历 2' },
    async run(_input, context) {
      const one = stillOpen(context.subject);
      const { scope, clock, locale } = context;
      const now = clock.now();
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      const of = { workspaceId: one.workspaceId, projectId: one.projectId, readerId: readerIdOf(one) };
      const slots =
        schedule?.state === 'active' ? await schedules.preview(schedule, of, { after: now, count: TIMES }) : [];
      if (schedule === undefined || slots.length === 0)
        throw new RapportError('refused', 'nothing to come', { forPeople: reminderTexts.all('nothingForCalendar') });
      const { file, isWhole } = calendarFile({
        id: one._id,
        version: schedule.version,
        words: one.text,
        plan: schedule,
        slots,
        now,
      });
      const texts = reminderTexts(locale);
      const isOnce = schedule.recurrence.frequency === 'once';
      return toCaller({
        audience: audienceFor(context),
        fallbackText: texts.calendarReady(),
        blocks: [
          { kind: 'text', text: texts.calendarReady() },
          await fileBlock(fileLinks, file, { workspaceId: scope.workspaceId, personId: selfOf(context) }),
          {
            kind: 'context',
            text: isWhole || isOnce ? texts.calendarApart() : texts.calendarTimes({ count: slots.length }),
          },
        ],
      });
    },
  });
}
