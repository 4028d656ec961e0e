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
export const asAudited = (who: Person) =>
  JSON.stringify({
    name: who.name,
    side: who.side,
    role: who.role,
    clientId: who.clientId,
    clientRole: who.clientRole,
    leftAt: who.leftAt,
  });

/** A person's role, in words. */
export function roleLine(who: Person, locale: Locale): string {
  const texts = peopleTexts(locale);
  if (who.side === 'ours') return OUR_ROLE_NAMES[who.role ?? 'member'][locale];
  if (who.side === 'client') return clientRoleName(who.clientRole ?? 'viewer', locale);
  return who.notContact === true ? texts.notContact() : texts.unknownTitle();
}
