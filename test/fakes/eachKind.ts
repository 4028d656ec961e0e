import { registers } from '../../src/app/registers.ts';
import type { Command } from '../../src/core/command.ts';
import { isSoak } from './soak.ts';

/** The verbs whose fields differ from register to register. */
const OWN_FIELDS = ['new', 'edit'];

/**
 * The commands without those that all registers have alike: of the shared verbs, one register's stand for all. For tests
 * that try every command in several ways.
 */
export function eachKind(commands: readonly Command[]): readonly Command[] {
  const [first, ...others] = registers;
  const shared = new Set(
    commands.flatMap(({ thing, verb }) => (thing === first?.thing && !OWN_FIELDS.includes(verb) ? [verb] : [])),
  );
  return commands.filter(({ thing, verb }) => !(others.some((one) => one.thing === thing) && shared.has(verb)));
}

/** Every command in the project `soak`; in `npm test` those of `eachKind`. */
export const someOf = (commands: readonly Command[]): readonly Command[] => (isSoak ? commands : eachKind(commands));
