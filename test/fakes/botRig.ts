import type { Actor } from '../../src/core/access.ts';
import { auditEntries } from '../../src/core/auditLog.ts';
import { createBot, type RunningBot } from '../../src/core/bot.ts';
import { type Reply, type Setting, toCaller } from '../../src/core/command.ts';
import type { Directory } from '../../src/core/directory.ts';
import { inboxRows } from '../../src/core/inboxRow.ts';
import { press } from '../../src/core/message.ts';
import type { EventKind, EventOf, InboundEvent } from '../../src/core/platform.ts';
import { createRegistry } from '../../src/core/registry.ts';
import type { Slice } from '../../src/core/slice.ts';
import type { FreeText } from '../../src/core/typedWords.ts';
import { type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { createLogger, type Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { help, house, note, plan, words } from './botCommands.ts';
import { messageOf } from './talk.ts';

export const project = {
  projectId: 'p1',
  workspaceId: 'w1',
  clientId: 'c1',
  managerId: 'mei',
  key: 'ACME',
  name: 'Acme shop',
  zone: 'Europe/Berlin',
  locale: 'en' as const,
};

/**
 * Mei of our side and Ana the contact; `C-client`, `C-ours`, and direct conversations. There is no other installation.
 */
export const directory: Pick<
  Directory,
  'locate' | 'findPerson' | 'namesLike' | 'findChannel' | 'findProject' | 'project' | 'projectsFor'
> = {
  async locate(event): Promise<{ actor: Actor | undefined; setting: Setting }> {
    const place = 'place' in event ? event.place : undefined;
    const { installation, from } = event;
    const isOurs = from.user === 'mei';
    const isDirect = place === undefined || place.kind === 'direct';
    const audience = isDirect
      ? isOurs
        ? 'internal'
        : 'client'
      : place.conversation === 'C-ours'
        ? 'internal'
        : 'client';
    const setting: Setting = {
      installation,
      place,
      audience,
      project: isDirect ? undefined : project,
      conversation: undefined,
    };
    if (installation.tenant === 'stranger')
      return { actor: undefined, setting: { ...setting, audience: 'client', project: undefined } };
    return {
      actor: {
        workspaceId: 'w1',
        personId: from.user,
        user: { platform: installation.platform, tenant: from.tenant, user: from.user },
        name: from.name,
        locale: from.locale === 'zh-CN' ? 'zh-CN' : 'en',
        zone: 'Europe/Berlin',
        standing: isOurs ? { side: 'ours', role: 'member' } : { side: 'client', role: 'viewer', clientId: 'c1' },
      },
      setting,
    };
  },
  findPerson: async () => ({ ok: false, problem: { code: 'unknownPerson' } }),
  namesLike: async () => [],
  findProject: async (_actor, token) => (token.toUpperCase() === project.key ? project : undefined),
  project: async (_workspaceId, projectId) => (projectId === project.projectId ? project : undefined),
  projectsFor: async () => [project],
  findChannel: async () => ({ ok: false, problem: { code: 'unknownChannel' } }),
};

export let db: Database & { broken: boolean };
export let leaseClock: MovableClock;
export let clock: MovableClock;
export let logged: string[];
export let log: Logger;

/** A new house for the next test; close it with `closeRig`. */
export async function openRig(): Promise<void> {
  const real = await openDatabase({ memory: true });
  await real.prepare([inboxRows, auditEntries]);
  leaseClock = stoppedClock('2026-11-23T08:00:00Z');
  clock = stoppedClock('2026-11-23T08:00:00Z');
  logged = [];
  log = createLogger({ level: 'info', write: (line) => logged.push(line) });
  const gone = () => {
    throw new RapportError('unavailable', 'mongodb at 10.0.0.7 does not answer');
  };
  db = Object.assign(Object.create(null), real, {
    broken: false,
    now: leaseClock.now,
    everywhere: ((definition) => {
      const collection = real.everywhere(definition);
      return new Proxy(collection, {
        get: (target, name) => (db.broken ? async () => gone() : Reflect.get(target, name)),
      });
    }) as Database['everywhere'],
  });
}
export const closeRig = () => db.close();

interface Rig extends ReturnType<typeof house> {
  readonly bot: RunningBot;
  readonly late: { event: InboundEvent; reply: Reply }[];
  readonly freely: FreeText[];
}
export function rig(
  more: { slices?: readonly Slice[]; locate?: Directory['locate']; answerLate?: () => Promise<void> } = {},
): Rig {
  const made = house();
  const late: Rig['late'] = [];
  const freely: FreeText[] = [];
  const slices: Slice[] = [
    { name: 'notes', things: [note, plan, help], commands: made.commands, jobs: [], collections: [] },
    ...(more.slices ?? []),
  ];
  const bot = createBot({
    registry: createRegistry(slices),
    slices,
    directory: { ...directory, ...(more.locate === undefined ? {} : { locate: more.locate }) } as Directory,
    db,
    clock,
    log,
    onFreeText: async (text) => {
      freely.push(text);
      return toCaller(words('I have kept your words'));
    },
    answerLate: async (event, reply) => {
      await more.answerLate?.();
      late.push({ event, reply });
    },
  });
  return { ...made, bot, late, freely };
}

let ids = 0;
export function event<K extends EventKind>(
  kind: K,
  from: string,
  more: Partial<EventOf<K>> & { conversation?: string; locale?: string; tenant?: string } = {},
): EventOf<K> {
  const { conversation, locale, tenant = 't1', ...rest } = more;
  return {
    kind,
    id: `e${++ids}`,
    installation: { platform: 'playground', tenant },
    from: { user: from, tenant, name: from, outsider: from !== 'mei', ...(locale === undefined ? {} : { locale }) },
    place:
      conversation === undefined ? { conversation: `D-${from}`, kind: 'direct' } : { conversation, kind: 'channel' },
    ...rest,
  } as unknown as EventOf<K>;
}
export const textOf = (reply: Reply) => messageOf(reply).fallbackText;
export const formOf = (reply: Reply) => {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`a ${reply.kind} and no form`);
  return reply.form;
};
export const filledIn = (reply: Reply, name: string) => formOf(reply).fields.find((one) => one.name === name)?.value;
export const errorOf = (reply: Reply, name: string) => formOf(reply).fields.find((one) => one.name === name)?.error;
export const submit = (
  from: string,
  values: Record<string, string>,
  more: Parameters<typeof event<'formSubmit'>>[2] = {},
) => event('formSubmit', from, { command: 'note new', values, ...more });
export const pressed = (
  from: string,
  command: string,
  input: Record<string, string> = {},
  more: Parameters<typeof event<'action'>>[2] = {},
) => event('action', from, { payload: press(command, input), ...more });
