import { type Scope, systemScope } from '../../core/access.ts';
import { type Command, defineCommand, type LookContext, type Subject, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { PersonChoice } from '../../core/form.ts';
import { openForm } from '../../core/message.ts';
import { coreTexts } from '../../core/texts.ts';
import { enumerated } from '../../ground/i18n.ts';
import type { Person } from '../../records/people/model.ts';
import { asAudited, type PeoplePorts, personThing } from './input.ts';
import { notice } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** Commands that change who a person is to Rapport: linking two records into one, and leaving. */
export function accountCommands({ people, projects }: Pick<PeoplePorts, 'people' | 'projects'>): Command[] {
  /**
   * A person as a command's subject. A contact belongs to the projects of their client, a member to the admins, an
   * unplaced person to those who may create contacts.
   */
  async function subjectOf(scope: Scope, person: PersonChoice): Promise<Subject<Person>> {
    const record = await people.must(scope, person.personId);
    if (record.side === 'unknown')
      return { record, projectIds: [], orElse: 'start', refusal: coreTexts.all('refusedStart') };
    const theirs =
      record.side === 'client' && record.clientId !== undefined ? await projects.ofClient(scope, record.clientId) : [];
    const projectIds = theirs.map(({ _id }) => _id);
    return { record, projectIds, orElse: 'administer', refusal: coreTexts.all('refusedAdminister') };
  }
  const aboutPerson = {
    needs: 'manage',
    of: async ({ person }: { readonly person?: PersonChoice }, { actor }: LookContext) =>
      person === undefined ? undefined : subjectOf(systemScope(actor.workspaceId), person),
  } as const;
  /** Both people of a link, since the command changes both. */
  const aboutBoth = {
    needs: 'manage',
    async of(
      { person, to }: { readonly person?: PersonChoice; readonly to?: PersonChoice },
      { actor }: LookContext,
    ): Promise<Subject<{ account: Person; target: Person }> | undefined> {
      if (person === undefined || to === undefined) return undefined;
      const scope = systemScope(actor.workspaceId);
      const [account, target] = [await subjectOf(scope, person), await subjectOf(scope, to)];
      return { ...account, record: { account: account.record, target: target.record }, and: target };
    },
  } as const;

  return [
    defineCommand({
      thing: personThing,
      verb: 'link',
      verbAliases: ['关联'],
      summary: peopleTexts.all('linkSummary'),
      permission: 'work',
      about: aboutBoth,
      sensitive: true,
      input: {
        person: field.person({ label: peopleTexts.all('linkPerson'), aliases: ['账号'] }),
        to: field.person({ label: peopleTexts.all('linkTo'), aliases: ['属于'] }),
      },
      positional: ['person', 'to'],
      async run(_input, context) {
        const { scope, subject } = context;
        const { account, target } = subject;
        await people.merge(scope, account._id, target._id);
        await context.audit({
          action: 'person link',
          subject: `person:${target._id}`,
          before: asAudited(account),
          after: asAudited(target),
        });
        const count = (await people.identitiesOf(scope, target._id)).length;
        return toCaller(notice('internal', [peopleTexts(context.locale).linked({ name: target.name, count })]));
      },
    }),
    defineCommand({
      thing: personThing,
      verb: 'leave',
      verbAliases: ['left', '离开', '离职'],
      summary: peopleTexts.all('leaveSummary'),
      permission: 'work',
      about: aboutPerson,
      sensitive: true,
      input: { person: field.person({ label: peopleTexts.all('person'), aliases: ['人员'] }) },
      positional: ['person'],
      async run(_input, context) {
        const { scope, locale, subject: before } = context;
        const texts = peopleTexts(locale);
        const after = await people.leave(scope, before._id);
        await context.audit({
          action: 'person leave',
          subject: `person:${after._id}`,
          before: asAudited(before),
          after: asAudited(after),
        });
        const theirs = await projects.ofManager(scope, after._id);
        return toCaller(
          notice(
            'internal',
            [
              texts.left({ name: after.name }),
              ...(theirs.length === 0
                ? []
                : [
                    texts.leftProjects({
                      projects: enumerated(
                        theirs.map((one) => one.key),
                        locale,
                      ),
                    }),
                  ]),
            ],
            theirs.slice(0, 5).map((one) => ({
              kind: 'button',
              label: texts.handOver({ project: one.key }),
              payload: openForm('project assign', { project: one.key }),
            })),
          ),
        );
      },
    }),
  ];
}
