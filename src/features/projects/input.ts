/** The thing, ports, fields and input checks that the commands about projects share. */

import type { CommandContext, Thing } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { Tell } from '../../core/tell.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { countryCode, isCountry } from '../../records/clients/country.ts';
import type { Clients } from '../../records/clients/store.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import type { People } from '../../records/people/store.ts';
import type { Project } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
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

/** Optional fields of a project, for starting and changing it. */
export const detailFields = {
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

/** Returns the person's id if the person is of our side. @throws RapportError `invalid`. */
export async function oursOnly(
  ports: Pick<ProjectPorts, 'people'>,
  context: CommandContext,
  personId: string,
): Promise<string> {
  const who = await ports.people.must(context.scope, personId);
  if (who.side !== 'ours')
    throw new RapportError('invalid', 'not ours', { forPeople: projectTexts.all('notOurs'), field: 'manager' });
  return who._id;
}
