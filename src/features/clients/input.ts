import type { CommandContext, Thing } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { RapportError } from '../../ground/errors.ts';
import { countryCode, isCountry } from '../../records/clients/country.ts';
import type { Client } from '../../records/clients/model.ts';
import type { Clients } from '../../records/clients/store.ts';
import { clientRecordTexts } from '../../records/clients/texts.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import { clientTexts } from './texts.ts';

export const clientThing: Thing = {
  name: 'client',
  title: clientTexts.all('thing'),
  aliases: ['clients', 'customer', '客户'],
  bare: 'list',
  listed: ['slack', 'teams'],
};
export const briefThing: Thing = {
  name: 'brief',
  title: clientTexts.all('briefThing'),
  aliases: ['简报'],
  bare: 'show',
  listed: ['teams'],
};
export const contactThing: Thing = {
  name: 'contact',
  title: clientTexts.all('contacts'),
  aliases: ['contacts', '联系人'],
  bare: 'list',
};

export const nameField = field.text({ label: clientTexts.all('name'), maxLength: 80, aliases: ['名称'] });
/** The fields of a client beside its name. */
export const moreFields = {
  key: field.text({
    label: clientTexts.all('key'),
    hint: clientTexts.all('keyHint'),
    maxLength: 10,
    optional: true,
    aliases: ['代号'],
  }),
  language: field.choice({
    label: clientTexts.all('language'),
    options: LANGUAGE_OPTIONS,
    optional: true,
    aliases: ['语言'],
  }),
  country: field.text({
    label: clientTexts.all('country'),
    hint: clientTexts.all('countryHint'),
    maxLength: 20,
    optional: true,
    aliases: ['国家'],
  }),
  note: field.longText({
    label: clientTexts.all('note'),
    hint: clientTexts.all('noteHint'),
    optional: true,
    aliases: ['备注'],
  }),
};
export const clientField = field.text({
  label: clientTexts.all('client'),
  hint: clientTexts.all('clientHint'),
  idByButton: true,
  maxLength: 80,
  aliases: ['客户'],
});

/** @throws RapportError `invalid` for an unknown country */
export function countryOf(typed: string | undefined): string | undefined {
  const country = typed === undefined ? undefined : countryCode(typed);
  if (country !== undefined && !isCountry(country))
    throw new RapportError('invalid', `no country ${country}`, {
      forPeople: clientTexts.all('badCountry'),
      field: 'country',
    });
  return country;
}

/** The client that was typed or pressed: its id, key or name. @throws RapportError `missing` when there is none */
export async function mustFind(
  clients: Pick<Clients, 'find' | 'get'>,
  context: CommandContext,
  typed: string,
): Promise<Client> {
  const found = (await clients.get(context.scope, typed)) ?? (await clients.find(context.scope, typed));
  if (found === undefined)
    throw new RapportError('missing', `no client ${typed}`, {
      forPeople: clientRecordTexts.all('noSuchClient'),
      field: 'client',
    });
  return found;
}
