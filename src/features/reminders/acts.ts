import type { Command } from '../../core/command.ts';
import { assignCommand } from './assignCommand.ts';
import { deleteCommand } from './deleteCommand.ts';
import type { ReminderDeps } from './deps.ts';
import { doneCommand } from './doneCommand.ts';
import { pauseActs } from './pauseActs.ts';
import { slotActs } from './slotActs.ts';

/** Commands on an existing reminder: done, snooze, send now, skip once, pause, resume, hand over, delete. */
export const reminderActs = (deps: ReminderDeps): Command[] => [
  doneCommand(deps),
  ...slotActs(deps),
  ...pauseActs(deps),
  assignCommand(deps),
  deleteCommand(deps),
];
