import { type Command, defineCommand, emptied, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { openForm, press } from '../../core/message.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Clients } from '../../records/clients/store.ts';
import { clientField, clientThing, countryOf, moreFields, mustFind, nameField } from './input.ts';
import { briefButton, said, startButtons } from './messages.ts';
import { clientTexts } from './texts.ts';

/** Commands for our side about clients: list, new, change. */
export function clientCommands({ clients }: { clients: Clients }): Command[] {
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
      input: { name: nameField, ...moreFields },
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
        ...moreFields,
        /** The client's version when the form opened: a form submits every field, also unchanged ones. */
        version: field.text({ label: clientTexts.all('client'), hidden: true, optional: true }),
      },
      positional: ['client'],
      async run(input, context) {
        const texts = clientTexts(context.locale);
        const before = await mustFind(clients, context, input.client);
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
  ];
}
