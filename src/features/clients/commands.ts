import {
  type Command,
  type CommandContext,
  defineCommand,
  emptied,
  type Reply,
  type Thing,
  toCaller,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Block, type Button, type Message, openForm, press } from '../../core/message.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import { countryCode, isCountry } from '../../records/clients/country.ts';
import type { Client } from '../../records/clients/model.ts';
import type { Clients } from '../../records/clients/store.ts';
import { clientRecordTexts } from '../../records/clients/texts.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import { CLIENT_ROLE_OPTIONS } from '../../records/people/roles.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
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

const nameField = field.text({ label: clientTexts.all('name'), maxLength: 80, aliases: ['名称'] });
const more = {
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
const clientField = field.text({
  label: clientTexts.all('client'),
  hint: clientTexts.all('clientHint'),
  idByButton: true,
  maxLength: 80,
  aliases: ['客户'],
});

function countryOf(typed: string | undefined): string | undefined {
  const country = typed === undefined ? undefined : countryCode(typed);
  if (country !== undefined && !isCountry(country))
    throw new RapportError('invalid', `no country ${country}`, {
      forPeople: clientTexts.all('badCountry'),
      field: 'country',
    });
  return country;
}

function said(text: string, buttons: readonly Button[]): Reply {
  const message: Message<'internal'> = {
    audience: 'internal',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'actions', items: [...buttons] },
    ],
  };
  return toCaller(message);
}
const briefButton = (record: Client, context: CommandContext): Button => ({
  kind: 'button',
  label: clientTexts(context.locale).briefTitle({ name: record.name, key: record.key }),
  payload: press('brief show', { client: record.key }),
});

/** Commands for our side about clients: list, page, new, change, contacts. */
export function clientCommands({
  clients,
  people,
  projects,
}: {
  clients: Clients;
  people: People;
  projects: Projects;
}): Command[] {
  async function must(context: CommandContext, typed: string): Promise<Client> {
    const found = (await clients.get(context.scope, typed)) ?? (await clients.find(context.scope, typed));
    if (found === undefined)
      throw new RapportError('missing', `no client ${typed}`, {
        forPeople: clientRecordTexts.all('noSuchClient'),
        field: 'client',
      });
    return found;
  }

  return [
    defineCommand({
      thing: clientThing,
      verb: 'list',
      summary: clientTexts.all('listSummary'),
      permission: 'work',
      sensitive: true,
      input: {},
      async run(_input, context) {
        const texts = clientTexts(context.locale);
        const all = await clients.all(context.scope);
        return toCaller({
          audience: 'internal',
          fallbackText: texts.listTitle(),
          blocks: [
            { kind: 'heading', text: texts.listTitle() },
            all.length === 0
              ? { kind: 'text', text: texts.none() }
              : { kind: 'list', items: all.map((one) => texts.briefTitle({ name: one.name, key: one.key })) },
            ...startButtons(context, [{ kind: 'button', label: texts.addButton(), payload: press('client new') }]),
          ],
        });
      },
    }),
    defineCommand({
      thing: clientThing,
      verb: 'new',
      summary: clientTexts.all('newSummary'),
      permission: 'start',
      sensitive: true,
      input: { name: nameField, ...more },
      positional: ['name'],
      example: { en: 'client new "Acme" country:DE', 'zh-CN': '客户 新建 “云禾” 国家:CN' },
      async run(input, context) {
        const texts = clientTexts(context.locale);
        const { name, key, note } = input;
        const record = await clients.add(context.scope, {
          _id: idFrom(context.requestId, 'client'),
          name,
          key,
          note,
          country: countryOf(input.country),
          locale: input.language ?? context.locale,
        });
        await context.audit({ action: 'client new', subject: `client:${record._id}`, after: JSON.stringify(record) });
        return said(texts.added({ name: record.name, key: record.key }), [
          {
            kind: 'button',
            label: texts.projectButton(),
            style: 'primary',
            payload: openForm('project new', { client: record.name }),
          },
          { kind: 'button', label: texts.contactButton(), payload: openForm('contact new', { client: record.key }) },
        ]);
      },
    }),
    defineCommand({
      thing: clientThing,
      verb: 'edit',
      summary: clientTexts.all('editSummary'),
      permission: 'start',
      sensitive: true,
      input: {
        client: clientField,
        name: field.text({ label: clientTexts.all('name'), maxLength: 80, optional: true, aliases: ['名称'] }),
        ...more,
        /** The client's version when the form opened: a form submits every field, also unchanged ones. */
        version: field.text({ label: clientTexts.all('client'), hidden: true, optional: true }),
      },
      positional: ['client'],
      async run(input, context) {
        const texts = clientTexts(context.locale);
        const before = await must(context, input.client);
        const { name, key, note, language: locale } = input;
        const country = countryOf(input.country);
        const cleared = emptied(context, ['note', 'country']);
        const changes = Object.fromEntries(
          Object.entries({ name, key, note, locale, country }).filter(
            ([what, value]) => value !== undefined || cleared.includes(what),
          ),
        );
        if (Object.keys(changes).length === 0) {
          const values = {
            client: before._id,
            version: String(before.version),
            name: before.name,
            key: before.key,
            language: before.locale,
            country: before.country ?? '',
            note: before.note ?? '',
          };
          return { kind: 'form', form: context.form({ values }) };
        }
        if (input.version !== undefined && input.version !== String(before.version)) {
          const values = { ...context.given, version: String(before.version) };
          return { kind: 'invalid', form: context.form({ values, notice: texts.changedMeanwhile() }) };
        }
        const after = await clients.change(context.scope, before._id, changes);
        await context.audit({
          action: 'client edit',
          subject: `client:${after._id}`,
          before: JSON.stringify(before),
          after: JSON.stringify(after),
        });
        return said(texts.changed({ name: after.name, key: after.key }), [briefButton(after, context)]);
      },
    }),
    defineCommand({
      thing: briefThing,
      verb: 'show',
      summary: clientTexts.all('briefSummary'),
      permission: 'work',
      sensitive: true,
      input: { client: clientField },
      positional: ['client'],
      example: { en: 'brief Acme', 'zh-CN': '简报 云禾' },
      async run(input, context) {
        const record = await must(context, input.client);
        const [contacts, theirs] = await Promise.all([
          people.contactsOf(context.scope, record._id),
          projects.ofClient(context.scope, record._id),
        ]);
        return toCaller(brief({ record, contacts, projects: theirs }, context));
      },
    }),
    defineCommand({
      thing: contactThing,
      verb: 'list',
      summary: clientTexts.all('contactListSummary'),
      permission: 'work',
      sensitive: true,
      input: {},
      async run(_input, context) {
        const texts = clientTexts(context.locale);
        const all = await clients.all(context.scope);
        const groups = await Promise.all(
          all.map(async (one) => ({ client: one, contacts: await people.contactsOf(context.scope, one._id) })),
        );
        return toCaller({
          audience: 'internal',
          fallbackText: texts.contacts(),
          blocks: [
            { kind: 'heading', text: texts.contacts() },
            ...(all.length === 0 ? [{ kind: 'text' as const, text: texts.none() }] : []),
            ...groups.flatMap(({ client, contacts }) => [
              {
                kind: 'text' as const,
                text: [{ kind: 'strong' as const, text: texts.briefTitle({ name: client.name, key: client.key }) }],
              },
              contactLines(contacts, context.locale),
            ]),
            ...startButtons(context, [
              { kind: 'button', label: texts.contactButton(), payload: openForm('contact new') },
            ]),
          ],
        });
      },
    }),
    defineCommand({
      thing: contactThing,
      verb: 'new',
      summary: clientTexts.all('contactSummary'),
      permission: 'start',
      sensitive: true,
      input: {
        name: field.text({ label: clientTexts.all('contactName'), maxLength: 80, aliases: ['姓名', '名称'] }),
        client: clientField,
        role: field.choice({
          label: clientTexts.all('contactRole'),
          options: CLIENT_ROLE_OPTIONS,
          initial: 'contributor',
          aliases: ['角色'],
        }),
        email: field.text({
          label: clientTexts.all('email'),
          hint: clientTexts.all('emailHint'),
          maxLength: 200,
          optional: true,
          aliases: ['邮箱'],
        }),
        language: more.language,
        note: more.note,
      },
      positional: ['name', 'client', 'role'],
      example: {
        en: 'contact new "Ana Lima" client:ACME role:approver',
        'zh-CN': '联系人 新建 “王丽” 客户:ACME 角色:审批人',
      },
      check: ({ email }) =>
        typeof email === 'string' && email.trim() !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
          ? { email: { code: 'custom', text: clientTexts.all('badEmail') } }
          : {},
      async run(input, context) {
        const texts = clientTexts(context.locale);
        const record = await must(context, input.client);
        const { name, email, role } = input;
        const added = await people.add(context.scope, {
          _id: idFrom(context.requestId, 'contact'),
          name,
          email,
          locale: input.language,
          side: { kind: 'client', clientId: record._id, role },
        });
        const contact =
          input.note === undefined ? added : await people.change(context.scope, added._id, { note: input.note });
        await context.audit({
          action: 'contact new',
          subject: `person:${contact._id}`,
          after: JSON.stringify(contact),
        });
        return said(texts.contactAdded({ name: contact.name, client: record.name }), [briefButton(record, context)]);
      },
    }),
  ];
}

type BriefOf = {
  record: Client;
  contacts: Awaited<ReturnType<People['contactsOf']>>;
  projects: Awaited<ReturnType<Projects['ofClient']>>;
};

/** Buttons for a person who may start clients; a button that would be refused is not shown. */
function startButtons({ actor }: CommandContext, buttons: readonly Button[]): Block[] {
  const { standing } = actor;
  return standing.side === 'ours' && (standing.role === 'admin' || standing.role === 'manager')
    ? [{ kind: 'actions', items: [...buttons] }]
    : [];
}

/** A client's contacts with the rights of each. */
function contactLines(contacts: BriefOf['contacts'], locale: Locale): Block {
  const texts = clientTexts(locale);
  if (contacts.length === 0) return { kind: 'text', text: texts.noContacts() };
  return {
    kind: 'list',
    items: contacts.map((one) =>
      [`${one.name} · ${texts[one.clientRole ?? 'viewer']()}`, ...(one.note === undefined ? [] : [one.note])].join(
        ' · ',
      ),
    ),
  };
}

/** A client's page, for our side alone. */
function brief({ record, contacts, projects }: BriefOf, context: CommandContext): Message<'internal'> {
  const { locale } = context;
  const texts = clientTexts(locale);
  const title = texts.briefTitle({ name: record.name, key: record.key });
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      ...(record.note === undefined ? [] : [{ kind: 'quote' as const, text: record.note }]),
      { kind: 'text', text: [{ kind: 'strong', text: texts.contacts() }] },
      contactLines(contacts, locale),
      { kind: 'text', text: [{ kind: 'strong', text: texts.projects() }] },
      projects.length === 0
        ? { kind: 'text', text: texts.noProjects() }
        : { kind: 'list', items: projects.map((one) => `${one.key} · ${one.name}`) },
      ...startButtons(context, [
        { kind: 'button', label: texts.contactButton(), payload: openForm('contact new', { client: record.key }) },
        { kind: 'button', label: texts.projectButton(), payload: openForm('project new', { client: record.name }) },
        { kind: 'button', label: texts.editButton(), payload: press('client edit', { client: record._id }) },
      ]),
    ],
  };
}
