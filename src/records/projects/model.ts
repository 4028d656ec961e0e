import { z } from 'zod';
import type { ProjectAccess, ProjectSummary } from '../../core/access.ts';
import { subjectFields } from '../../core/history/subject.ts';
import { type Audience, audience } from '../../core/message.ts';
import { type ConversationRef, platformId } from '../../core/platform.ts';
import { LOCALES } from '../../ground/i18n.ts';
import { readKey } from '../clients/model.ts';
import type { Person } from '../people/model.ts';

/** The team's working hours: ISO weekdays (1 = Monday) and local times `09:00`, in the project's zone. */
export const workingHours = z.strictObject({
  days: z.array(z.number().int().min(1).max(7)),
  from: z.string(),
  to: z.string(),
});
export type WorkingHours = z.infer<typeof workingHours>;
export const DEFAULT_HOURS: WorkingHours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

export const PROJECT_STATES = ['setup', 'active', 'paused', 'closed'] as const;

/** Work for one client. */
export const project = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  clientId: z.string(),
  /** The first part of its numbers, unique in the workspace: `ACME`. */
  key: z.string(),
  /** The keys that it had before: they stay reserved, and numbers with them are still found. */
  formerKeys: z.array(z.string()).optional(),
  name: z.string(),
  managerId: z.string(),
  /** The language of messages to the client. */
  locale: z.enum(LOCALES),
  /** IANA name. */
  zone: z.string(),
  /** ISO 3166 code for public holidays; unset: only our own tables. */
  country: z.string().optional(),
  hours: workingHours,
  state: z.enum(PROJECT_STATES),
  /** Messages to the client go to our side instead, marked. */
  rehearsal: z.boolean(),
  /** An internal note: never shown to the client. */
  note: z.string().optional(),
  createdAt: z.date(),
  /** Only in rows from before `revision`; no longer written. */
  version: z.number().int().optional(),
  ...subjectFields,
});
export type Project = z.infer<typeof project>;

/** Why posting in an internal channel is stopped: an outsider was seen there, or an event of the channel. */
const blocked = z.strictObject({
  reason: z.enum(['outsider', 'contact', 'shared']),
  who: z.string(),
  at: z.date(),
  toldAt: z.date().optional(),
});

/** The platform does not list the members: since when, when that was seen last, and when the stewards were told. */
const unreadable = z.strictObject({ since: z.date(), seenAt: z.date(), toldAt: z.date().optional() });

/** A channel that Rapport has joined; linked if it has a project. */
export const channel = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  platform: platformId,
  tenant: z.string(),
  conversation: z.string(),
  /** Former ids, before the platform changed them: waiting deliveries may still name them. */
  former: z.array(z.string()),
  name: z.string(),
  projectId: z.string().optional(),
  audience: audience.optional(),
  state: z.enum(['open', 'archived', 'deleted', 'left']),
  /** The platform reported that it is shared with another organisation. */
  shared: z.boolean(),
  blocked: blocked.optional(),
  unreadable: unreadable.optional(),
  linkedAt: z.date().optional(),
  linkedBy: z.string().optional(),
});
export type Channel = z.infer<typeof channel>;
/** A channel with its project. */
export type LinkedChannel = Channel & {
  readonly projectId: string;
  readonly audience: Audience;
  readonly linkedAt: Date;
};
export const isLinked = (channel: Channel | undefined): channel is LinkedChannel =>
  channel?.projectId !== undefined && channel.audience !== undefined;

/** A pasted table of projects that waits for [Import]: stored so that no typed text is lost. */
export const importDraft = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  personId: z.string(),
  text: z.string(),
  createdAt: z.date(),
});

/** The channel as a target. */
export function refOf<A extends Audience>(
  channel: Pick<Channel, 'platform' | 'tenant' | 'conversation'>,
  to: A,
): ConversationRef<A> {
  return { platform: channel.platform, tenant: channel.tenant, conversation: channel.conversation, audience: to };
}

/** The project's data for access decisions; the manager's record names the cover while they are away. */
export function accessTo(project: Project, manager: Person | undefined): ProjectAccess {
  const away = manager?.away;
  const cover =
    away?.coverId === undefined ? undefined : { personId: away.coverId, from: away.from, until: away.until };
  return {
    projectId: project._id,
    workspaceId: project.workspaceId,
    clientId: project.clientId,
    managerId: project.managerId,
    ...(cover === undefined ? {} : { cover }),
  };
}

/** The project in the form for commands. */
export function summaryOf(project: Project, manager: Person | undefined): ProjectSummary {
  return {
    ...accessTo(project, manager),
    key: project.key,
    name: project.name,
    zone: project.zone,
    locale: project.locale,
  };
}

/** The project that has this key, or had it before. */
export const projectWithKey = (projects: readonly Project[], key: string): Project | undefined =>
  projects.find((row) => row.key === key) ?? projects.find(({ formerKeys = [] }) => formerKeys.includes(key));

/** The only project with this id, key, former key or name; undefined if none or several have it. */
export function projectCalled(projects: readonly Project[], typed: string): Project | undefined {
  const key = readKey(typed);
  const exact =
    projects.find((row) => row._id === typed) ?? (key === undefined ? undefined : projectWithKey(projects, key));
  if (exact !== undefined) return exact;
  const named = projects.filter((row) => row.name.toLowerCase() === typed.trim().toLowerCase());
  return named.length === 1 ? named[0] : undefined;
}

/** The client-visible part of the project's own record: the only source for a `Message<'client'>`. */
export interface ProjectView {
  readonly key: string;
  readonly name: string;
  readonly zone: string;
  readonly locale: Project['locale'];
  readonly hours: WorkingHours;
}
export const projectView = (project: Project): ProjectView => ({
  key: project.key,
  name: project.name,
  zone: project.zone,
  locale: project.locale,
  hours: project.hours,
});
