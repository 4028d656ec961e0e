import type { Slice } from '../../core/slice.ts';
import { type PeoplePorts, personCommands, personThing } from './commands.ts';
import { awayThing, meCommands, meThing } from './meCommands.ts';
import { identities, linkCodes, people as peopleRecords } from './store.ts';

/** People: who they are, their accounts, language, zone and absence. */
export function peopleSlice(ports: PeoplePorts): Slice {
  return {
    name: 'people',
    things: [personThing, meThing, awayThing],
    commands: [...personCommands(ports), ...meCommands(ports)],
    jobs: [],
    collections: [peopleRecords, identities, linkCodes],
  };
}
