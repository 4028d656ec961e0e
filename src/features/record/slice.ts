import type { Slice } from '../../core/slice.ts';
import { recordDay } from './day.ts';
import { findCommand, findThing, foundList } from './finding.ts';
import { indexing } from './indexing.ts';
import { createOutlook } from './outlook.ts';
import type { RecordPorts } from './ports.ts';
import { statusCommand, statusThing } from './status.ts';
import { timelineCommand, timelineThing } from './timeline.ts';

/** The commands over all registers. */
export function createRecordSlice(ports: RecordPorts): {
  readonly slice: Slice;
  readonly outlook: ReturnType<typeof createOutlook>;
} {
  const found = foundList(ports);
  const slice: Slice = {
    name: 'record',
    things: [findThing, statusThing, timelineThing],
    commands: [findCommand(ports, found), statusCommand(ports), timelineCommand(ports)],
    lists: [found],
    jobs: [],
    collections: [],
    reactions: [indexing(ports)],
    day: recordDay(ports),
  };
  return { slice, outlook: createOutlook(ports) };
}
