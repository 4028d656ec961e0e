import type { Slice } from '../../core/slice.ts';
import { findCommand, findThing, foundList } from './finding.ts';
import { indexing } from './indexing.ts';
import type { RecordPorts } from './ports.ts';

/** The commands over all registers. */
export function createRecordSlice(ports: RecordPorts): { readonly slice: Slice } {
  const found = foundList(ports);
  const slice: Slice = {
    name: 'record',
    things: [findThing],
    commands: [findCommand(ports, found)],
    lists: [found],
    jobs: [],
    collections: [],
    reactions: [indexing(ports)],
  };
  return { slice };
}
