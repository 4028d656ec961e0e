import type { ReaderTimes } from '../../core/schedule/placed.ts';
import type { Projects } from '../../records/projects/store.ts';
import type { Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import type { Search } from '../../records/search/store.ts';

/** What the commands over all registers need of the house. */
export interface RecordPorts
  extends Pick<RegisterPorts, 'entries' | 'directory' | 'people' | 'clientAccess' | 'clock' | 'lists'> {
  readonly registers: readonly Register[];
  readonly search: Search;
  readonly projects: Pick<Projects, 'get'>;
  readonly readerTimes: ReaderTimes;
}
