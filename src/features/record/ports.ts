import type { LinkTo } from '../../core/platform.ts';
import type { ReaderTimes } from '../../core/schedule/placed.ts';
import type { Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import type { Search } from '../../records/search/store.ts';

/** What the commands over all registers need of the house. */
export interface RecordPorts extends RegisterPorts {
  readonly registers: readonly Register[];
  readonly search: Search;
  readonly readerTimes: ReaderTimes;
  readonly linkTo: LinkTo;
}

/** The registers by the kind of their entries. */
export const byKind = (registers: readonly Register[]): ReadonlyMap<string, Register> =>
  new Map(registers.map((register) => [register.kind.name, register]));
