import { systemScope } from '../../core/access.ts';
import { reactTo } from '../../core/history/reaction.ts';
import { openForm } from '../../core/message.ts';
import type { Slice } from '../../core/slice.ts';
import type { Clients } from '../../records/clients/store.ts';
import { personSubject } from '../../records/people/collections.ts';
import type { Person } from '../../records/people/model.ts';
import { type Calendars, holidays } from '../../records/projects/calendar.ts';
import { channels, importDrafts, projects as projectRecords } from '../../records/projects/collections.ts';
import type { Project } from '../../records/projects/model.ts';
import { type ChannelEventDeps, channelEvents } from './channelEvents.ts';
import { projectCommands } from './commands.ts';
import { projectsDay } from './day.ts';
import { projectExample } from './example.ts';
import { holidayCommands, holidayThing } from './holidayCommands.ts';
import { projectThing } from './input.ts';
import { linkCommands, linkThing, unlinkThing } from './linkCommands.ts';
import { lines } from './messages.ts';
import { rehearsalCommand, rehearsalThing } from './rehearsalCommand.ts';
import { setupCommand, setupThing } from './setupCommand.ts';
import { projectTexts } from './texts.ts';

export interface ProjectSliceDeps extends ChannelEventDeps {
  readonly clients: Clients;
  readonly calendars: Calendars;
  /** The projects that a person manages now, also as a cover. */
  readonly managed: (workspaceId: string, personId: string) => Promise<readonly Project[]>;
}

/** Tells the admins about each project that lost its manager. */
async function tellOfLostManager(
  { people, projects, tell }: Pick<ProjectSliceDeps, 'people' | 'projects' | 'tell'>,
  left: Person,
): Promise<void> {
  if (left.side !== 'ours') return;
  const scope = systemScope(left.workspaceId);
  const admins = (await people.admins(scope)).map((one) => one._id);
  for (const project of await projects.ofManager(scope, left._id)) {
    const payload = openForm('project assign', { project: project.key });
    await tell.people(
      { workspaceId: scope.workspaceId, personIds: admins },
      ({ locale }) => {
        const texts = projectTexts(locale);
        return lines(
          'internal',
          [texts.lost({ project: project.name, name: left.name })],
          [{ kind: 'button', label: texts.handOver(), style: 'primary', payload }],
        );
      },
      { key: `lost:${project._id}:${left._id}` },
    );
  }
}

/** The slice of projects: commands, and reactions to channel events. */
export function projectsSlice(deps: ProjectSliceDeps): Slice {
  return {
    name: 'projects',
    things: [projectThing, setupThing, linkThing, unlinkThing, rehearsalThing, holidayThing],
    commands: [
      ...projectCommands(deps),
      setupCommand(deps),
      ...linkCommands(deps),
      rehearsalCommand(deps),
      ...holidayCommands(deps),
    ],
    jobs: [],
    collections: [projectRecords, channels, importDrafts, holidays],
    example: projectExample,
    day: projectsDay(deps),
    reactions: [
      reactTo(personSubject, {
        name: 'projects.lostManager',
        events: ['left'],
        run: (left) => tellOfLostManager(deps, left),
      }),
    ],
    on: channelEvents(deps),
  };
}
