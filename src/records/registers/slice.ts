import type { Command } from '../../core/command.ts';
import type { Slice, SliceExample } from '../../core/slice.ts';
import { startsWithNumber } from './access.ts';
import { actCommands } from './actCommands.ts';
import { isEverOpen, type Register } from './define.ts';
import { editCommand } from './editCommand.ts';
import { registerList } from './lists.ts';
import { newCommand } from './newCommand.ts';
import type { RegisterPorts } from './ports.ts';
import { raiseCommand } from './raiseCommand.ts';
import { listCommand, showCommand } from './readCommands.ts';
import { shareCommands } from './shareCommands.ts';
import { undoCommand } from './undo.ts';

/** The slice of a register: the verbs of its declaration, and its own commands. */
export function registerSlice(ports: RegisterPorts, register: Register): Slice {
  const { spec, thing } = register;
  const list = registerList(ports, register);
  const { lists = [], ...parts } = spec.parts?.(ports, register) ?? {};
  const own = spec.commands?.(ports, register) ?? [];
  const plain = [
    newCommand(ports, register),
    ...(spec.raisedByClient === true ? [raiseCommand(ports, register)] : []),
    listCommand(ports, register, list),
    showCommand(ports, register),
    editCommand(ports, register),
    ...actCommands(ports, register),
    ...shareCommands(ports, register),
    undoCommand(ports, register),
  ].filter(({ verb }) => !own.some((command) => command.verb === verb));
  return {
    name: spec.name,
    things: [thing],
    commands: [...plain, ...own].map((command) => byNumber(register, command)),
    jobs: [],
    collections: [],
    ...parts,
    lists: [list, ...lists],
    example: exampleOf(register),
  };
}

/** A command for one entry takes words that begin with its number. */
function byNumber(register: Register, command: Command): Command {
  if (command.input.number === undefined || command.read !== undefined) return command;
  return { ...command, read: (words) => (startsWithNumber(words, register) ? undefined : 'notThis') };
}

/** Rows for the guards of test/house: the word stands in every internal field. */
function exampleOf(register: Register): SliceExample {
  const { spec } = register;
  const { name, sample = {}, acts = [], raisedByClient } = spec;
  const due = spec.due === undefined ? {} : { due: spec.due.isPast === true ? '2026-11-20' : '2026-12-04' };
  // What is never open has no button that finishes or moves it.
  const isOver = 'an entry of this register is over from the beginning';
  const over = Object.fromEntries(
    ['done', ...(spec.due === undefined ? [] : ['move'])].map((verb) => [`${name} ${verb}`, { untried: isOver }]),
  );
  const exempt = isEverOpen(register) ? spec.exempt : { ...over, ...spec.exempt };
  const project = { project: 'ACME' };
  return {
    internal: (word) => [
      {
        as: 'member',
        command: `${name} new`,
        values: { ...project, ...due, ...sample, title: `${word} own`, note: `${word} note`, audience: 'internal' },
      },
      // Published with another wording: our own words stay internal.
      {
        as: 'manager',
        command: `${name} new`,
        values: { ...project, ...due, ...sample, title: `${word} told`, note: `${word} note`, audience: 'internal' },
      },
      { as: 'manager', command: `${name} share`, values: { en: 'For the client' }, button: true },
    ],
    published: [
      {
        as: 'manager',
        command: `${name} new`,
        values: { ...project, ...due, ...sample, title: 'Known to the client', audience: 'client' },
      },
    ],
    acts: [
      ...(raisedByClient === true
        ? [{ as: 'approver', command: `${name} raise`, values: { ...due, title: 'Heard' } } as const]
        : []),
      {
        as: 'manager',
        command: `${name} new`,
        values: { ...project, ...due, ...sample, title: 'Ours', audience: 'internal' },
      },
      { as: 'manager', command: `${name} edit`, values: { title: 'Ours, changed' }, button: true },
      ...(spec.due === undefined || !isEverOpen(register)
        ? []
        : [{ as: 'manager', command: `${name} move`, values: { due: '2026-12-11' }, button: true } as const]),
      ...(spec.owner === undefined
        ? []
        : [
            {
              as: 'manager',
              command: `${name} assign`,
              values: { owner: spec.owner.side === 'client' ? '@Ana' : '@Tom' },
              button: true,
            } as const,
          ]),
      { as: 'manager', command: `${name} share`, values: { en: 'For the client' }, button: true },
      ...acts,
      ...Object.values(spec.states).flatMap(({ verb }) =>
        verb === undefined || acts.some(({ command }) => command === `${name} ${verb.name}`)
          ? []
          : [{ as: 'manager', command: `${name} ${verb.name}`, button: true } as const],
      ),
      { as: 'manager', command: `${name} withdraw`, button: true },
      { as: 'manager', command: `${name} undo`, button: true },
      ...(isEverOpen(register) ? [{ as: 'manager', command: `${name} done`, button: true } as const] : []),
      { as: 'manager', command: `${name} delete`, button: true },
    ],
    ...(exempt === undefined ? {} : { exempt }),
  };
}
