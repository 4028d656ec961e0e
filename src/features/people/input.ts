import type { Thing } from '../../core/command.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Clients } from '../../records/clients/store.ts';
import type { Person } from '../../records/people/model.ts';
import { clientRoleName, OUR_ROLE_NAMES } from '../../records/people/roles.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
import { peopleTexts } from './texts.ts';

export const personThing: Thing = {
  name: 'person',
  title: peopleTexts.all('personThing'),
  aliases: ['people', 'persons', '人员'],
  bare: 'list',
};

/** Services of other slices that the person commands use. */
export interface PeoplePorts {
  readonly people: People;
  readonly clients: Pick<Clients, 'get' | 'all'>;
  readonly projects: Pick<Projects, 'ofClient' | 'ofManager'>;
}

/** A person as the audit trail records them. */
export const asAudited = (person: Person) =>
  JSON.stringify({
    name: person.name,
    side: person.side,
    role: person.role,
    clientId: person.clientId,
    clientRole: person.clientRole,
    leftAt: person.leftAt,
  });

/** A person's role, in words. */
export function roleLine(person: Person, locale: Locale): string {
  const texts = peopleTexts(locale);
  if (person.side === 'ours') return OUR_ROLE_NAMES[person.role ?? 'member'][locale];
  if (person.side === 'client') return clientRoleName(person.clientRole ?? 'viewer', locale);
  return person.notContact === true ? texts.notContact() : texts.unknownTitle();
}
