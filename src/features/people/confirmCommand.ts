import { type Command, defineCommand, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import { asAudited, type PeoplePorts, personThing, roleLine } from './input.ts';
import { CONFIRMATIONS, confirmationName, notice } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** Places an unknown person: the contact of a project's client with a role, or no contact. */
export function confirmCommand({ people, clients }: Pick<PeoplePorts, 'people' | 'clients'>): Command {
  return defineCommand({
    thing: personThing,
    verb: 'confirm',
    verbAliases: ['确认'],
    summary: peopleTexts.all('confirmSummary'),
    permission: 'manage',
    about: 'project',
    sensitive: true,
    hidden: true,
    input: {
      person: field.person({ label: peopleTexts.all('person') }),
      project: field.project({ hidden: true }),
      as: field.choice({
        label: peopleTexts.all('as'),
        options: CONFIRMATIONS.map((value) => ({
          value,
          label: { en: confirmationName(value, 'en'), 'zh-CN': confirmationName(value, 'zh-CN') },
        })),
      }),
    },
    async run(input, context) {
      const { scope, locale, project } = context;
      const texts = peopleTexts(locale);
      const before = await people.must(scope, input.person.personId);
      // A press on an old card must not turn a member, or another client's contact, into a contact of this client.
      if (
        before.leftAt !== undefined ||
        before.side === 'ours' ||
        (before.side === 'client' && before.clientId !== project.clientId)
      ) {
        return updated(
          notice('internal', [texts.alreadyPlaced({ name: before.name, what: roleLine(before, locale) })]),
        );
      }
      const client = await clients.get(scope, project.clientId);
      const isContact = input.as !== 'notContact';
      const after = await people.change(
        scope,
        before._id,
        input.as === 'notContact'
          ? { side: 'unknown', clientId: undefined, clientRole: undefined, notContact: true }
          : { side: 'client', clientId: project.clientId, clientRole: input.as, notContact: undefined },
      );
      await context.audit({
        action: 'person confirm',
        subject: `person:${after._id}`,
        before: asAudited(before),
        after: asAudited(after),
      });
      const text = isContact
        ? texts.confirmed({
            name: after.name,
            client: client?.name ?? project.name,
            role: confirmationName(input.as, locale),
          })
        : texts.confirmedNot({ name: after.name });
      const others = CONFIRMATIONS.filter((as) => as !== input.as);
      return updated(
        notice(
          'internal',
          [text],
          others.map((as) => ({
            kind: 'button',
            label: confirmationName(as, locale),
            payload: press('person confirm', { person: after._id, project: project.projectId, as }),
          })),
        ),
      );
    },
  });
}
