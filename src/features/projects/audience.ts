import { type Scope, systemScope } from '../../core/access.ts';
import type { AuditLog } from '../../core/auditLog.ts';
import type { Directory } from '../../core/directory.ts';
import type { Platforms } from '../../core/platform.ts';
import type { Tell } from '../../core/tell.ts';
import type { People } from '../../records/people/store.ts';
import type { BlockReason } from '../../records/projects/channels.ts';
import { type Channel, isLinked, type LinkedChannel } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import { blockedCard, unreadableCard } from './channelCards.ts';

/** People from outside in a channel. `unknown`: the platform does not say; never treated as `clear`. */
export type Look =
  | { readonly kind: 'clear' }
  | { readonly kind: 'outsider'; readonly reason: BlockReason; readonly who: string }
  | { readonly kind: 'unknown' };

/** How long an answer of the platform is cached, in milliseconds: a burst of posts asks once. */
const FRESH = 15_000;
/** Timeout for an answer of the platform, in milliseconds; a later one counts as `unknown`. */
const ANSWERS_WITHIN_MS = 20_000;
/** How long the readers of a channel must stay unknown before the stewards are told: short faults are not reported. */
const UNREADABLE_TOLD_AFTER_MS = 5 * 60_000;
/** Two faults this far apart, in milliseconds, are separate faults: the channel was not checked in between. */
const SAME_FAULT_MS = 10 * 60_000;
/** Maximum number of cached answers. */
const KEPT = 1_000;

export type AudienceWatch = ReturnType<typeof createAudienceWatch>;

/**
 * Watches that internal channels have no readers from outside. Stops posting when there are some, and tells the manager
 * and the admins once. Answers are dated by the database's clock, because the playground's clock may jump.
 */
export function createAudienceWatch(deps: {
  presence: { now(): Date };
  projects: Projects;
  people: People;
  platforms: Platforms;
  directory: Pick<Directory, 'stewards'>;
  tell: Tell;
  audit: AuditLog;
}) {
  const { projects, people, platforms, directory, tell, audit } = deps;
  const answers = new Map<string, { at: number; look: Look }>();

  /** Asks the platform for the channel's readers, without the cache. */
  async function lookNow(scope: Scope, place: Pick<Channel, 'platform' | 'tenant' | 'conversation'>): Promise<Look> {
    const told = await inTime(platforms.get(place.platform)?.members(place));
    if (told === undefined || 'unknown' in told) return { kind: 'unknown' };
    const outsider = told.members.find((member) => member.outsider);
    if (outsider !== undefined) return { kind: 'outsider', reason: 'outsider', who: outsider.name };
    const contact = (
      await people.amongUsers(
        scope,
        told.members.map((member) => member.user),
      )
    ).find((one) => one.side === 'client');
    return contact === undefined ? { kind: 'clear' } : { kind: 'outsider', reason: 'contact', who: contact.name };
  }

  /** Tells the manager and the admins that posting stopped. Idempotent: the delivery key is derived from the stop. */
  async function tellStopped(channel: LinkedChannel): Promise<void> {
    const { blocked, workspaceId, projectId } = channel;
    if (blocked === undefined || blocked.toldAt !== undefined) return;
    const scope = systemScope(workspaceId, projectId);
    const project = await projects.get(scope, projectId);
    const heads = new Set([
      ...(await directory.stewards(workspaceId, projectId)),
      ...(await people.admins(scope)).map((one) => one._id),
    ]);
    // Sent without a project: the notice is about our own channel and must arrive during a rehearsal, too.
    await tell.people(
      { workspaceId, personIds: heads },
      ({ locale }) => blockedCard({ channel, blocked, projectKey: project?.key ?? '' }, locale),
      { key: `audience:${channel._id}:${blocked.at.toISOString()}` },
    );
    await projects.markTold(scope, channel._id);
  }

  /** Tells the stewards, once, that internal messages wait: the channel's name and the reason. */
  async function tellUnreadable(channel: LinkedChannel): Promise<void> {
    const { unreadable, workspaceId, projectId } = channel;
    if (unreadable === undefined || unreadable.toldAt !== undefined) return;
    if (unreadable.seenAt.getTime() - unreadable.since.getTime() < UNREADABLE_TOLD_AFTER_MS) return;
    const scope = systemScope(workspaceId, projectId);
    const project = await projects.get(scope, projectId);
    const about = { channel, project: project?.name ?? channel.name, projectKey: project?.key ?? '' };
    await tell.stewards({ workspaceId, projectId }, ({ locale }) => unreadableCard(about, locale), {
      key: `unreadable:${channel._id}:${unreadable.since.toISOString()}`,
    });
    await projects.markUnreadable(scope, channel._id, { toldAt: deps.presence.now() });
  }

  return {
    lookNow,
    /**
     * Records that the readers of an internal channel are unknown. Internal messages wait; after some minutes the
     * stewards are told. Idempotent.
     */
    async cannotSee(channel: LinkedChannel): Promise<void> {
      const scope = systemScope(channel.workspaceId, channel.projectId);
      const now = deps.presence.now();
      const before = channel.unreadable;
      const isSame = before !== undefined && now.getTime() - before.seenAt.getTime() < SAME_FAULT_MS;
      const after = await projects.markUnreadable(
        scope,
        channel._id,
        isSame ? { seenAt: now } : { since: now, seenAt: now },
      );
      if (isLinked(after)) await tellUnreadable(after);
    },
    /** Records that the readers of the channel are known again. */
    async sees(channel: Channel): Promise<void> {
      if (channel.unreadable !== undefined)
        await projects.markUnreadable(systemScope(channel.workspaceId, channel.projectId), channel._id, undefined);
    },
    /** Returns the channel's readers, from an answer that may be some seconds old. */
    async look(scope: Scope, channel: Channel): Promise<Look> {
      const now = deps.presence.now().getTime();
      const known = answers.get(channel._id);
      if (known !== undefined && now - known.at < FRESH) return known.look;
      const look = await lookNow(scope, channel);
      // Unknown answers are not cached.
      if (look.kind === 'unknown') return look;
      if (answers.size >= KEPT) answers.clear();
      answers.set(channel._id, { at: now, look });
      return look;
    },
    /** Drops the cached answer after a person joined or left: the next look asks the platform. */
    forget(channelId: string): void {
      answers.delete(channelId);
    },
    /** Stops posting in an internal channel and tells the stewards, once per stop. Idempotent. */
    async stop(channel: LinkedChannel, reason: BlockReason, who: string): Promise<void> {
      const scope = systemScope(channel.workspaceId, channel.projectId);
      if (await projects.block(scope, channel._id, reason, who)) {
        const entry = {
          action: 'channel stop',
          subject: `channel:${channel._id}`,
          projectId: channel.projectId,
          after: JSON.stringify({ reason, who }),
        };
        await audit.record(scope, { ...entry, byName: 'Rapport', from: 'audience check' });
      }
      answers.delete(channel._id);
      const now = await projects.channelById(scope, channel._id);
      if (now?.blocked !== undefined && now.projectId !== undefined)
        await tellStopped({ ...channel, ...now } as LinkedChannel);
    },
    tellStopped,
  };
}

/** Waits for the platform's answer up to the timeout; undefined on a timeout or an error. */
async function inTime<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ANSWERS_WITHIN_MS);
  });
  return Promise.race([answer?.catch(() => undefined), tooLate]).finally(() => clearTimeout(timer));
}
