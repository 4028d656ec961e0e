import { PLAYGROUND_TENANT, type World } from '../../adapters/playground/index.ts';
import { systemScope } from '../core/access.ts';
import { isZone } from '../core/schedule/zone.ts';
import type { Clock } from '../ground/clock.ts';
import type { Locale } from '../ground/i18n.ts';
import type { Composition } from './composition.ts';

const OUTSIDE = 'outside';
const installation = { platform: 'playground', tenant: PLAYGROUND_TENANT } as const;
const ours = (user: string) => ({ platform: 'playground' as const, tenant: PLAYGROUND_TENANT, user });
const outside = (user: string) => ({ platform: 'playground' as const, tenant: OUTSIDE, user, via: PLAYGROUND_TENANT });

/** This machine's zone and language, for a person who tries Rapport on it. */
function settingsHere(): { zone: string; locale: Locale } {
  const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
  return { zone: isZone(timeZone) ? timeZone : 'UTC', locale: locale.startsWith('zh') ? 'zh-CN' : 'en' };
}

/** A realistic name: it appears in sentences of the desk and of answers, where “You” would not fit. */
const FIRST_ADMIN = {
  en: { name: 'Robin Hale', workspace: 'My agency' },
  'zh-CN': { name: '林悦', workspace: '我的公司' },
} as const;

/**
 * Starts without sample data: one admin, who sets up clients. Does nothing if a workspace exists. Returns whether
 * anything was created.
 */
export async function startEmpty(
  { workspaces }: Composition,
  world: World,
  { zone, locale } = settingsHere(),
): Promise<boolean> {
  if ((await workspaces.byInstallation(installation)) !== undefined) return false;
  const { name, workspace: called } = FIRST_ADMIN[locale];
  await world.addUser({ user: 'U-you', name, outsider: false, locale, zone, side: 'ours' });
  const { workspace } = await workspaces.create({
    name: called,
    locale,
    zone,
    admin: { name, identities: [ours('U-you')] },
  });
  await workspaces.attach(systemScope(workspace._id), installation);
  return true;
}

/**
 * A client and a project for the playground's first screen: Mei Chen of North manages the new shop of Acme, whose
 * people are in New York and Shanghai. Does nothing if a workspace exists.
 */
export async function startWithSample(parts: Composition, world: World, clock: Clock): Promise<boolean> {
  const { workspaces, people, clients, projects } = parts;
  if ((await workspaces.byInstallation(installation)) !== undefined) return false;
  const users = [
    { user: 'U-mei', name: 'Mei Chen', outsider: false, locale: 'en', zone: 'Europe/Berlin', side: 'ours' },
    { user: 'U-tom', name: 'Tom Berg', outsider: false, locale: 'en', zone: 'Europe/Berlin', side: 'ours' },
    { user: 'U-olga', name: 'Olga Novak', outsider: false, locale: 'en', zone: 'Europe/Berlin', side: 'ours' },
    { user: 'U-ana', name: 'Ana Lima', outsider: true, locale: 'en', zone: 'America/New_York', side: 'client' },
    { user: 'U-li', name: '李静', outsider: true, locale: 'zh-CN', zone: 'Asia/Shanghai', side: 'client' },
  ] as const;
  for (const user of users) await world.addUser(user);
  await world.addChannel({ conversation: 'C-acme', name: 'acme', members: users.map(({ user }) => user), bot: true });
  await world.addChannel({
    conversation: 'C-acme-internal',
    name: 'acme-internal',
    members: ['U-mei', 'U-tom', 'U-olga'],
    bot: true,
  });

  const { workspace } = await workspaces.create({
    name: 'North',
    zone: 'Europe/Berlin',
    admin: { name: 'Olga Novak', identities: [ours('U-olga')] },
  });
  const scope = systemScope(workspace._id);
  await workspaces.attach(scope, installation);
  const mei = await people.add(scope, {
    name: 'Mei Chen',
    side: { kind: 'ours', role: 'manager' },
    identities: [ours('U-mei')],
  });
  await people.add(scope, { name: 'Tom Berg', side: { kind: 'ours', role: 'member' }, identities: [ours('U-tom')] });
  const acme = await clients.add(scope, { name: 'Acme', locale: 'en', country: 'US' });
  await people.add(scope, {
    name: 'Ana Lima',
    side: { kind: 'client', clientId: acme._id, role: 'approver' },
    identities: [outside('U-ana')],
  });
  await people.add(scope, {
    name: '李静',
    side: { kind: 'client', clientId: acme._id, role: 'contributor' },
    identities: [outside('U-li')],
    locale: 'zh-CN',
  });
  const project = await projects.add(scope, {
    name: 'Acme shop',
    key: 'ACME',
    clientId: acme._id,
    managerId: mei._id,
    locale: 'en',
    zone: 'America/New_York',
    country: 'US',
    state: 'active',
  });
  const channel = { ...installation, projectId: project._id };
  await projects.link(scope, { ...channel, conversation: 'C-acme', name: 'acme', audience: 'client' });
  await projects.link(scope, {
    ...channel,
    conversation: 'C-acme-internal',
    name: 'acme-internal',
    audience: 'internal',
  });

  const earlier = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000);
  await world.say({
    key: 'sample:1',
    conversation: 'C-acme',
    user: 'U-mei',
    text: 'Good to have you all here. This channel is for everything about the new shop.',
    at: earlier(50),
  });
  await world.say({
    key: 'sample:2',
    conversation: 'C-acme',
    user: 'U-ana',
    text: 'Great! We will send the product pictures this week.',
    at: earlier(44),
  });
  await world.say({
    key: 'sample:3',
    conversation: 'C-acme-internal',
    user: 'U-tom',
    text: 'The test server is up. Mei, shall we remind them of the pictures?',
    at: earlier(30),
  });
  await parts.desk.post(scope, project._id, 'sample');
  return true;
}
