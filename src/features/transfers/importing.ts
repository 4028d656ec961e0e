/** The commands of an import: the preview of a pasted table, and the import after its confirmation. */

import { systemScope } from '../../core/access.ts';
import { type Command, defineCommand, type LookContext, toCaller, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { Message } from '../../core/message.ts';
import { headingKey } from '../../core/table.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { previewMessage, resultMessage } from './messages.ts';
import { createPlanning, wordsFor } from './planning.ts';
import type { TransferPorts } from './ports.ts';
import type { Running } from './running.ts';
import { transferTexts } from './texts.ts';
import { trackThing } from './tracking.ts';

/** The most characters of a pasted table. */
const MOST_CHARACTERS = 200_000;

/** Reads a table and previews its import. */
export function importCommand(ports: TransferPorts, running: Running): Command {
  const { registers } = ports;
  const plan = createPlanning(ports);
  const kinds = wordsFor(registers);
  return defineCommand({
    thing: trackThing,
    verb: 'import',
    verbAliases: ['导入'],
    summary: transferTexts.all('importSummary'),
    permission: 'work',
    about: 'project',
    sensitive: true,
    input: {
      kind: field.choice({
        label: transferTexts.all('importWhat'),
        options: registers.map(({ spec }) => ({ value: spec.name, label: spec.title, aliases: [...spec.aliases] })),
        aliases: ['类别'],
        optional: true,
      }),
      table: field.longText({
        label: transferTexts.all('table'),
        hint: transferTexts.all('tableHint'),
        maxLength: MOST_CHARACTERS,
        aliases: ['表格'],
      }),
      project: field.project(),
    },
    positional: ['kind'],
    // Rows that are pasted behind the words are the table, as they are.
    read(words) {
      if (!words.includes('\n') || /^(?:table|表格)[:：]/iu.test(words)) return undefined;
      const [first = '', ...rows] = words.split('\n');
      return kinds.has(headingKey(first)) ? { kind: first.trim(), table: rows.join('\n') } : { table: words };
    },
    async run({ kind, table }, context) {
      const { scope, project, actor, locale, requestId } = context;
      const preview = await plan(table, { ...context, project }, kind);
      if ('problem' in preview) {
        const problems = { table: { code: 'custom' as const, text: preview.problem } };
        return { kind: 'invalid', form: context.form({ values: context.given, problems }) };
      }
      const id = idFrom(requestId, 'import');
      const isNew = preview.plan.rows.length > 0 && (await running.get(scope, id)) === undefined;
      if (isNew)
        await running.keep(scope, {
          id,
          projectId: project.projectId,
          personId: actor.personId ?? '',
          plan: preview.plan,
        });
      return toCaller(previewMessage(preview, { id, where: project.name }, locale));
    },
  });
}

/** The command behind the preview's button. */
export function importNowCommand(ports: TransferPorts, running: Running): Command {
  const { directory } = ports;
  const gone = () => new RapportError('missing', 'no such import', { forPeople: transferTexts.all('importGone') });
  const line = (text: string): Message<'internal'> => ({
    audience: 'internal',
    fallbackText: text,
    blocks: [{ kind: 'text', text }],
  });
  return defineCommand({
    thing: trackThing,
    verb: 'importnow',
    summary: transferTexts.all('importSummary'),
    permission: 'work',
    hidden: true,
    sensitive: true,
    input: { id: field.text({ label: transferTexts.all('table'), hidden: true }) },
    about: {
      async of({ id }: { readonly id?: string }, { actor }: LookContext) {
        const run = id === undefined ? undefined : await running.get(systemScope(actor.workspaceId), id);
        const project = run === undefined ? undefined : await directory.project(actor.workspaceId, run.projectId);
        // A table is for the person who has pasted it.
        if (run === undefined || project === undefined || run.personId !== actor.personId) throw gone();
        return { record: { run, where: project.name }, projectIds: [], projects: [project] };
      },
    },
    async run(_input, { subject, scope, locale }) {
      const { run, where } = subject;
      const after = await running.start(scope, run);
      return updated(
        after.cursor >= run.total
          ? resultMessage({ run: after, where }, locale)
          : line(transferTexts(locale).importingHere({ count: run.total })),
      );
    },
  });
}
