/** The target of a new reminder, and its permissions. */

import type { Actor } from '../../core/access.ts';
import type { LookContext, Subject } from '../../core/command.ts';
import type { ChannelChoice, PersonChoice } from '../../core/form.ts';
import { RapportError } from '../../ground/errors.ts';
import { selfOf } from './access.ts';
import type { ClientProject, ReminderDeps } from './deps.ts';
import type { Reminder } from './model.ts';
import { reminderTexts } from './texts.ts';

/** The target of a new reminder. */
export interface Target extends Pick<Reminder, 'target' | 'projectId'> {
  /** The person cannot be reached now. */
  readonly isUnreachable?: true;
  /** The open projects of a contact's client: each one's clock can be meant. */
  readonly theirs?: readonly ClientProject[];
}

interface Named {
  readonly for?: PersonChoice | undefined;
  readonly channel?: ChannelChoice | undefined;
}
type Deps = Pick<ReminderDeps, 'tell' | 'directory' | 'clientAccess'>;

/** Whether the target is not the speaker. */
export const isForOthers = ({ personId }: Pick<Actor, 'personId'>, { for: person, channel }: Named): boolean =>
  channel !== undefined || (person !== undefined && person.personId !== personId);

/**
 * The target of a new reminder as its command's subject. A channel needs work on its project; a private message to a
 * contact needs a manager of the client, as a post in the client channel does. Contacts may remind only themselves: for
 * a contact the target is always the contact, even when the command names another one.
 */
export const aboutTarget = (deps: Deps) =>
  ({
    needs: 'work',
    async of({ for: person, channel }: Named, context: LookContext): Promise<Subject<Target>> {
      const { actor } = context;
      const others = actor.standing.side === 'ours' && isForOthers(actor, { for: person, channel });
      if (others && channel !== undefined) return channelTarget(deps, context, channel);
      if (others && person !== undefined) return personTarget(deps, context, person);
      const self = selfOf(context);
      return { record: { target: { kind: 'person', id: self, name: actor.name } }, projectIds: [], owners: [self] };
    },
  }) as const;

/** @throws RapportError `invalid` for a channel of no project. */
async function channelTarget(
  { directory }: Deps,
  { actor }: LookContext,
  { conversation, name, projectId }: ChannelChoice,
): Promise<Subject<Target>> {
  const project = projectId === undefined ? undefined : await directory.project(actor.workspaceId, projectId);
  if (project === undefined)
    throw new RapportError('invalid', 'channel of no project', {
      forPeople: reminderTexts.all('notLinked'),
      field: 'channel',
    });
  return {
    record: { target: { kind: 'channel', id: conversation, name }, projectId: project.projectId },
    ...{ projectIds: [], projects: [project], refusal: reminderTexts.all('clientChannel') },
  };
}

async function personTarget(
  { tell, clientAccess }: Deps,
  { actor: { workspaceId } }: LookContext,
  { personId, name }: PersonChoice,
): Promise<Subject<Target>> {
  const reader = await tell.find({ workspaceId, personId });
  const record: Target = {
    target: { kind: 'person', id: personId, name },
    ...(reader === undefined ? { isUnreachable: true } : {}),
  };
  if (reader?.to.audience !== 'client') return { record, projectIds: [], orElse: 'work' };
  const refusal = reminderTexts.all('clientChannel');
  const theirs = await clientAccess(workspaceId, personId);
  if (theirs === undefined) return { record, projectIds: [], orElse: 'start', refusal };
  const open = theirs.filter(({ isClosed }) => !isClosed);
  // The trail gets an open project if one allows it.
  const projects = [...open, ...theirs.filter(({ isClosed }) => isClosed)];
  return { record: { ...record, theirs: open }, needs: 'manage', projectIds: [], projects, refusal };
}
