import type { Composition } from '../../src/app/composition.ts';
import { systemScope } from '../../src/core/access.ts';
import type { PlatformId } from '../../src/core/platform.ts';
import type { Channel, Viewer, Who } from './scenario.ts';

/** The same people on every platform. `isOurs`: of the agency; the others are of the client's organisation. */
export const PEOPLE: Readonly<
  Record<
    Who,
    { readonly name: string; readonly isOurs: boolean; readonly locale: 'en' | 'zh-CN'; readonly zone: string }
  >
> = {
  root: { name: 'Root', isOurs: true, locale: 'en', zone: 'Europe/Berlin' },
  mei: { name: 'Mei Chen', isOurs: true, locale: 'en', zone: 'Europe/Berlin' },
  tom: { name: 'Tom Berg', isOurs: true, locale: 'zh-CN', zone: 'Asia/Shanghai' },
  ana: { name: 'Ana Lima', isOurs: false, locale: 'en', zone: 'America/New_York' },
  li: { name: '李文静', isOurs: false, locale: 'zh-CN', zone: 'Asia/Shanghai' },
  zoe: { name: 'Zoe Ashe', isOurs: false, locale: 'en', zone: 'Europe/London' },
};
export const WHO = Object.keys(PEOPLE) as Who[];
export const CHANNELS: Readonly<Record<Channel, readonly Who[]>> = {
  acme: ['root', 'mei', 'tom', 'ana', 'li', 'zoe'],
  'acme-internal': ['root', 'mei', 'tom'],
  launch: ['root', 'mei', 'tom'],
};

/** Whether a person sees what is shown to them, or to a channel that they are in from the start. */
export const canRead = (who: Who, to: Viewer): boolean =>
  to === who || (to.startsWith('#') && CHANNELS[to.slice(1) as Channel].includes(who));

/** The client's zone, which is also the zone of channels. */
export const CLIENT_ZONE = 'America/New_York';

/** A platform's names for them. */
export interface Names {
  readonly platform: PlatformId;
  /** The tenant of the installation, and that of people from outside. */
  readonly tenant: string;
  readonly outside: string;
  user(who: Who): string;
  channel(channel: Channel): string;
}

/**
 * The agency's record: Mei manages project ACME for Acme, which reads English and uses New York's zone. Zoe has no
 * record.
 */
export async function settleAgency(
  { workspaces, people, clients, projects }: Composition,
  { platform, tenant, outside, user, channel }: Names,
): Promise<void> {
  const identity = (who: Who) => ({
    platform,
    tenant: PEOPLE[who].isOurs ? tenant : outside,
    user: user(who),
    via: tenant,
  });
  const own = (who: Who) => ({
    name: PEOPLE[who].name,
    identities: [identity(who)],
    locale: PEOPLE[who].locale,
    zone: PEOPLE[who].zone,
  });
  const { workspace } = await workspaces.create({ name: 'North', zone: 'Europe/Berlin', admin: own('root') });
  const scope = systemScope(workspace._id);
  await workspaces.attach(scope, { platform, tenant });
  const mei = await people.add(scope, { ...own('mei'), side: { kind: 'ours', role: 'manager' } });
  await people.add(scope, { ...own('tom'), side: { kind: 'ours', role: 'member' } });
  const acme = await clients.add(scope, { name: 'Acme', locale: 'en' });
  await people.add(scope, { ...own('ana'), side: { kind: 'client', clientId: acme._id, role: 'approver' } });
  await people.add(scope, { ...own('li'), side: { kind: 'client', clientId: acme._id, role: 'contributor' } });
  const project = await projects.add(scope, {
    ...{
      name: 'Acme shop',
      key: 'ACME',
      clientId: acme._id,
      managerId: mei._id,
      locale: 'en',
      zone: CLIENT_ZONE,
      state: 'active',
    },
  });
  for (const [name, audience] of [
    ['acme', 'client'],
    ['acme-internal', 'internal'],
  ] as const) {
    await projects.link(scope, {
      platform,
      tenant,
      conversation: channel(name),
      name,
      projectId: project._id,
      audience,
    });
  }
}
