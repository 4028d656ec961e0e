import { systemScope } from '../../core/access.ts';
import type { FileLinks } from '../../core/files.ts';
import { reactTo } from '../../core/history/reaction.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import type { PersonData } from '../../core/personData.ts';
import type { Slice } from '../../core/slice.ts';
import type { Tell } from '../../core/tell.ts';
import { awayThing } from '../../records/people/away.ts';
import { identities, linkCodes, people as peopleRecords, personSubject } from '../../records/people/collections.ts';
import type { Person } from '../../records/people/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import { awayCommands } from './awayCommands.ts';
import { personCommands } from './commands.ts';
import { eraseCommands } from './erasing.ts';
import { peopleExample } from './example.ts';
import { exportCommands } from './exporting.ts';
import { type PeoplePorts, personThing } from './input.ts';
import { meCommands, meThing } from './meCommands.ts';
import { confirmButtons, confirmCard } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** The slice of people: identity, accounts, language, zone and absence. */
export function peopleSlice(
  ports: PeoplePorts & {
    /** The data about a person, over all slices. */
    readonly personData: PersonData;
    readonly fileLinks: FileLinks;
    readonly tell: Pick<Tell, 'stewards'>;
    readonly projects: Pick<Projects, 'get' | 'channelsOf'>;
    /** The projects that a person manages now. */
    readonly managed: (
      workspaceId: string,
      personId: string,
    ) => Promise<readonly { readonly _id: string; readonly name: string }[]>;
  },
): Slice {
  const { people, projects, tell } = ports;

  /**
   * Asks a project's manager who this person is. Idempotent: a repeat has the same key. If no manager can be reached,
   * the person's next message asks again.
   */
  async function askWhoThisIs(who: Person, { from }: HistoryRow): Promise<void> {
    const { _id, workspaceId, name, askedIn } = who;
    if (who.side !== 'unknown' || askedIn === undefined || who.leftAt !== undefined) return;
    const scope = systemScope(workspaceId, askedIn);
    const project = await projects.get(scope, askedIn);
    if (project === undefined) return;
    const channels = (await projects.channelsOf(scope, askedIn)).filter(({ audience }) => audience === 'client');
    const channel = channels.find(({ conversation }) => from.endsWith(` ${conversation}`)) ?? channels[0];
    if (channel === undefined) return;
    const about = { personId: _id, name, channel: `#${channel.name}`, projectId: askedIn, project: project.name };
    const told = await tell.stewards({ workspaceId, projectId: askedIn }, ({ locale }) => confirmCard(about, locale), {
      key: `whois:${_id}`,
    });
    if (told.some(({ isTold }) => isTold)) await people.markAsked(scope, _id);
  }

  return {
    name: 'people',
    things: [personThing, meThing, awayThing],
    commands: [
      ...personCommands(ports),
      ...eraseCommands(ports),
      ...meCommands(ports),
      ...awayCommands(ports),
      ...exportCommands(ports),
    ],
    jobs: [],
    collections: [peopleRecords, identities, linkCodes],
    example: peopleExample,
    reactions: [reactTo(personSubject, { name: 'people.askWhoThisIs', events: ['unplaced'], run: askWhoThisIs })],
    /** Unplaced people who were seen in a client's channel, for the project's manager. */
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
