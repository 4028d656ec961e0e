import type { Locale } from '../ground/i18n.ts';
import type { Actor, Permission, ProjectSummary } from './access.ts';
import type { Setting } from './command.ts';
import type { ChannelChoice, Parsed, PersonChoice } from './form.ts';
import type { Audience } from './message.ts';
import type { ConversationRef, InboundEvent } from './platform.ts';

/** A conversation for messages, with its language and the zone of its times. */
export interface Reach<A extends Audience = Audience> {
  readonly to: ConversationRef<A>;
  readonly name: string;
  readonly locale: Locale;
  readonly zone: string;
}
/** A project as forms offer it. */
export type ProjectChoice = Pick<ProjectSummary, 'projectId' | 'key' | 'name'>;
/** A conversation by its name for people: a channel, `#acme`, or a person's direct conversation with us. */
export type Placed =
  | { readonly kind: 'channel'; readonly name: string }
  | { readonly kind: 'direct'; readonly personId: string; readonly name: string; readonly isOurs: boolean };
/** Why no message can be sent there. */
export interface Unreachable {
  /** The platform opens no conversation with them now: they have not installed Rapport, or they refuse messages. */
  readonly refused?: true;
  readonly unreachable: 'left' | 'noIdentity' | 'noChannel' | 'outsiderInside' | 'unknown';
}

/**
 * Look-ups of people and places for the core and the slices. records/directory/ implements it over people, projects and
 * workspaces.
 */
export interface Directory {
  /**
   * The actor and the place of an event. `actor` is undefined only while the installation is connected to no workspace.
   */
  locate(event: InboundEvent): Promise<{ readonly actor: Actor | undefined; readonly setting: Setting }>;
  /** A person whom this actor may name: `me`, a mention token (`<@U1>`), a name with or without @, or a person id. */
  findPerson(actor: Actor, token: string): Promise<Parsed<PersonChoice>>;
  /** The names, among those this actor may name, that could match these words. One look-up. */
  namesLike(actor: Actor, words: string): Promise<readonly string[]>;
  /**
   * A channel that this actor may name: a mention token (`<#C1>`), a name with or without #, `here`, or a conversation
   * id.
   */
  findChannel(actor: Actor, setting: Setting, token: string): Promise<Parsed<ChannelChoice>>;
  /**
   * A project by key, name or id, among those the actor may know: our side knows all of the workspace, a contact those
   * of their client. `may` decides about permissions.
   */
  findProject(actor: Actor, token: string): Promise<ProjectSummary | undefined>;
  /** The project with this id; undefined when there is none. */
  project(workspaceId: string, projectId: string): Promise<ProjectSummary | undefined>;
  /** The projects that a form offers: those for which this actor has the permission. Closed ones can only be typed. */
  projectsFor(actor: Actor, permission: Permission): Promise<readonly ProjectChoice[]>;
  /** A conversation's kind and name, also after its link has ended; undefined for an unknown one. */
  placed(workspaceId: string, to: Pick<ConversationRef, 'platform' | 'conversation'>): Promise<Placed | undefined>;
  /**
   * The people to notify when a message cannot be delivered: the project's manager (or cover), or the workspace's
   * admins without a project.
   */
  stewards(workspaceId: string, projectId: string | undefined): Promise<readonly string[]>;
}

/** The routes to people and channels. Only the core routes messages: a slice names the readers to `Tell` (tell.ts). */
export interface Routes {
  /** A person's direct conversation on their most used platform, but not `except`, if given. */
  reachPerson(
    workspaceId: string,
    personId: string,
    options?: { readonly except?: string },
  ): Promise<Reach | Unreachable>;
  /** A linked channel. */
  reachChannel(
    workspaceId: string,
    conversation: string,
  ): Promise<(Reach & { readonly projectId: string }) | Unreachable>;
  /** A project's client or internal channel. */
  reachProject<A extends Audience>(
    workspaceId: string,
    projectId: string,
    audience: A,
  ): Promise<Reach<A> | Unreachable>;
}
