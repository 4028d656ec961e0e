import { systemScope } from '../../core/access.ts';
import type { FileLinks } from '../../core/files.ts';
import type { PersonData } from '../../core/personData.ts';
import type { Slice } from '../../core/slice.ts';
import { awayThing } from '../../records/people/away.ts';
import { identities, linkCodes, people as peopleRecords } from '../../records/people/store.ts';
import { type PeoplePorts, personCommands, personThing } from './commands.ts';
import { eraseCommands } from './erasing.ts';
import { exportCommands } from './exporting.ts';
import { meCommands, meThing } from './meCommands.ts';
import { confirmButtons } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** People: who they are, their accounts, language, zone and absence. */
export function peopleSlice(
  ports: PeoplePorts & {
    /** What is kept about a person, over all slices. */
    readonly personData: PersonData;
    readonly fileLinks: FileLinks;
    /** The projects that somebody runs now. */
    readonly managed: (
      workspaceId: string,
      personId: string,
    ) => Promise<readonly { readonly _id: string; readonly name: string }[]>;
  },
): Slice {
  return {
    name: 'people',
    things: [personThing, meThing, awayThing],
    commands: [...personCommands(ports), ...eraseCommands(ports), ...meCommands(ports), ...exportCommands(ports)],
    jobs: [],
    collections: [peopleRecords, identities, linkCodes],
    example: {
      internal: (word) => [
        {
          as: 'manager',
          command: 'contact new',
          values: { name: 'Dee Park', client: 'Acme', role: 'viewer', note: `${word} of a person` },
        },
      ],
      published: [{ as: 'approver', command: 'me edit', values: { language: 'en', zone: 'Europe/Berlin' } }],
    },
    /** Who was seen in a client's channel and whom nobody has placed: for whoever runs the project. */
    async day({ workspaceId, personId, side, locale }) {
      if (side !== 'ours') return [];
      const projects = new Map((await ports.managed(workspaceId, personId)).map((one) => [one._id, one.name]));
      const found =
        projects.size === 0 ? [] : await ports.people.unplaced(systemScope(workspaceId), [...projects.keys()]);
      return found.map((who) => ({
        section: 'waiting' as const,
        projectId: who.askedIn,
        ref: `person:${who._id}`,
        at: who.askedAt,
        text: peopleTexts(locale).askLine({ name: who.name, project: projects.get(who.askedIn ?? '') ?? '' }),
        buttons: confirmButtons({ personId: who._id, projectId: who.askedIn ?? '' }, locale),
      }));
    },
  };
}
