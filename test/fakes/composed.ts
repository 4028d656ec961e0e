import { type Composition, compose } from '../../src/app/composition.ts';
import { systemScope } from '../../src/core/access.ts';
import type { Reply } from '../../src/core/command.ts';
import type { EventKind, EventOf, InboundEvent } from '../../src/core/platform.ts';
import { type Clock, type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { type FakePlatform, fakePlatform } from './platform.ts';
import { settling } from './settling.ts';

export interface Late {
  readonly event: InboundEvent;
  readonly reply: Reply;
}
export interface Composed extends Composition {
  readonly db: Database;
  readonly clock: MovableClock;
  readonly platform: FakePlatform;
  /** The late answers. */
  readonly late: Late[];
}

/**
 * The real house over an in-memory database and a platform that records its posts. `compose`: another composition, with
 * one more slice.
 */
export async function composed(
  more: { db?: Database; log?: Logger; pacingClock?: Clock; compose?: typeof compose } = {},
): Promise<Composed> {
  const db = more.db ?? (await openDatabase({ memory: true }));
  const clock = stoppedClock('2026-11-23T09:00:00Z');
  const platform = fakePlatform();
  const late: Late[] = [];
  const parts = await (more.compose ?? compose)({
    db,
    clock,
    log: more.log ?? silentLogger,
    platforms: [platform],
    pacingClock: more.pacingClock,
    answerLate: async (event, reply) => {
      late.push({ event, reply });
    },
  });
  return { ...parts, bot: settling(parts), db, clock, platform, late };
}

const chat = (tenant: string, user: string) => ({ platform: 'playground' as const, tenant, user });

/**
 * An agency in its own installation: Mei manages project ACME of the client Acme, with `#acme` (C-client) and
 * `#acme-internal` (C-internal). Root is the admin, Dora a director, Tom a member; Ana approves, Cai contributes and Bo
 * views at Acme; Zoe is unknown. `word` is in every internal text.
 */
export async function settle(
  { workspaces, people, clients, projects }: Composition,
  { tenant, word = 'plain' }: { tenant: string; word?: string },
) {
  const { workspace, admin } = await workspaces.create({
    name: `North ${tenant}`,
    zone: 'Europe/Berlin',
    admin: { name: 'Root', identities: [chat(tenant, 'root')] },
  });
  const scope = systemScope(workspace._id);
  await workspaces.attach(scope, { platform: 'playground', tenant });
  const ours = (name: string, role: 'director' | 'manager' | 'member') =>
    people.add(scope, {
      name,
      side: { kind: 'ours', role },
      identities: [chat(tenant, name.split(' ')[0]?.toLowerCase() ?? name)],
    });
  const mei = await ours('Mei Chen', 'manager');
  const tom = await ours('Tom Berg', 'member');
  const dora = await ours('Dora Voss', 'director');
  const acme = await clients.add(scope, { name: 'Acme', locale: 'en', country: 'DE', note: `${word} of the client` });
  const other = await clients.add(scope, { name: `${word} other client`, locale: 'en' });
  const theirs = (name: string, role: 'viewer' | 'contributor' | 'approver') =>
    people.add(scope, {
      name,
      side: { kind: 'client', clientId: acme._id, role },
      identities: [chat(tenant, name.split(' ')[0]?.toLowerCase() ?? name)],
    });
  const ana = await theirs('Ana Lima', 'approver');
  const cai = await theirs('Cai Wen', 'contributor');
  const bo = await theirs('Bo Acker', 'viewer');
  for (const who of [mei, tom, ana, cai, bo])
    await people.change(scope, who._id, {
      note: `${word} of a person`,
      email: `${word}-${who.nameKey.split(' ')[0]}@north.test`,
    });
  const project = await projects.add(scope, {
    name: 'Acme shop',
    key: 'ACME',
    clientId: acme._id,
    managerId: mei._id,
    locale: 'en',
    zone: 'Europe/Berlin',
    note: `${word} of the project`,
    state: 'active',
  });
  const foreign = await projects.add(scope, {
    name: `${word} other project`,
    key: 'OTHER',
    clientId: other._id,
    managerId: mei._id,
    locale: 'en',
    zone: 'Europe/Berlin',
    state: 'active',
  });
  const place = { platform: 'playground' as const, tenant, projectId: project._id };
  const clientChannel = await projects.link(scope, {
    ...place,
    conversation: `C-client-${tenant}`,
    name: 'acme',
    audience: 'client',
  });
  const internalChannel = await projects.link(scope, {
    ...place,
    conversation: `C-internal-${tenant}`,
    name: `${word}-internal`,
    audience: 'internal',
  });
  return {
    workspace,
    scope,
    admin,
    mei,
    tom,
    dora,
    acme,
    other,
    ana,
    cai,
    bo,
    project,
    foreign,
    clientChannel,
    internalChannel,
    tenant,
  };
}
export type Settled = Awaited<ReturnType<typeof settle>>;

let events = 0;
/** An event in an adapter's form; `from` is a user id, and the default place is their direct conversation. */
export function eventIn<K extends EventKind>(
  tenant: string,
  kind: K,
  from: string,
  more: Partial<EventOf<K>> = {},
): EventOf<K> {
  return {
    kind,
    id: `happening-${++events}`,
    installation: { platform: 'playground', tenant },
    from: { user: from, tenant, name: from, outsider: false },
    place: { conversation: `D-${from}`, kind: 'direct' },
    ...more,
  } as unknown as InboundEvent as EventOf<K>;
}
