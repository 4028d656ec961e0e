import { may } from '../../core/access.ts';
import {
  type Command,
  type CommandContext,
  defineCommand,
  emptied,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { openForm, press } from '../../core/message.ts';
import type { Tell } from '../../core/tell.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { countryCode, isCountry } from '../../records/clients/country.ts';
import type { Clients } from '../../records/clients/store.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import type { People } from '../../records/people/store.ts';
import { accessTo, PROJECT_STATES, type Project } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import { readTable } from './csv.ts';
import { planImport, runImport } from './import.ts';
import { importPreview, lines, projectList, projectPage } from './messages.ts';
import { projectTexts } from './texts.ts';

export const projectThing: Thing = {
  name: 'project',
  title: projectTexts.all('projectThing'),
  aliases: ['projects', '项目'],
  bare: 'list',
  listed: ['slack', 'teams'],
};

/** Stores and services that the project commands use. */
export interface ProjectPorts {
  readonly projects: Projects;
  readonly clients: Clients;
  readonly people: People;
  readonly tell: Tell;
}

const more = {
  manager: field.person({ label: projectTexts.all('manager'), optional: true, aliases: ['项目经理', '经理'] }),
  language: field.choice({
    label: projectTexts.all('language'),
    options: LANGUAGE_OPTIONS,
    optional: true,
    aliases: ['语言'],
  }),
  zone: field.zone({ label: projectTexts.all('zone'), optional: true, aliases: ['时区'] }),
  country: field.text({
    label: projectTexts.all('country'),
    hint: projectTexts.all('countryHint'),
    maxLength: 20,
    optional: true,
    aliases: ['国家'],
  }),
  note: field.longText({
    label: projectTexts.all('note'),
    hint: projectTexts.all('noteHint'),
    optional: true,
    aliases: ['备注'],
  }),
};

export function countryOf(typed: string | undefined): string | undefined {
  const country = typed === undefined ? undefined : countryCode(typed);
  if (country !== undefined && !isCountry(country))
    throw new RapportError('invalid', `no country ${country}`, {
      forPeople: projectTexts.all('badCountry'),
      field: 'country',
    });
  return country;
}

/**
 * Returns the client with the typed name and creates it if there is none: a person need not leave the form to add one.
 */
export async function clientNamed(
  ports: Pick<ProjectPorts, 'clients'>,
  context: CommandContext<'start'>,
  request: { typed: string; locale: Project['locale']; country?: string | undefined },
) {
  const known = await ports.clients.find(context.scope, request.typed);
  if (known !== undefined) return known;
  const added = await ports.clients.add(context.scope, {
    _id: idFrom(context.requestId, 'client'),
    name: request.typed,
    locale: request.locale,
    country: request.country,
  });
  await context.audit({ action: 'client new', subject: `client:${added._id}`, after: JSON.stringify(added) });
  return added;
}

const HOURS = /^(\d{1,2})(?::(\d{2}))?\s*(?:–|—|-|~|～|to|到|至)\s*(\d{1,2})(?::(\d{2}))?$/;

/** `9:00–18:00` as two local times. @throws RapportError `invalid`. */
function hoursOf(typed: string): { from: string; until: string } {
  const found = HOURS.exec(typed.normalize('NFKC').trim());
  const [from, until] = [
    `${found?.[1]?.padStart(2, '0')}:${found?.[2] ?? '00'}`,
    `${found?.[3]?.padStart(2, '0')}:${found?.[4] ?? '00'}`,
  ];
  if (found === null || from >= until || until > '24:00' || Number(found[2] ?? 0) > 59 || Number(found[4] ?? 0) > 59) {
    throw new RapportError('invalid', `no hours ${typed}`, { forPeople: projectTexts.all('badTime'), field: 'hours' });
  }
  return { from, until };
}

/** Commands for our side about projects: list, start, show, change, hand over, import from a table. */
export function projectCommands(ports: ProjectPorts): Command[] {
  const { projects, clients, people, tell } = ports;

  async function oursOnly(context: CommandContext, personId: string): Promise<string> {
    const who = await people.must(context.scope, personId);
    if (who.side !== 'ours')
      throw new RapportError('invalid', 'not ours', { forPeople: projectTexts.all('notOurs'), field: 'manager' });
    return who._id;
  }
  async function page(context: CommandContext, project: Project) {
    const [client, manager, channels] = await Promise.all([
      clients.get(context.scope, project.clientId),
      people.get(context.scope, project.managerId),
      projects.channelsOf(context.scope, project._id),
    ]);
    const mayManage = may(context.actor, 'manage', accessTo(project, manager), context.clock.now());
    return projectPage(
      { project, client: client?.name ?? '–', manager: manager?.name ?? '–', channels, mayManage },
      context.locale,
    );
  }

  return [
    defineCommand({
      thing: projectThing,
      verb: 'list',
      summary: projectTexts.all('listSummary'),
      permission: 'work',
      sensitive: true,
      input: {},
      async run(_input, { scope, actor, locale }) {
        const [all, organisations, ours] = await Promise.all([
          projects.all(scope),
          clients.all(scope),
          people.all(scope),
        ]);
        const rows = all.map((project) => ({
          project,
          client: organisations.find((one) => one._id === project.clientId)?.name ?? '–',
          manager: ours.find((one) => one._id === project.managerId)?.name ?? '–',
        }));
        const mayStart =
          actor.standing.side === 'ours' && (actor.standing.role === 'admin' || actor.standing.role === 'manager');
        return toCaller(projectList(rows, mayStart, locale));
      },
    }),
    defineCommand({
      thing: projectThing,
      verb: 'new',
      summary: projectTexts.all('newSummary'),
      permission: 'start',
      sensitive: true,
      input: {
        name: field.text({ label: projectTexts.all('name'), maxLength: 80, aliases: ['名称'] }),
        client: field.text({
          label: projectTexts.all('client'),
          hint: projectTexts.all('clientHint'),
          maxLength: 80,
          aliases: ['客户'],
        }),
        key: field.text({
          label: projectTexts.all('key'),
          hint: projectTexts.all('keyHint'),
          maxLength: 10,
          optional: true,
          aliases: ['代号'],
        }),
        ...more,
      },
      positional: ['name', 'client'],
      example: { en: 'project new "Web shop" client:Acme', 'zh-CN': '项目 新建 “网店” 客户:云禾' },
      async run(input, context) {
        const { scope, actor, locale, zone } = context;
        const country = countryOf(input.country);
        const managerId = await oursOnly(context, input.manager?.personId ?? actor.personId ?? '');
        const client = await clientNamed(ports, context, {
          typed: input.client,
          locale: input.language ?? locale,
          country,
        });
        const { name, key, note } = input;
        const fresh = {
          name,
          key,
          note,
          managerId,
          clientId: client._id,
          locale: input.language ?? client.locale,
          zone: input.zone ?? zone,
        };
        const project = await projects.add(scope, {
          _id: idFrom(context.requestId, 'project'),
          ...fresh,
          country: country ?? client.country,
        });
        await context.audit({
          action: 'project new',
          subject: `project:${project._id}`,
          after: JSON.stringify(project),
        });
        const texts = projectTexts(locale);
        return toCaller(
          lines(
            'internal',
            [texts.added({ name: project.name, key: project.key })],
            [
              {
                kind: 'button',
                label: texts.linkButton(),
                style: 'primary',
                payload: openForm('link new', { project: project.key }),
              },
              { kind: 'button', label: texts.edit(), payload: press('project edit', { project: project.key }) },
            ],
          ),
        );
      },
    }),
    defineCommand({
      thing: projectThing,
      verb: 'show',
      summary: projectTexts.all('showSummary'),
      permission: 'work',
      about: 'project',
      sensitive: true,
      input: { project: field.project() },
      positional: ['project'],
      run: async (_input, context) =>
        toCaller(await page(context, await projects.must(context.scope, context.project.projectId))),
    }),
    defineCommand({
      thing: projectThing,
      verb: 'edit',
      summary: projectTexts.all('editSummary'),
      permission: 'manage',
      about: 'project',
      sensitive: true,
      input: {
        project: field.project(),
        name: field.text({ label: projectTexts.all('name'), maxLength: 80, optional: true, aliases: ['名称'] }),
        key: field.text({ label: projectTexts.all('key'), maxLength: 10, optional: true, aliases: ['代号'] }),
        state: field.choice({
          label: projectTexts.all('state'),
          options: PROJECT_STATES.map((value) => ({ value, label: projectTexts.all(value) })),
          optional: true,
          aliases: ['状态'],
        }),
        language: more.language,
        zone: more.zone,
        hours: field.text({
          label: projectTexts.all('hours'),
          hint: projectTexts.all('hoursHint'),
          maxLength: 20,
          optional: true,
          aliases: ['工作时间'],
        }),
        country: more.country,
        note: more.note,
        /** The project's version when the form opened: a form submits every field, also unchanged ones. */
        version: field.text({ label: projectTexts.all('project'), hidden: true, optional: true }),
      },
      positional: ['project'],
      async run(input, context) {
        const texts = projectTexts(context.locale);
        const { scope } = context;
        const before = await projects.must(scope, context.project.projectId);
        const { name, key, state, language, zone, note } = input;
        const hours = input.hours === undefined ? undefined : hoursOf(input.hours);
        const given = {
          name,
          key,
          state,
          locale: language,
          zone,
          note,
          country: countryOf(input.country),
          hours: hours && { ...before.hours, from: hours.from, to: hours.until },
        };
        const cleared = emptied(context, ['note', 'country']);
        const changes = Object.fromEntries(
          Object.entries(given).filter(([what, value]) => value !== undefined || cleared.includes(what)),
        );
        if (Object.keys(changes).length === 0) {
          const version = String(before.revision ?? 0);
          const values = {
            project: before._id,
            version,
            name: before.name,
            key: before.key,
            state: before.state,
            language: before.locale,
            zone: before.zone,
          };
          const form = context.form({
            values: {
              ...values,
              hours: `${before.hours.from}–${before.hours.to}`,
              country: before.country ?? '',
              note: before.note ?? '',
            },
          });
          return { kind: 'form', form };
        }
        if (input.version !== undefined && input.version !== String(before.revision ?? 0)) {
          const values = { ...context.given, version: String(before.revision ?? 0) };
          return { kind: 'invalid', form: context.form({ values, notice: texts.changedMeanwhile() }) };
        }
        const after = await projects.change(scope, before._id, changes);
        await context.audit({
          action: 'project edit',
          subject: `project:${after._id}`,
          before: JSON.stringify(before),
          after: JSON.stringify(after),
        });
        return toCaller(
          lines(
            'internal',
            [texts.changed({ name: after.name, key: after.key })],
            [
              {
                kind: 'button',
                label: texts.showTitle({ name: after.name, key: after.key }),
                payload: press('project show', { project: after.key }),
              },
            ],
          ),
        );
      },
    }),
    defineCommand({
      thing: projectThing,
      verb: 'assign',
      summary: projectTexts.all('assignSummary'),
      permission: 'manage',
      about: 'project',
      sensitive: true,
      input: {
        project: field.project(),
        manager: field.person({ label: projectTexts.all('manager'), aliases: ['项目经理', '经理', 'to'] }),
      },
      positional: ['project', 'manager'],
      async run(input, context) {
        const { scope, project: before } = context;
        const managerId = await oursOnly(context, input.manager.personId);
        const after = await projects.change(scope, before.projectId, { managerId });
        const audit = { action: 'project assign', subject: `project:${after._id}` };
        await context.audit({
          ...audit,
          before: JSON.stringify({ managerId: before.managerId }),
          after: JSON.stringify({ managerId }),
        });
        if (managerId !== context.actor.personId)
          await tell.person(
            { workspaceId: after.workspaceId, personId: managerId, audience: 'internal' },
            ({ locale }) => {
              const texts = projectTexts(locale);
              return lines(
                'internal',
                [texts.handedOverTo({ project: after.name, by: context.actor.name })],
                [
                  {
                    kind: 'button',
                    label: texts.showTitle({ name: after.name, key: after.key }),
                    payload: press('project show', { project: after.key }),
                  },
                ],
              );
            },
            { key: `assign:${after._id}:revision ${after.revision ?? 0}` },
          );
        return toCaller(
          lines('internal', [
            projectTexts(context.locale).handedOver({ name: input.manager.name, project: after.name }),
          ]),
        );
      },
    }),
    defineCommand({
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
        const table = readTable(input.table);
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
    }),
    defineCommand({
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
    }),
  ];
}
