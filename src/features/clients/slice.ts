import type { Slice } from '../../core/slice.ts';
import { type Clients, clients as clientRecords } from '../../records/clients/store.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
import { briefCommand, type Outlook } from './briefCommand.ts';
import { clientCommands } from './commands.ts';
import { contactCommands } from './contactCommands.ts';
import { clientExample } from './example.ts';
import { briefThing, clientThing, contactThing } from './input.ts';

/** The slice of client organisations and their contacts. */
export function clientsSlice(deps: { clients: Clients; people: People; projects: Projects; outlook: Outlook }): Slice {
  return {
    name: 'clients',
    things: [clientThing, briefThing, contactThing],
    commands: [...clientCommands(deps), briefCommand(deps), ...contactCommands(deps)],
    jobs: [],
    collections: [clientRecords],
    example: clientExample,
  };
}
