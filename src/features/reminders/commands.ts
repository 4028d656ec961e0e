import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { pageFields } from '../../core/lists/list.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import {
  audienceFor,
  createReminderAccess,
  readerOf,
  reminderThing,
  selfOf,
  stillOpen,
  unlessNew,
  whichField,
} from './access.ts';
import type { ReminderDeps } from './deps.ts';
import { editCommand } from './editCommand.ts';
import { detailMessage, reminderList } from './lists.ts';
import { newCommand } from './newCommand.ts';
import { reminderTexts } from './texts.ts';

/** Commands that create, show and change reminders. */
export function reminderCommands(deps: ReminderDeps): Command[] {
  const { schedules, audit, lists } = deps;
  const { aboutReminder } = createReminderAccess(deps);
  const source = reminderList(deps);

  const list = defineCommand({
    thing: reminderThing,
    verb: 'list',
    summary: reminderTexts.all('listSummary'),
    permission: 'ownThings',
    input: pageFields,
    example: { en: 'reminders', 'zh-CN': '提醒列表' },
    async run({ from, of }, context) {
      const { scope, setting, actor, locale, zone, clock } = context;
      const reader = {
        workspaceId: scope.workspaceId,
        personId: selfOf(context),
        side: actor.standing.side,
        locale,
        zone,
        now: clock.now(),
      };
      const about = setting.project === undefined ? {} : { project: setting.project.projectId };
      return toCaller(await lists.show(source, reader, { conversation: listPlaceOf(setting), about, from, of }));
    },
  });

  const show = defineCommand({
    thing: reminderThing,
    verb: 'show',
    summary: reminderTexts.all('showSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind show 2', 'zh-CN': '提醒查看 2' },
    async run(_input, context) {
      const one = stillOpen(context.subject);
      const [schedule, history] = await Promise.all([
        schedules.get(context.scope.workspaceId, one.scheduleId),
        audit.history(context.scope, `reminder:${one._id}`),
      ]);
      return toCaller(
        detailMessage(one, {
          schedule,
          history,
          reader: readerOf(context),
          readerId: context.scope.personId,
          audience: audienceFor(context),
        }),
      );
    },
  });

  return [newCommand(deps), list, show, editCommand(deps)];
}
