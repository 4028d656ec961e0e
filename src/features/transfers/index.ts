import type { Slice, SliceExample } from '../../core/slice.ts';
import { exportCommand } from './exporting.ts';
import { importCommand, importNowCommand } from './importing.ts';
import { importRuns } from './imports.ts';
import type { TransferPorts } from './ports.ts';
import { createRunning } from './running.ts';
import { trackCommand, trackThing } from './tracking.ts';

/** How something comes onto the record from messages and tables, and leaves it as a file. */
export function transfersSlice(ports: TransferPorts): Slice {
  const running = createRunning(ports);
  return {
    name: 'transfers',
    things: [trackThing],
    commands: [
      trackCommand(ports),
      exportCommand(ports),
      importCommand(ports, running),
      importNowCommand(ports, running),
    ],
    jobs: [running.job],
    collections: [importRuns],
    example: exampleOf(ports),
  };
}

/** A message and a table with the word in all that they say: both stay internal. */
function exampleOf({ registers }: TransferPorts): SliceExample {
  const kind = registers[0]?.spec.name ?? '';
  const message = (word: string) => {
    const said = { title: `${word} heard`, note: `${word} in full`, author: word, message: 'M7' };
    return {
      as: 'member',
      command: 'record new',
      values: { project: 'ACME', kind, due: '2026-12-04', ...said },
    } as const;
  };
  const table = (word: string) => {
    const values = { project: 'ACME', kind, table: `title;date;note\n${word} listed;2026-12-04;${word} noted` };
    return { as: 'member', command: 'record import', values } as const;
  };
  return {
    internal: (word) => [message(word), table(word)],
    published: [],
    acts: [message('A customer'), table('A customer'), { as: 'member', command: 'record importnow', button: true }],
    exempt: { 'record import': { noTrail: 'nothing of the record changes before the button of its preview' } },
  };
}
