import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { openForm } from '../../core/message.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Clients } from '../../records/clients/store.ts';
import { CLIENT_ROLE_OPTIONS } from '../../records/people/roles.ts';
import type { People } from '../../records/people/store.ts';
import { clientField, contactThing, moreFields, mustFind } from './input.ts';
import { briefButton, contactLines, said, startButtons } from './messages.ts';
import { clientTexts } from './texts.ts';

/** Commands for our side about the people of clients: list and new. */
export function contactCommands({ clients, people }: { clients: Clients; people: People }): Command[] {
  return [
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
        language: moreFields.language,
        note: moreFields.note,
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
        const record = await mustFind(clients, context, input.client);
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
