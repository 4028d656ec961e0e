import { systemScope } from '../../src/core/access.ts';
import { auditEntries, createAuditLog } from '../../src/core/auditLog.ts';
import type { Outbox, Sendable } from '../../src/core/delivery/outbox.ts';
import type { Directory } from '../../src/core/directory.ts';
import { noFileLinks } from '../../src/core/files.ts';
import { createHistory, historyRows } from '../../src/core/history/history.ts';
import type { Reaction } from '../../src/core/history/reaction.ts';
import type { Audience } from '../../src/core/message.ts';
import { createPersonData } from '../../src/core/personData.ts';
import type { ChatPlatform, ConversationMember, EventKind, EventOf, InboundEvent } from '../../src/core/platform.ts';
import { createTell } from '../../src/core/tell.ts';
import { peopleSlice } from '../../src/features/people/index.ts';
import { createAudienceWatch, createPostGate } from '../../src/features/projects/index.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { clients as clientRecords, createClients } from '../../src/records/clients/store.ts';
import { createDirectory } from '../../src/records/directory/directory.ts';
import { identities, linkCodes, people as peopleRecords } from '../../src/records/people/collections.ts';
import { createPeople } from '../../src/records/people/store.ts';
import { createPersonClock } from '../../src/records/personClock.ts';
import { createCalendars, holidays } from '../../src/records/projects/calendar.ts';
import { channels, importDrafts, projects as projectRecords } from '../../src/records/projects/collections.ts';
import { createProjects } from '../../src/records/projects/store.ts';
import {
  connectCodes,
  createWorkspaces,
  installations,
  workspaces as workspaceRecords,
} from '../../src/records/workspaces/store.ts';
import { openDatabase } from '../../src/store/database.ts';

/** An outbox that records its deliveries, by key. */
export function keepingOutbox(): Outbox & { readonly sent: Map<string, Sendable<Audience>>; texts(): string[] } {
  const sent = new Map<string, Sendable<Audience>>();
  return {
    sent,
    texts: () => [...sent.values()].map((one) => one.message.fallbackText),
    enqueue: async (outgoing) => {
      if (sent.has(outgoing.key)) return 'duplicate';
      sent.set(outgoing.key, outgoing);
      return 'queued';
    },
  };
}

/**
 * A platform with members and direct conversations only. The test sets `rooms`: the members, or that they are unknown;
 * a missing room is empty.
 */
export function quietPlatform(): ChatPlatform & {
  readonly rooms: Map<string, readonly ConversationMember[] | 'unknown'>;
  asked: number;
} {
  const rooms = new Map<string, readonly ConversationMember[] | 'unknown'>();
  const sent = async () => ({ outcome: 'sent' as const, message: 'm1' });
  return {
    id: 'playground',
    pace: { perConversation: [], perInstallation: [] },
    appearsWithinMs: 0,
    rooms,
    asked: 0,
    send: sent,
    update: sent,
    whisper: sent,
    find: async () => 'absent',
    openDirect: async (_installation, user) => ({ conversation: `D-${user.user}` }),
    linkTo: async () => undefined,
    async members(to) {
      this.asked++;
      const members = rooms.get(to.conversation) ?? [];
      return members === 'unknown' ? { unknown: 'not told' } : { members };
    },
  };
}

export const TENANT = 'north';
export const user = (id: string, tenant = TENANT) => ({ platform: 'playground' as const, tenant, user: id });
export const member = (id: string, outsider = false): ConversationMember => ({ user: user(id), name: id, outsider });

/**
 * One agency with one client: Mei manages project ACME for Acme, with `#acme` (the client's) and `#acme-internal`
 * (ours); Tom is a member, Root the admin, Ana an approver and Bo a viewer at Acme.
 */
export async function agency() {
  const db = await openDatabase({ memory: true });
  const collections = [
    workspaceRecords,
    installations,
    connectCodes,
    peopleRecords,
    identities,
    linkCodes,
    clientRecords,
    projectRecords,
    channels,

    importDrafts,
    holidays,
    auditEntries,
    historyRows,
  ];
  await db.prepare(collections);
  const clock = stoppedClock('2026-11-23T09:00:00Z');
  const audit = createAuditLog({ db, clock });
  const reactions: Reaction[] = [];
  const histories = createHistory({ db, clock, log: silentLogger, house: { reactions } });
  const people = createPeople({ db, clock, histories });
  const workspaces = createWorkspaces({ db, clock, people });
  const clients = createClients({ db, clock });
  const projects = createProjects({ db, clock, histories });
  const calendars = createCalendars({ db });
  const outbox = keepingOutbox();
  const platform = quietPlatform();
  const platforms = new Map([['playground' as const, platform]]);
  const directory = createDirectory({
    db,
    clock,
    workspaces,
    people,
    projects,
    platforms,
    personClock: createPersonClock({ workspaces, projects }),
  });
  const tell = createTell({ directory, outbox });
  const personData = createPersonData({ db, histories, house: { collections } });
  const managed = async () => [];
  const slice = peopleSlice({ people, clients, projects, tell, managed, personData, fileLinks: noFileLinks });
  reactions.push(...(slice.reactions ?? []));
  /** Waits for the effects of recording a person, for tests. */
  const locate: Directory['locate'] = async (what) => {
    const located = await directory.locate(what);
    await histories.settled();
    return located;
  };
  const presence = stoppedClock('2026-11-23T09:00:00Z');
  const watch = createAudienceWatch({ presence, projects, people, platforms, directory, tell, audit });
  const gate = createPostGate({ projects, people, directory, tell, watch });

  const { workspace, admin } = await workspaces.create({
    name: 'North',
    zone: 'Europe/Berlin',
    admin: { name: 'Root', identities: [user('root')] },
  });
  const scope = systemScope(workspace._id);
  await workspaces.attach(scope, { platform: 'playground', tenant: TENANT });
  const mei = await people.add(scope, {
    name: 'Mei Chen',
    side: { kind: 'ours', role: 'manager' },
    identities: [user('mei')],
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
  });
  const tom = await people.add(scope, {
    name: 'Tom Berg',
    side: { kind: 'ours', role: 'member' },
    identities: [user('tom')],
  });
  const acme = await clients.add(scope, { name: 'Acme', locale: 'en', country: 'DE' });
  const ana = await people.add(scope, {
    name: 'Ana Lima',
    side: { kind: 'client', clientId: acme._id, role: 'approver' },
    identities: [user('ana')],
  });
  const bo = await people.add(scope, {
    name: 'Bo Acker',
    side: { kind: 'client', clientId: acme._id, role: 'viewer' },
    identities: [user('bo')],
  });
  const project = await projects.add(scope, {
    name: 'Acme',
    clientId: acme._id,
    managerId: mei._id,
    locale: 'en',
    zone: 'Europe/Berlin',
  });
  const place = { platform: 'playground' as const, tenant: TENANT };
  const clientChannel = await projects.link(scope, {
    ...place,
    conversation: 'C1',
    name: 'acme',
    projectId: project._id,
    audience: 'client',
  });
  const internalChannel = await projects.link(scope, {
    ...place,
    conversation: 'C2',
    name: 'acme-internal',
    projectId: project._id,
    audience: 'internal',
  });

  return {
    ...{
      collections,
      db,
      clock,
      presence,
      people,
      workspaces,
      clients,
      projects,
      calendars,
      outbox,
      platform,
      platforms,
      directory: { ...directory, locate },
      tell,
      watch,
      gate,
      audit,
      histories,
      reactions,
    },
    ...{ workspace, scope, admin, mei, tom, acme, ana, bo, project, clientChannel, internalChannel },
  };
}
export type Agency = Awaited<ReturnType<typeof agency>>;

let events = 0;

/** An event in an adapter's form; `from` is a user id. */
export function event<K extends EventKind>(kind: K, from: string, more: Partial<EventOf<K>> = {}): EventOf<K> {
  return {
    kind,
    id: `event-${++events}`,
    installation: { platform: 'playground', tenant: TENANT },
    from: { user: from, tenant: TENANT, name: from, outsider: false },
    ...more,
  } as unknown as InboundEvent as EventOf<K>;
}
export const inChannel = (conversation: string, name?: string) => ({
  conversation,
  kind: 'channel' as const,
  ...(name === undefined ? {} : { name }),
});
export const inDirect = (conversation: string) => ({ conversation, kind: 'direct' as const });
