import { systemScope } from '../../core/access.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { press } from '../../core/message.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import type { Register } from '../../records/registers/define.ts';
import { notice, tellOwner } from '../../records/registers/notices.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { lessonTexts } from './texts.ts';

/**
 * A work item of an open lesson is closed: the lesson's owner, else its project's stewards, are asked once whether the
 * lesson is done. Nothing closes it by itself.
 */
export function asksWhenTaskIsClosed(ports: RegisterPorts, { kind, spec }: Register): Reaction {
  const { entries, projects, directory, tell } = ports;

  function question(lesson: Entry, named: { task: string; number: string; title: string }, locale: Locale) {
    const texts = lessonTexts(locale);
    const text = texts.taskClosed(named);
    const input = { number: lesson._id };
    return notice(
      [text],
      [
        { kind: 'button', label: texts.isDone(), payload: press(`${spec.name} done`, input) },
        { kind: 'button', label: registerTexts(locale).open(), payload: press(`${spec.name} show`, input) },
      ],
    );
  }

  return reactTo(entries.subject, {
    name: 'lesson.askWhenTaskIsClosed',
    events: ['stateChanged'],
    async run(task) {
      const { workspaceId, projectId, parentId } = task;
      const scope = systemScope(workspaceId);
      if (task.kind !== 'task' || task.isOpen || parentId === undefined) return;
      const lesson = await entries.get(scope, parentId);
      if (lesson?.kind !== kind.name || !lesson.isOpen) return;
      const project = await directory.project(workspaceId, projectId);
      const state = (await projects.get(scope, projectId))?.state;
      if (project === undefined || state === 'closed' || state === 'paused') return;
      const named = {
        task: numberOf(task, entries.kindOf(task.kind), project.key),
        number: numberOf(lesson, kind, project.key),
        title: lesson.title,
      };
      const say = ({ locale }: { readonly locale: Locale }) => question(lesson, named, locale);
      const how = { key: `lesson:${lesson._id}:closed:${task._id}`, projectId };
      await tellOwner(tell, lesson, say, how);
    },
  });
}
