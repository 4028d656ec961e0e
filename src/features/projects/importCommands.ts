/** Imports projects from a table: the preview, and the import after its confirmation. */

import { type Command, defineCommand, toCaller, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import { RapportError } from '../../ground/errors.ts';
import { readProjects } from './csv.ts';
import { planImport, runImport } from './import.ts';
import { type ProjectPorts, projectThing } from './input.ts';
import { importPreview, lines } from './messages.ts';
import { projectTexts } from './texts.ts';

/** The command that reads a table and previews its import. */
export function importCommand(ports: ProjectPorts): Command {
  const { projects } = ports;
  return defineCommand({
    thing: projectThing,
    verb: 'import',
    verbAliases: ['导入'],
    summary: projectTexts.all('importSummary'),
    permission: 'start',
    sensitive: true,
    input: {
      table: field.longText({
        label: projectTexts.all('table'),
        hint: projectTexts.all('tableHint'),
        maxLength: 30_000,
        optional: true,
        aliases: ['表格'],
      }),
      draft: field.text({ label: projectTexts.all('table'), hidden: true, optional: true }),
    },
    async run(input, context) {
      const { scope, actor, locale } = context;
      const importer = actor.personId ?? '';
      if (input.table === undefined) {
        // An empty form gets an error at the field; without one, nothing would seem to happen.
        if (context.via === 'form' && input.draft === undefined) {
          return { kind: 'invalid', form: context.form({ problems: { table: { code: 'required' } } }) };
        }
        const kept = input.draft === undefined ? undefined : await projects.draft(scope, importer, input.draft);
        return { kind: 'form', form: context.form({ values: kept === undefined ? {} : { table: kept } }) };
      }
      const table = readProjects(input.table);
      if (!table.ok)
        return {
          kind: 'invalid',
          form: context.form({
            values: { table: input.table },
            problems: { table: { code: 'custom', text: table.problem } },
          }),
        };
      const draft = await projects.keepDraft(scope, importer, input.table);
      const plan = await planImport(ports, scope, table.rows, importer);
      const rows = plan.map(({ row, says }) => ({
        line: row.line,
        client: row.client,
        project: row.project,
        key: row.key ?? '',
        says: says[locale],
      }));
      return toCaller(
        importPreview({ draft, rows, ready: plan.filter((one) => one.outcome === 'ready').length }, locale),
      );
    },
  });
}

/** The command behind the preview's button: imports the saved table. */
export function importNowCommand(ports: ProjectPorts): Command {
  const { projects } = ports;
  return defineCommand({
    thing: projectThing,
    verb: 'importnow',
    summary: projectTexts.all('importSummary'),
    permission: 'start',
    hidden: true,
    input: { draft: field.text({ label: projectTexts.all('table'), hidden: true }) },
    async run({ draft }, context) {
      const { scope, actor, locale, zone } = context;
      const texts = projectTexts(locale);
      const text = await projects.draft(scope, actor.personId ?? '', draft);
      if (text === undefined)
        throw new RapportError('missing', 'no such draft', { forPeople: projectTexts.all('importGone') });
      const started = await runImport(ports, scope, {
        text,
        importer: actor.personId ?? '',
        fallback: { locale, zone },
        added: (what, record) =>
          context.audit({
            action: 'project import',
            subject: `${what}:${record._id}`,
            after: JSON.stringify(record),
          }),
      });
      return updated(
        lines(
          'internal',
          [texts.importDone({ count: started.length })],
          [{ kind: 'button', label: texts.listTitle(), payload: press('project list') }],
        ),
      );
    },
  });
}
