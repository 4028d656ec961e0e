import type { Actor } from '../../src/core/access.ts';
import { auditEntries } from '../../src/core/auditLog.ts';
import { createBot, type RunningBot } from '../../src/core/bot.ts';
import {
  type CommandContext,
  defineCommand,
  type Reply,
  type Setting,
  secretToCaller,
  type Thing,
  toCaller,
  updated,
} from '../../src/core/command.ts';
import type { Directory } from '../../src/core/directory.ts';
import { field } from '../../src/core/fields.ts';
import { inboxRows } from '../../src/core/inbox.ts';
import { type Message, press } from '../../src/core/message.ts';
import type { EventKind, EventOf, InboundEvent } from '../../src/core/platform.ts';
import { createRegistry } from '../../src/core/registry.ts';
import type { Slice } from '../../src/core/slice.ts';
import type { FreeText } from '../../src/core/typedWords.ts';
import { type MovableClock, stoppedClock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { LocalizedText } from '../../src/ground/i18n.ts';
import { createLogger, type Logger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { messageOf } from './talk.ts';

export const said = (en: string, zh: string): LocalizedText => ({ en, 'zh-CN': zh });
const note: Thing = { name: 'note', title: said('Notes', '便签'), aliases: ['便签'] };
export const plan: Thing = { name: 'plan', title: said('Plan', '计划'), aliases: ['计划'], bare: 'show' };
export const help: Thing = { name: 'help', title: said('Help', '帮助'), aliases: ['帮助'], bare: 'show' };
export const words = (text: string, audience: Message['audience'] = 'client'): Message => ({
  audience,
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});

/** What the commands below did, as they did it. */
interface Ran {
  readonly input: Readonly<Record<string, unknown>>;
  readonly via: CommandContext['via'];
  readonly requestId: string;
}

function house() {
  const ran: Ran[] = [];
  /** Happens in the middle of `note new`, once. */
  let during: (() => Promise<void>) | undefined;
  const commands = [
    defineCommand({
      thing: note,
      verb: 'new',
      summary: said('Write a note', '写便签'),
      permission: 'ask',
      input: {
        text: field.text({ label: said('Text', '内容'), maxLength: 40 }),
        colour: field.choice({
          label: said('Colour', '颜色'),
          optional: true,
          options: [{ value: 'red', label: said('Red', '红') }],
        }),
        id: field.text({ label: said('Id', '编号'), hidden: true, optional: true }),
      },
      positional: ['text', 'colour'],
      check: ({ text, colour }) =>
        text === 'blue' && colour === 'red'
          ? { colour: { code: 'custom', text: said('Not both.', '不能同时。') } }
          : {},
      async run(input, context) {
        ran.push({ input, via: context.via, requestId: context.requestId });
        const interruption = during;
        during = undefined;
        await interruption?.();
        await context.audit({
          action: 'note new',
          subject: `note:${input.text}`,
          before: JSON.stringify({ there: false }),
          after: JSON.stringify({ text: input.text }),
        });
        return toCaller(words(`Noted: ${input.text}`));
      },
    }),
    defineCommand({
      thing: note,
      verb: 'list',
      summary: said('List notes', '便签列表'),
      permission: 'work',
      sensitive: true,
      input: {},
      run: async () => toCaller(words('Our own notes', 'internal')),
    }),
    defineCommand({
      thing: note,
      verb: 'done',
      summary: said('Done', '完成'),
      permission: 'work',
      input: {},
      run: async () => updated(words('Nobody else may see this', 'internal')),
    }),
    defineCommand({
      thing: note,
      verb: 'link',
      summary: said('Get a code', '获取代码'),
      permission: 'ask',
      input: { text: field.text({ label: said('Text', '内容'), optional: true }) },
      run: async () => secretToCaller(words('Your code is 7XK9'), words('You have a code already')),
    }),
    defineCommand({
      thing: plan,
      verb: 'show',
      summary: said('Show the plan', '查看计划'),
      permission: 'view',
      about: 'project',
      input: { project: field.project() },
      run: async (_input, { project: { name } }) => ({
        kind: 'message',
        to: 'conversation',
        message: words(`The plan of ${name}`),
      }),
    }),
    defineCommand({
      thing: plan,
      verb: 'share',
      summary: said('Share', '公开'),
      permission: 'work',
      input: {},
      run: async () => ({ kind: 'message', to: 'conversation', message: words('A secret', 'internal') }),
    }),
    defineCommand({
      thing: help,
      verb: 'show',
      summary: said('Help', '帮助'),
      permission: 'greet',
      input: {},
      run: async () => toCaller(words('I can help.')),
    }),
  ];
  return {
    ran,
    commands,
    interrupt: (what: () => Promise<void>) => {
      during = what;
    },
  };
}

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

/** Mei of our side and Ana the contact; `C-client`, `C-ours`, and direct conversations. Nobody else is connected. */
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

/** A new house for the next test; to be closed by `closeRig`. */
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
