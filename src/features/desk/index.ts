/**
 * The client desk: one message in a client's channel that names the people who serve them and carries the buttons. It
 * is pinned where the platform has pins. `createDesk(deps)` returns the slice and `post`. The desk is updated when its
 * project changes.
 */

import { z } from 'zod';
import { type Scope, systemScope } from '../../core/access.ts';
import { type Command, defineCommand, type Thing, toCaller } from '../../core/command.ts';
import type { Posts } from '../../core/delivery/posts.ts';
import { field } from '../../core/fields.ts';
import { reactTo } from '../../core/history/reaction.ts';
import { keptCollection } from '../../core/kept.ts';
import type { Message } from '../../core/message.ts';
import { defineJob } from '../../core/schedule/job.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Slice } from '../../core/slice.ts';
import type { Tell } from '../../core/tell.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { enumerated } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Logger } from '../../ground/log.ts';
import type { Clients } from '../../records/clients/store.ts';
import { ENTRY_EVENTS } from '../../records/entries/collection.ts';
import type { Entries } from '../../records/entries/store.ts';
import { personSubject } from '../../records/people/collections.ts';
import { isAway, type Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import { projectSubject } from '../../records/projects/collections.ts';
import type { LinkedChannel, Project } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import { isUnnamed, type Workspaces } from '../../records/workspaces/store.ts';
import type { Database } from '../../store/collection.ts';
import { deskMessage } from './messages.ts';
import { deskTexts } from './texts.ts';
import { createWaiting, type WaitingDeps } from './waiting.ts';

const thing: Thing = {
  name: 'desk',
  title: deskTexts.all('thing'),
  aliases: ['服务台'],
  bare: 'show',
  listed: ['teams'],
};

export interface DeskDeps extends WaitingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly projects: Projects;
  readonly clients: Clients;
  readonly people: People;
  readonly entries: Entries;
  readonly workspaces: Workspaces;
  readonly schedules: Schedules;
  readonly tell: Tell;
  readonly posts: Posts;
  readonly log: Logger;
}

/** The current desk post of a channel. */
const deskRecord = z.strictObject({ _id: z.string(), workspaceId: z.string(), key: z.string() });
const desks = keptCollection({
  name: 'desks',
  model: deskRecord,
  tenancy: 'workspace',
  indexes: [],
  retention: { kept: 'which post is the desk of a channel' },
  person: { none: 'the key of a post' },
});

export interface Desk {
  readonly slice: Slice;
  /** Posts the desk in a project's client channels and returns their names. Idempotent by `requestId`. */
  post(scope: Scope<'manage' | 'system'>, projectId: string, requestId: string): Promise<readonly string[]>;
}

export function createDesk(deps: DeskDeps): Desk {
  const { db, clock, projects, clients, people, workspaces, entries, schedules, tell, posts, log } = deps;
  const records = (scope: Scope) => db.within(desks, scope);
  const waiting = createWaiting(deps);

  async function deskOf(scope: Scope, project: Project, locale = project.locale): Promise<Message<'client'>> {
    const [client, manager, home, waits] = await Promise.all([
      clients.get(scope, project.clientId),
      people.get(scope, project.managerId),
      workspaces.get(scope),
      waiting.summary(scope, { project, locale, now: clock.now() }),
    ]);
    const there = manager !== undefined && manager.leftAt === undefined ? manager : undefined;
    const coverId = there !== undefined && isAway(there, clock.now()) ? there.away?.coverId : undefined;
    const cover = coverId === undefined ? undefined : await people.get(scope, coverId);
    const { hours, zone } = project;
    const view = {
      client: client?.name ?? project.name,
      us: home === undefined || isUnnamed(home) ? undefined : home.name,
      manager: there?.name,
      cover: cover?.name,
      hours,
      zone,
      waits,
    };
    return deskMessage(view, locale);
  }

  const clientChannels = async (scope: Scope, projectId: string): Promise<LinkedChannel[]> =>
    (await projects.channelsOf(scope, projectId)).filter(
      ({ audience, state }) => audience === 'client' && state === 'open',
    );

  async function post(
    scope: Scope<'manage' | 'system'>,
    projectId: string,
    requestId: string,
  ): Promise<readonly string[]> {
    const project = await projects.must(scope, projectId);
    const message = await deskOf(scope, project);
    const names: string[] = [];
    for (const { _id, conversation, name } of await clientChannels(scope, projectId)) {
      const key = `desk:${_id}:${requestId}`;
      const { isTold } = await tell.channel(
        { workspaceId: project.workspaceId, conversation, projectId, audience: 'client' },
        () => message,
        { key, noise: 'requested', pin: true },
      );
      if (!isTold) continue;
      await records(scope).findOneAndUpdate({ _id }, { $set: { key } }, { upsert: true });
      names.push(name);
    }
    return names;
  }

  /** Updates the posted desks of a project; does nothing without any. Never throws. */
  async function refresh(workspaceId: string, projectId: string): Promise<void> {
    try {
      const scope = systemScope(workspaceId, projectId);
      const channels = (await clientChannels(scope, projectId)).map(({ _id }) => _id);
      const posted = channels.length === 0 ? [] : await records(scope).find({ _id: { $in: channels } });
      if (posted.length === 0) return;
      const message = await deskOf(scope, await projects.must(scope, projectId));
      for (const { key } of posted) await posts.edit(key, message);
    } catch (error) {
      // A failed update must not refuse the change that caused it.
      log.error({ err: error, workspaceId, projectId }, 'the client desk could not be brought up to date');
    }
  }

  const job = defineJob({
    kind: 'desk',
    data: z.strictObject({ projectId: z.string() }),
    run: ({ projectId }, { schedule }) => refresh(schedule.workspaceId, projectId),
  });

  /** Shows the cover during the absence: updates the desk now, and when the absence begins and ends. */
  async function followAbsence({ _id, workspaceId, away }: Person): Promise<void> {
    for (const { _id: projectId } of await projects.ofManager(systemScope(workspaceId), _id)) {
      await refresh(workspaceId, projectId);
      for (const at of away === undefined ? [] : [away.from, away.until].filter((one) => one > clock.now())) {
        const recurrence = { frequency: 'once' as const, interval: 1, anchor: wallOf(at, 'UTC'), zone: 'UTC' };
        const adding = schedules.add({
          _id: idFrom(`${projectId}/${recurrence.anchor}`, 'desk'),
          workspaceId,
          projectId,
          job,
          data: { projectId },
          recurrence,
        });
        // A conflict means that the update is scheduled already.
        await adding.catch((error: unknown) => {
          if (!isError(error, 'conflict')) throw error;
        });
      }
    }
  }
  const show: Command = defineCommand({
    thing,
    verb: 'show',
    summary: deskTexts.all('showSummary'),
    permission: 'view',
    about: 'project',
    input: { project: field.project() },
    positional: ['project'],
    example: { en: 'desk', 'zh-CN': '服务台' },
    async run(_input, { scope, setting, actor, locale, project: { projectId } }) {
      const desk = await deskOf(scope, await projects.must(scope, projectId), locale);
      // Readers of this channel must not see another client's desk.
      const isForReaders = projectId === setting.project?.projectId || actor.standing.side === 'client';
      return toCaller(isForReaders ? desk : { ...desk, audience: 'internal' });
    },
  });

  const again: Command = defineCommand({
    thing,
    // The verb is not `new`, the default for words after a thing: `desk ACME` asks to look, while this command posts to
    // the client.
    verb: 'post',
    verbAliases: ['post', '发布', 'new', '新建'],
    summary: deskTexts.all('newSummary'),
    permission: 'manage',
    about: 'project',
    input: { project: field.project() },
    positional: ['project'],
    example: { en: 'desk post', 'zh-CN': '服务台发布' },
    async run(_input, context) {
      const { scope, project } = context;
      const { rehearsal } = await projects.must(scope, project.projectId);
      const names = await post(scope, project.projectId, context.requestId);
      if (names.length === 0)
        throw new RapportError('invalid', 'no client channel', { forPeople: deskTexts.all('noClientChannel') });
      await context.audit({ action: 'desk post', subject: `project:${project.projectId}` });
      const texts = deskTexts(context.locale);
      const channel = enumerated(
        names.map((name) => `#${name}`),
        context.locale,
      );
      const text = rehearsal ? texts.rehearsed({ channel }) : texts.posted({ channel });
      return toCaller({ audience: 'internal', fallbackText: text, blocks: [{ kind: 'text', text }] });
    },
  });

  return {
    slice: {
      name: 'desk',
      things: [thing],
      commands: [show, again, waiting.command(thing)],
      lists: [waiting.source],
      jobs: [job],
      collections: [desks],
      example: {
        internal: { none: 'the desk is a post to the client' },
        published: [{ as: 'manager', command: 'desk post', values: { project: 'ACME' } }],
      },
      reactions: [
        reactTo(projectSubject, {
          name: 'desk.refresh',
          events: ['changed', 'managerAssigned'],
          run: ({ workspaceId, _id }) => refresh(workspaceId, _id),
        }),
        reactTo(entries.subject, {
          name: 'desk.refreshWaiting',
          events: [...ENTRY_EVENTS],
          async run({ workspaceId, projectId, published }, { kind, fields }) {
            // Nothing else of an entry is on the desk; a new one is only if it waits for the client.
            const isShown = kind === 'added' ? published?.turn === 'client' : true;
            if (isShown && fields.some((name) => name.startsWith('published'))) await refresh(workspaceId, projectId);
          },
        }),
        reactTo(personSubject, { name: 'desk.followAbsence', events: ['absenceChanged', 'left'], run: followAbsence }),
      ],
    },
    post,
  };
}
