import { may, type Scope, systemScope } from '../../core/access.ts';
import {
  type Command,
  type CommandContext,
  defineCommand,
  type LookContext,
  type Subject,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { PersonChoice } from '../../core/form.ts';
import { formatInstant } from '../../core/format.ts';
import { type Button, openForm, press } from '../../core/message.ts';
import { coreTexts } from '../../core/texts.ts';
import { enumerated } from '../../ground/i18n.ts';
import type { Clients } from '../../records/clients/store.ts';
import { isAway, lastAway, type Person } from '../../records/people/model.ts';
import { clientRoleName, OUR_ROLE_NAMES } from '../../records/people/roles.ts';
import type { People } from '../../records/people/store.ts';
import { accessTo } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import { accountsText, CONFIRMATIONS, confirmationName, notice, personLine } from './messages.ts';
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

const short = (who: Person) =>
  JSON.stringify({
    name: who.name,
    side: who.side,
    role: who.role,
    clientId: who.clientId,
    clientRole: who.clientRole,
    leftAt: who.leftAt,
  });

/** Commands for our side about people: list, page, linking accounts, leaving. */
export function personCommands(ports: PeoplePorts): Command[] {
  const { people, clients, projects } = ports;

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
  /** A project of the contact's client that the actor manages. */
  async function projectInCharge({ scope, actor, clock }: CommandContext, { clientId }: Person) {
    for (const project of clientId === undefined ? [] : await projects.ofClient(scope, clientId)) {
      const access = accessTo(project, await people.get(scope, project.managerId));
      if (may(actor, 'manage', access, clock.now())) return project;
    }
    return undefined;
  }
  /** Buttons for the actions on a person that the actor may use. */
  async function buttonsAbout(context: CommandContext, who: Person): Promise<Button[]> {
    if (who.leftAt !== undefined) return [];
    const texts = peopleTexts(context.locale);
    const { standing } = context.actor;
    const isAdmin = standing.side === 'ours' && standing.role === 'admin';
    const project = who.side === 'client' ? await projectInCharge(context, who) : undefined;
    const roles = CONFIRMATIONS.filter((as) => as !== who.clientRole && as !== 'notContact');
    const asked = {
      title: texts.leaveTitle({ name: who.name }),
      text: texts.leaveText(),
      confirm: texts.leaves(),
      cancel: texts.stays(),
    };
    const leave: Button = {
      kind: 'button',
      label: texts.leaves(),
      style: 'danger',
      payload: press('person leave', { person: who._id }),
      confirm: asked,
    };
    if (project !== undefined) {
      const change = roles.map(
        (as): Button => ({
          kind: 'button',
          label: texts.makeRole({ role: confirmationName(as, context.locale) }),
          payload: press('person confirm', { person: who._id, project: project._id, as }),
        }),
      );
      return [...change, leave];
    }
    return isAdmin && who.side === 'ours' && who._id !== context.actor.personId ? [leave] : [];
  }
  async function roleLine(context: CommandContext, who: Person): Promise<string> {
    const texts = peopleTexts(context.locale);
    if (who.side === 'ours') return OUR_ROLE_NAMES[who.role ?? 'member'][context.locale];
    if (who.side === 'client') return clientRoleName(who.clientRole ?? 'viewer', context.locale);
    return who.notContact === true ? texts.notContact() : texts.unknownTitle();
  }

  return [
    defineCommand({
      thing: personThing,
      verb: 'list',
      summary: peopleTexts.all('listSummary'),
      permission: 'work',
      sensitive: true,
      input: {},
      async run(_input, context) {
        const { scope, locale, zone, clock } = context;
        const texts = peopleTexts(locale);
        const now = clock.now();
        const [all, organisations] = await Promise.all([people.all(scope), clients.all(scope)]);
        const lines = async (chosen: readonly Person[]) =>
          Promise.all(
            chosen.map(async (one) => {
              const away =
                isAway(one, now) && one.away !== undefined
                  ? texts.awayUntil({
                      date: formatInstant(lastAway(one.away), { locale, zone: one.zone ?? zone, now, style: 'date' }),
                    })
                  : undefined;
              // The heading "not placed yet" gives the role already; the line does not repeat it.
              const role = one.side === 'unknown' && one.notContact !== true ? undefined : await roleLine(context, one);
              return personLine(one, role, away);
            }),
          );
        const groups = [
          { title: texts.oursTitle(), items: await lines(all.filter((one) => one.side === 'ours')) },
          ...(await Promise.all(
            organisations.map(async (one) => ({
              title: texts.clientTitle({ client: one.name }),
              items: await lines(all.filter((who) => who.side === 'client' && who.clientId === one._id)),
            })),
          )),
          { title: texts.unknownTitle(), items: await lines(all.filter((one) => one.side === 'unknown')) },
        ].filter((group) => group.items.length > 0);
        return toCaller({
          audience: 'internal',
          fallbackText: texts.listTitle(),
          blocks: [
            { kind: 'heading', text: texts.listTitle() },
            ...groups.flatMap((group) => [
              { kind: 'text' as const, text: [{ kind: 'strong' as const, text: group.title }] },
              { kind: 'list' as const, items: group.items },
            ]),
          ],
        });
      },
    }),
    defineCommand({
      thing: personThing,
      verb: 'show',
      summary: peopleTexts.all('showSummary'),
      permission: 'work',
      sensitive: true,
      input: { person: field.person({ label: peopleTexts.all('person'), aliases: ['人员'] }) },
      positional: ['person'],
      async run(input, context) {
        const texts = peopleTexts(context.locale);
        const who = await people.must(context.scope, input.person.personId);
        const known = await people.identitiesOf(context.scope, who._id);
        const client = who.clientId === undefined ? undefined : await clients.get(context.scope, who.clientId);
        const buttons = await buttonsAbout(context, who);
        return toCaller({
          audience: 'internal',
          fallbackText: who.name,
          blocks: [
            { kind: 'heading', text: who.name },
            {
              kind: 'fields',
              items: [
                {
                  label: texts.showSide(),
                  value: who.side === 'ours' ? texts.ours() : (client?.name ?? texts.unknownTitle()),
                },
                { label: texts.showRole(), value: await roleLine(context, who) },
                { label: texts.showAccounts(), value: accountsText(known, context.locale) },
                ...(who.note === undefined ? [] : [{ label: texts.showNote(), value: who.note }]),
              ],
            },
            ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: buttons }]),
          ],
        });
      },
    }),
    defineCommand({
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
            notice('internal', [texts.alreadyPlaced({ name: before.name, what: await roleLine(context, before) })]),
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
          before: short(before),
          after: short(after),
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
    }),
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
          before: short(account),
          after: short(target),
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
          before: short(before),
          after: short(after),
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
