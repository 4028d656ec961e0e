import { systemScope } from '../../core/access.ts';
import type { DayItem } from '../../core/day.ts';
import { openForm, press } from '../../core/message.ts';
import type { Slice } from '../../core/slice.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import type { Project } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import { goneText } from './channelCards.ts';
import { projectTexts } from './texts.ts';

/** First steps for a person who may start projects, while there are none. */
function firstSteps(person: Person | undefined, locale: Locale): readonly DayItem[] {
  if (person?.role !== 'manager' && person?.role !== 'admin') return [];
  const texts = projectTexts(locale);
  const buttons = [
    { kind: 'button' as const, label: texts.start(), style: 'primary' as const, payload: openForm('project new') },
    { kind: 'button' as const, label: texts.importButton(), payload: openForm('project import') },
  ];
  return [{ section: 'waiting', ref: 'first steps', text: texts.firstSteps(), buttons }];
}

/**
 * Adds a manager's projects to their day: the state of each, and its problems (no client channel, an unreachable
 * channel, stopped posting).
 */
export function projectsDay({
  projects,
  people,
  managed,
}: {
  projects: Projects;
  people: People;
  managed: (workspaceId: string, personId: string) => Promise<readonly Project[]>;
}): NonNullable<Slice['day']> {
  return async ({ workspaceId, personId, side, locale }) => {
    if (side !== 'ours') return [];
    const texts = projectTexts(locale);
    const items: DayItem[] = [];
    const own = await managed(workspaceId, personId);
    if (own.length === 0 && (await projects.all(systemScope(workspaceId))).length === 0) {
      return firstSteps(await people.get(systemScope(workspaceId), personId), locale);
    }
    const channelsOf = await projects.channelsByProject(
      systemScope(workspaceId),
      own.map(({ _id }) => _id),
    );
    for (const project of own) {
      const problems: DayItem[] = [];
      const channels = channelsOf.get(project._id) ?? [];
      if (project.state !== 'setup' && !channels.some(({ audience }) => audience === 'client')) {
        const link = {
          kind: 'button' as const,
          label: texts.linkButton(),
          payload: openForm('link new', { project: project.key, kind: 'client' }),
        };
        problems.push({
          section: 'waiting',
          ref: `project:${project._id} client channel`,
          text: texts.noClientChannel({ project: project.name }),
          buttons: [link],
        });
      }
      for (const { _id, name, blocked, unreadable, state, audience } of channels) {
        if (state !== 'open') {
          const link = {
            kind: 'button' as const,
            label: texts.linkButton(),
            payload: openForm('link new', { project: project.key, kind: audience }),
          };
          const title = { kind: 'strong' as const, text: texts.goneTitle({ channel: name, project: project.key }) };
          problems.push({
            section: 'waiting',
            ref: `channel:${_id} gone`,
            text: [title, ` · ${goneText(state, locale)}`],
            buttons: [link],
          });
        }
        const check = {
          kind: 'button' as const,
          label: texts.checkAgain(),
          payload: press('link check', { channel: _id }),
        };
        const where = { channel: name, project: project.name };
        if (blocked !== undefined)
          problems.push({
            section: 'waiting',
            ref: `channel:${_id} stopped`,
            at: blocked.at,
            text: texts.stoppedIn(where),
            buttons: [check],
          });
        else if (unreadable?.toldAt !== undefined)
          problems.push({
            section: 'waiting',
            ref: `channel:${_id} unreadable`,
            at: unreadable.since,
            text: texts.unreadableIn(where),
            buttons: [check],
          });
      }
      const open = {
        kind: 'button' as const,
        label: texts.open(),
        payload: press('project show', { project: project.key }),
      };
      const health = problems.length === 0 ? texts.noProblems() : texts.problems({ count: problems.length });
      const state = [texts[project.state](), ...(project.rehearsal ? [texts.inRehearsal()] : []), health].join(' · ');
      items.push(...problems.map((problem) => ({ ...problem, projectId: project._id })), {
        section: 'projects',
        ref: `project:${project._id}`,
        text: [{ kind: 'code', text: project.key }, ` ${project.name} · ${state}`],
        buttons: [open],
      });
    }
    return items;
  };
}
