/** Changes a project: its fields and its working hours. */

import { type Command, defineCommand, emptied, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import { RapportError } from '../../ground/errors.ts';
import { PROJECT_STATES } from '../../records/projects/model.ts';
import { countryOf, detailFields, type ProjectPorts, projectThing } from './input.ts';
import { lines } from './messages.ts';
import { projectTexts } from './texts.ts';

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

/** The command that changes a project. Without changes it opens the form. */
export function editCommand(ports: ProjectPorts): Command {
  const { projects } = ports;
  return defineCommand({
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
      language: detailFields.language,
      zone: detailFields.zone,
      hours: field.text({
        label: projectTexts.all('hours'),
        hint: projectTexts.all('hoursHint'),
        maxLength: 20,
        optional: true,
        aliases: ['工作时间'],
      }),
      country: detailFields.country,
      note: detailFields.note,
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
  });
}
