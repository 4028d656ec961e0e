/** Assembles the commands about projects. */

import type { Command } from '../../core/command.ts';
import { assignCommand } from './assignCommand.ts';
import { editCommand } from './editCommand.ts';
import { importCommand, importNowCommand } from './importCommands.ts';
import type { ProjectPorts } from './input.ts';
import { newCommand } from './newCommand.ts';
import { listCommand, showCommand } from './showCommands.ts';

/** Commands for our side about projects: list, start, show, change, hand over, import from a table. */
export function projectCommands(ports: ProjectPorts): Command[] {
  return [
    listCommand(ports),
    newCommand(ports),
    showCommand(ports),
    editCommand(ports),
    assignCommand(ports),
    importCommand(ports),
    importNowCommand(ports),
  ];
}
