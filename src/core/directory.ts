import type { Locale } from '../ground/i18n.ts';
import type { Actor, Permission, ProjectSummary } from './access.ts';
import type { Setting } from './command.ts';
import type { ChannelChoice, Parsed, PersonChoice } from './form.ts';
import type { Audience } from './message.ts';
import type { ConversationRef, InboundEvent } from './platform.ts';

/** Where something can be said, in which language, and in whose zone its times are written. */
export interface Reach<A extends Audience = Audience> {
  readonly to: ConversationRef<A>;
  readonly name: string;
  readonly locale: Locale;
  readonly zone: string;
}
/** A project as forms offer it. */
export type ProjectChoice = Pick<ProjectSummary, 'projectId' | 'key' | 'name'>;
/** A conversation by its people's words: a channel, `#acme`, or somebody's direct conversation with us. */
export type Placed =
  | { readonly kind: 'channel'; readonly name: string }
  | { readonly kind: 'direct'; readonly personId: string; readonly name: string; readonly isOurs: boolean };
/** Why nothing can be said there. */
export interface Unreachable {
  /** The platform opens no conversation with them now: they have not added Rapport, or allow nobody to write. */
  readonly refused?: true;
  readonly unreachable: 'left' | 'noIdentity' | 'noChannel' | 'outsiderInside' | 'unknown';
}

/**
 * Who is who and what is where, as the core and the slices ask for it. records/directory.ts answers from people, projects
 * and workspaces.
 */
export interface Directory {
  /** Who acts and where. `actor` is undefined only while the installation is connected to no workspace. */
  locate(event: InboundEvent): Promise<{ readonly actor: Actor | undefined; readonly setting: Setting }>;
  /** A person whom this actor may name: `me`, a mention token (`<@U1>`), a name with or without @, or a person id. */
  findPerson(actor: Actor, token: string): Promise<Parsed<PersonChoice>>;
  /** The names of people whom this actor may name, who may be meant by these words. One look-up. */
  namesLike(actor: Actor, words: string): Promise<readonly string[]>;
  /**
   * A channel that this actor may name: a mention token (`<#C1>`), a name with or without #, `here`, or a conversation
   * id.
   */
  findChannel(actor: Actor, setting: Setting, token: string): Promise<Parsed<ChannelChoice>>;
  /**
   * A project by key, name or id, among those that this actor can know of: our side those of the workspace, a contact
   * those of their client. What they may do with it is for `may` to decide.
   */
  findProject(actor: Actor, token: string): Promise<ProjectSummary | undefined>;
  /** The project with this id; undefined when there is none. */
  project(workspaceId: string, projectId: string): Promise<ProjectSummary | undefined>;
  /** The projects that a form offers: those for which this actor has the permission. Closed ones can only be typed. */
  projectsFor(actor: Actor, permission: Permission): Promise<readonly ProjectChoice[]>;
  /** What a conversation is, linked or not any more; undefined when nobody knows. */
  placed(workspaceId: string, to: Pick<ConversationRef, 'platform' | 'conversation'>): Promise<Placed | undefined>;
  /**
   * Who hears when something cannot be delivered: the project's manager (or cover), and the workspace's admins where
   * there is no project.
   */
  stewards(workspaceId: string, projectId: string | undefined): Promise<readonly string[]>;
}

/**
 * How a person or a channel is reached. The core alone routes messages by it: a slice names whom it tells, to `Tell`
 * (tell.ts).
 */
export interface Routes {
  /**
   * A person's direct conversation on the platform that they use most; another one than `except`, where one is given.
   */
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
