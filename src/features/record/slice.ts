import type { Slice, SliceExample } from '../../core/slice.ts';
import { recordDay } from './day.ts';
import { exportCommand } from './exporting.ts';
import { findCommand, findThing, foundList } from './finding.ts';
import { indexing } from './indexing.ts';
import { createOutlook } from './outlook.ts';
import type { RecordPorts } from './ports.ts';
import { statusCommand, statusThing } from './status.ts';
import { timelineCommand, timelineThing } from './timeline.ts';
import { trackCommand, trackThing } from './tracking.ts';

/** The commands over all registers. */
export function createRecordSlice(ports: RecordPorts): {
  readonly slice: Slice;
  readonly outlook: ReturnType<typeof createOutlook>;
} {
  const found = foundList(ports);
  const slice: Slice = {
    name: 'record',
    things: [findThing, statusThing, timelineThing, trackThing],
    commands: [
      findCommand(ports, found),
      statusCommand(ports),
      timelineCommand(ports),
      trackCommand(ports),
      exportCommand(ports),
    ],
    lists: [found],
    jobs: [],
    collections: [],
    reactions: [indexing(ports)],
    day: recordDay(ports),
    example: exampleOf(ports),
  };
  return { slice, outlook: createOutlook(ports) };
}

/** Something put on record, with the word in all that a message says: it stays internal. */
function exampleOf({ registers }: RecordPorts): SliceExample {
  const step = (word: string) => {
    const kind = registers[0]?.spec.name ?? '';
    const said = { title: `${word} heard`, note: `${word} in full`, author: word, message: 'M7' };
    const values = { project: 'ACME', kind, due: '2026-12-04', ...said };
    return { as: 'member', command: 'record new', values } as const;
  };
  return { internal: (word) => [step(word)], published: [], acts: [step('A customer')] };
}
