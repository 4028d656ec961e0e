import type { Command } from '../../core/command.ts';
import { accountCommands } from './accountCommands.ts';
import { confirmCommand } from './confirmCommand.ts';
import type { PeoplePorts } from './input.ts';
import { listCommand } from './listCommand.ts';
import { showCommand } from './showCommand.ts';

/** Commands for our side about people: list, page, linking accounts, leaving. */
export const personCommands = (ports: PeoplePorts): Command[] => [
  listCommand(ports),
  showCommand(ports),
  confirmCommand(ports),
  ...accountCommands(ports),
];
