import { may } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Button, press } from '../../core/message.ts';
import type { Person } from '../../records/people/model.ts';
import { accessTo } from '../../records/projects/model.ts';
import { type PeoplePorts, personThing, roleLine } from './input.ts';
import { accountsText, CONFIRMATIONS, confirmationName } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** A project of the contact's client that the actor manages. */
async function projectInCharge(
  { people, projects }: Pick<PeoplePorts, 'people' | 'projects'>,
  { scope, actor, clock }: CommandContext,
  { clientId }: Person,
) {
  for (const project of clientId === undefined ? [] : await projects.ofClient(scope, clientId)) {
    const access = accessTo(project, await people.get(scope, project.managerId));
    if (may(actor, 'manage', access, clock.now())) return project;
  }
  return undefined;
}

/** Buttons for the actions on a person that the actor may use. */
async function buttonsAbout(
  ports: Pick<PeoplePorts, 'people' | 'projects'>,
  context: CommandContext,
  person: Person,
): Promise<Button[]> {
  if (person.leftAt !== undefined) return [];
  const texts = peopleTexts(context.locale);
  const { standing } = context.actor;
  const isAdmin = standing.side === 'ours' && standing.role === 'admin';
  const project = person.side === 'client' ? await projectInCharge(ports, context, person) : undefined;
  const roles = CONFIRMATIONS.filter((as) => as !== person.clientRole && as !== 'notContact');
  const asked = {
    title: texts.leaveTitle({ name: person.name }),
    text: texts.leaveText(),
    confirm: texts.leaves(),
    cancel: texts.stays(),
  };
  const leave: Button = {
    kind: 'button',
    label: texts.leaves(),
    style: 'danger',
    payload: press('person leave', { person: person._id }),
    confirm: asked,
  };
  if (project !== undefined) {
    const change = roles.map(
      (as): Button => ({
        kind: 'button',
        label: texts.makeRole({ role: confirmationName(as, context.locale) }),
        payload: press('person confirm', { person: person._id, project: project._id, as }),
      }),
    );
    return [...change, leave];
  }
  return isAdmin && person.side === 'ours' && person._id !== context.actor.personId ? [leave] : [];
}

/** A person's page, with buttons for the changes that the reader may make. */
export function showCommand(ports: PeoplePorts): Command {
  const { people, clients } = ports;
  return defineCommand({
    thing: personThing,
    verb: 'show',
    summary: peopleTexts.all('showSummary'),
    permission: 'work',
    sensitive: true,
    input: { person: field.person({ label: peopleTexts.all('person'), aliases: ['人员'] }) },
    positional: ['person'],
    async run(input, context) {
      const texts = peopleTexts(context.locale);
      const person = await people.must(context.scope, input.person.personId);
      const known = await people.identitiesOf(context.scope, person._id);
      const client = person.clientId === undefined ? undefined : await clients.get(context.scope, person.clientId);
      const buttons = await buttonsAbout(ports, context, person);
      return toCaller({
        audience: 'internal',
        fallbackText: person.name,
        blocks: [
          { kind: 'heading', text: person.name },
          {
            kind: 'fields',
            items: [
              {
                label: texts.showSide(),
                value: person.side === 'ours' ? texts.ours() : (client?.name ?? texts.unknownTitle()),
              },
              { label: texts.showRole(), value: roleLine(person, context.locale) },
              { label: texts.showAccounts(), value: accountsText(known, context.locale) },
              ...(person.note === undefined ? [] : [{ label: texts.showNote(), value: person.note }]),
            ],
          },
          ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: buttons }]),
        ],
      });
    },
  });
}
