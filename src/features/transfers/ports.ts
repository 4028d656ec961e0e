import type { Directory } from '../../core/directory.ts';
import type { LinkTo } from '../../core/platform.ts';
import type { Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import type { Database } from '../../store/collection.ts';

/** What the ways onto the record and out of it need of the house. */
export interface TransferPorts extends Omit<RegisterPorts, 'directory'> {
  readonly directory: RegisterPorts['directory'] & Pick<Directory, 'findPerson'>;
  readonly registers: readonly Register[];
  readonly linkTo: LinkTo;
  readonly db: Database;
}
