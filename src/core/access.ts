import { RapportError } from '../ground/errors.ts';
import type { Locale, LocalizedText } from '../ground/i18n.ts';
import type { Audience } from './message.ts';
import type { UserRef } from './platform.ts';
import { coreTexts } from './texts.ts';

/** Our side. A manager of the workspace may start clients and projects; each project names its own manager. */
export const OUR_ROLES = ['admin', 'director', 'manager', 'member'] as const;
export type OurRole = (typeof OUR_ROLES)[number];
/** The client's side: a viewer reads and asks; a contributor raises and answers; an approver acknowledges and signs. */
export const CLIENT_ROLES = ['viewer', 'contributor', 'approver'] as const;
export type ClientRole = (typeof CLIENT_ROLES)[number];

/** The permissions of commands. The table below alone decides which role has which. */
export const PERMISSIONS = [
  'greet', // ask Rapport for help: every person who can write to it
  'ownThings', // own reminders and settings: every known person
  'view', // see the client-visible part of a project
  'ask', // put a question
  'raise', // raise a problem, answer, confirm
  'approve', // acknowledge a baseline, sign a change
  'work', // see and do a project's internal work
  'manage', // run this project: its manager, the cover while the manager is away, an admin
  'start', // make clients and projects
  'oversee', // see all projects
  'administer', // the workspace itself: people's roles, installations
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The person who acts, resolved from a platform identity before any decision. Times and texts are made for them. */
export interface Actor {
  readonly workspaceId: string;
  /** The person's id in the record; undefined before confirmation. */
  readonly personId: string | undefined;
  readonly user: UserRef;
  readonly name: string;
  readonly locale: Locale;
  /** IANA name. */
  readonly zone: string;
  readonly standing:
    | { readonly side: 'ours'; readonly role: OurRole }
    /** `clientId` is undefined for an unconfirmed person in a channel that no client is linked to. */
    | { readonly side: 'client'; readonly role: ClientRole; readonly clientId: string | undefined };
}

/** The part of a project that access decisions need. */
export interface ProjectAccess {
  readonly projectId: string;
  readonly workspaceId: string;
  readonly clientId: string;
  readonly managerId: string;
  /** Stands in while the manager is away. */
  readonly cover?: { readonly personId: string; readonly from: Date; readonly until: Date } | undefined;
}

/** A project for commands: the part for access, and the part for texts and times. */
export interface ProjectSummary extends ProjectAccess {
  readonly key: string;
  readonly name: string;
  /** IANA name. */
  readonly zone: string;
  readonly locale: Locale;
}

declare const issued: unique symbol;
/**
 * Proof of a permission in one workspace. Stores require it, so that a query without a workspace and a permission does
 * not compile. Only `authorize` and `systemScope` issue it.
 */
export interface Scope<P extends Permission | 'system' = Permission | 'system'> {
  readonly [issued]: P;
  readonly permission: P;
  readonly workspaceId: string;
  /** The project of the decision, if there was one. */
  readonly projectId: string | undefined;
  /** The audience that the holder may be shown. */
  readonly audience: Audience;
  /** The acting person; undefined for Rapport itself. */
  readonly personId: string | undefined;
  /** The doer as the trail and the history name them: see `doerId`. */
  readonly by: string;
  /** The place of the request, `slack/channel C1`; undefined for work without a request. */
  readonly from?: string;
  /** The request that it is part of. */
  readonly requestId?: string;
  /** Called for each change of a subject whose history is the audit trail. */
  readonly recorded?: () => void;
}

/** The person; the platform's user, `slack/T1/U1`, if no person is linked. */
export const doerId = ({ personId, user }: Pick<Actor, 'personId' | 'user'>): string =>
  personId ?? `${user.platform}/${user.tenant}/${user.user}`;

const clientPermissions: Record<ClientRole, readonly Permission[]> = {
  viewer: ['view', 'ask'],
  contributor: ['view', 'ask', 'raise'],
  approver: ['view', 'ask', 'raise', 'approve'],
};

/** Whether a contact of this role has this permission on their client's projects. */
export const contactMay = (role: ClientRole, permission: Permission): boolean =>
  clientPermissions[role].includes(permission);

const ourPermissions: Record<OurRole, readonly Permission[]> = {
  member: ['view', 'ask', 'raise', 'work'],
  manager: ['view', 'ask', 'raise', 'work', 'start'],
  director: ['view', 'ask', 'raise', 'work', 'oversee'],
  admin: ['view', 'ask', 'raise', 'work', 'start', 'oversee', 'manage', 'administer'],
};

/** True for the project's manager, and for the cover while the manager is away (at `now`). */
export function runsProject(personId: string | undefined, project: ProjectAccess, now: Date): boolean {
  if (personId === undefined) return false;
  if (project.managerId === personId) return true;
  const { cover } = project;
  return cover !== undefined && cover.personId === personId && cover.from <= now && now < cover.until;
}

/**
 * Whether this actor has this permission, on this project if one is given. Never looks outside the actor's workspace.
 */
export function may(actor: Actor, permission: Permission, project: ProjectAccess | undefined, now: Date): boolean {
  if (project !== undefined && project.workspaceId !== actor.workspaceId) return false;
  if (permission === 'greet') return true;
  if (permission === 'ownThings') return actor.personId !== undefined;
  const { standing } = actor;
  if (standing.side === 'client') {
    if (project !== undefined && project.clientId !== standing.clientId) return false;
    return contactMay(standing.role, permission);
  }
  if (permission === 'manage' && project !== undefined && runsProject(actor.personId, project, now)) return true;
  return ourPermissions[standing.role].includes(permission);
}

/**
 * Whether this actor may have this permission on some project. Decides the offers before a project is known. False is
 * certain, true is not.
 */
export function mayOnSome(actor: Actor, permission: Permission, now: Date): boolean {
  const mayRun = permission === 'manage' && actor.standing.side === 'ours' && actor.personId !== undefined;
  return mayRun || may(actor, permission, undefined, now);
}

const refusals: Partial<Record<Permission, LocalizedText>> = {
  manage: coreTexts.all('refusedManage'),
  administer: coreTexts.all('refusedAdminister'),
  approve: coreTexts.all('refusedApprove'),
  start: coreTexts.all('refusedStart'),
  ownThings: coreTexts.all('refusedUnknown'),
};

/**
 * The refusal of a permission, or of a thing with the slice's own text. It does not reveal whether the thing exists.
 */
export function refused(actor: Actor, permission: Permission, forPeople?: LocalizedText): RapportError {
  return new RapportError('refused', `${actor.user.user} may not ${permission}`, {
    forPeople: forPeople ?? refusals[permission] ?? coreTexts.all('refused'),
  });
}

/**
 * Issues the scope for one act.
 * @throws RapportError `refused`, with a text that names the person to ask and does not reveal whether a thing exists.
 */
export function authorize<P extends Permission>(
  actor: Actor,
  permission: P,
  project: ProjectAccess | undefined,
  now: Date,
): Scope<P> {
  if (!may(actor, permission, project, now)) throw refused(actor, permission);
  return {
    permission,
    workspaceId: actor.workspaceId,
    projectId: project?.projectId,
    audience: actor.standing.side === 'ours' ? 'internal' : 'client',
    personId: actor.personId,
    by: doerId(actor),
  } as Scope<P>;
}

/** The scope of scheduled work and housekeeping: one workspace, no person's permission. */
export function systemScope(workspaceId: string, projectId?: string): Scope<'system'> {
  return {
    permission: 'system',
    workspaceId,
    projectId,
    audience: 'internal',
    personId: undefined,
    by: 'rapport',
  } as unknown as Scope<'system'>;
}
