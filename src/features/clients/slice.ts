import type { Slice } from '../../core/slice.ts';
import type { People } from '../people/index.ts';
import type { Projects } from '../projects/index.ts';
import { briefThing, clientCommands, clientThing, contactThing } from './commands.ts';
import { type Clients, clients as clientRecords } from './store.ts';

/** Client organisations and their contacts. */
export function clientsSlice(deps: { clients: Clients; people: People; projects: Projects }): Slice {
  return {
    name: 'clients',
    things: [clientThing, briefThing, contactThing],
    commands: clientCommands(deps),
    jobs: [],
    collections: [clientRecords],
  };
}
