import { type CommandContext, type Reply, toCaller } from '../../core/command.ts';
import { type Block, type Button, type Message, openForm, press, type RichText } from '../../core/message.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Client } from '../../records/clients/model.ts';
import type { Person } from '../../records/people/model.ts';
import type { Project } from '../../records/projects/model.ts';
import { clientTexts } from './texts.ts';

/** A text to our side with buttons below it. */
export function said(text: string, buttons: readonly Button[]): Reply {
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
/** Opens a client's page. */
export const briefButton = (record: Client, context: CommandContext): Button => ({
  kind: 'button',
  label: clientTexts(context.locale).briefTitle({ name: record.name, key: record.key }),
  payload: press('brief show', { client: record.key }),
});

/** Buttons for a person who may start clients; a button that would be refused is not shown. */
export function startButtons({ actor }: CommandContext, buttons: readonly Button[]): Block[] {
  const { standing } = actor;
  return standing.side === 'ours' && (standing.role === 'admin' || standing.role === 'manager')
    ? [{ kind: 'actions', items: [...buttons] }]
    : [];
}

/** A client's contacts with the rights of each. */
export function contactLines(contacts: readonly Person[], locale: Locale): Block {
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
export function brief(
  {
    record,
    contacts,
    projects,
    ahead,
  }: {
    record: Client;
    contacts: readonly Person[];
    projects: readonly Project[];
    ahead: ReadonlyMap<string, readonly RichText[]>;
  },
  context: CommandContext,
): Message<'internal'> {
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
      ...(projects.length === 0 ? [{ kind: 'text' as const, text: texts.noProjects() }] : []),
      ...projects.flatMap((one): Block[] => {
        const lines = ahead.get(one._id) ?? [];
        return [
          { kind: 'text', text: `${one.key} · ${one.name}` },
          ...(lines.length === 0 ? [] : [{ kind: 'list' as const, items: [...lines] }]),
        ];
      }),
      ...startButtons(context, [
        { kind: 'button', label: texts.contactButton(), payload: openForm('contact new', { client: record.key }) },
        { kind: 'button', label: texts.projectButton(), payload: openForm('project new', { client: record.name }) },
        { kind: 'button', label: texts.editButton(), payload: press('client edit', { client: record._id }) },
      ]),
    ],
  };
}
