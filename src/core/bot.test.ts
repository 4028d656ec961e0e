import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buttonOf, messageOf } from '../../test/fakes/talk.ts';
import type { Database } from '../store/collection.ts';
import { openDatabase } from '../store/database.ts';
import type { Actor } from './access.ts';
import { auditEntries, createAuditLog } from './auditLog.ts';
import { createBot, type FreeText, type RunningBot } from './bot.ts';
import { type MovableClock, stoppedClock } from './clock.ts';
import { type CommandContext, defineCommand, nothing, type Reply, type Setting, type Thing, toCaller, updated } from './command.ts';
import type { Directory } from './directory.ts';
import { RapportError } from './errors.ts';
import { field } from './fields.ts';
import type { LocalizedText } from './i18n.ts';
import { inboxRows } from './inbox.ts';
import { createLogger, type Logger } from './log.ts';
import { type Message, OPEN_FORM, openForm, press } from './message.ts';
import type { EventKind, EventOf, InboundEvent } from './platform.ts';
import { createRegistry } from './registry.ts';
import type { Slice } from './slice.ts';

const said = (en: string, zh: string): LocalizedText => ({ en, 'zh-CN': zh });
const note: Thing = { name: 'note', title: said('Notes', '便签'), aliases: ['便签'] };
const plan: Thing = { name: 'plan', title: said('Plan', '计划'), aliases: ['计划'], bare: 'show' };
const help: Thing = { name: 'help', title: said('Help', '帮助'), aliases: ['帮助'], bare: 'show' };
const words = (text: string, audience: Message['audience'] = 'client'): Message => ({ audience, fallbackText: text, blocks: [{ kind: 'text', text }] });

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
        colour: field.choice({ label: said('Colour', '颜色'), optional: true, options: [{ value: 'red', label: said('Red', '红') }] }),
        id: field.text({ label: said('Id', '编号'), hidden: true, optional: true }),
      },
      positional: ['text', 'colour'],
      check: ({ text, colour }) => (text === 'blue' && colour === 'red' ? { colour: { code: 'custom', text: said('Not both.', '不能同时。') } } : {}),
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
      thing: plan,
      verb: 'show',
      summary: said('Show the plan', '查看计划'),
      permission: 'view',
      needs: 'project',
      input: { project: field.text({ label: said('Project', '项目'), optional: true }) },
      run: async (_input, { setting }) => ({ kind: 'message', to: 'conversation', message: words(`The plan of ${setting.project?.name}`) }),
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

const project = {
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
const directory: Pick<Directory, 'locate' | 'findPerson' | 'findChannel'> = {
  async locate(event): Promise<{ actor: Actor | undefined; setting: Setting }> {
    const place = 'place' in event ? event.place : undefined;
    const { installation, from } = event;
    const isOurs = from.user === 'mei';
    const isDirect = place === undefined || place.kind === 'direct';
    const audience = isDirect ? (isOurs ? 'internal' : 'client') : place.conversation === 'C-ours' ? 'internal' : 'client';
    const setting: Setting = { installation, place, audience, project: isDirect ? undefined : project, conversation: undefined };
    if (installation.tenant === 'stranger') return { actor: undefined, setting: { ...setting, audience: 'client', project: undefined } };
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
  findChannel: async () => ({ ok: false, problem: { code: 'unknownChannel' } }),
};

let db: Database & { broken: boolean };
let leaseClock: MovableClock;
let clock: MovableClock;
let logged: string[];
let log: Logger;

beforeEach(async () => {
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
      return new Proxy(collection, { get: (target, name) => (db.broken ? async () => gone() : Reflect.get(target, name)) });
    }) as Database['everywhere'],
  });
});
afterEach(() => db.close());

interface Rig extends ReturnType<typeof house> {
  readonly bot: RunningBot;
  readonly late: { event: InboundEvent; reply: Reply }[];
  readonly freely: FreeText[];
}
function rig(more: { slices?: readonly Slice[]; locate?: Directory['locate']; answerLate?: () => Promise<void> } = {}): Rig {
  const made = house();
  const late: Rig['late'] = [];
  const freely: FreeText[] = [];
  const slices: Slice[] = [{ name: 'notes', things: [note, plan, help], commands: made.commands, jobs: [], collections: [] }, ...(more.slices ?? [])];
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
function event<K extends EventKind>(
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
    place: conversation === undefined ? { conversation: `D-${from}`, kind: 'direct' } : { conversation, kind: 'channel' },
    ...rest,
  } as unknown as EventOf<K>;
}
const textOf = (reply: Reply) => messageOf(reply).fallbackText;
const formOf = (reply: Reply) => {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`a ${reply.kind} and no form`);
  return reply.form;
};
const filledIn = (reply: Reply, name: string) => formOf(reply).fields.find((one) => one.name === name)?.value;
const errorOf = (reply: Reply, name: string) => formOf(reply).fields.find((one) => one.name === name)?.error;
const submit = (from: string, values: Record<string, string>, more: Parameters<typeof event<'formSubmit'>>[2] = {}) =>
  event('formSubmit', from, { command: 'note new', values, ...more });
const pressed = (from: string, command: string, input: Record<string, string> = {}, more: Parameters<typeof event<'action'>>[2] = {}) =>
  event('action', from, { payload: press(command, input), ...more });

describe('the first door answers at once, without looking anything up', () => {
  test('a form with faults is told them in the person’s language; without, that it is being saved; anything else, nothing', () => {
    db.broken = true;
    const { bot } = rig();
    expect(bot.accept(submit('ana', {}))).toEqual({ kind: 'errors', errors: { text: 'Please fill this in.' } });
    expect(bot.accept(submit('ana', { text: 'x', colour: 'green' }, { locale: 'zh-CN' }))).toEqual({
      kind: 'errors',
      errors: { colour: expect.stringContaining('请从以下选项中选择') },
    });
    expect(bot.accept(submit('ana', { text: 'blue', colour: 'red' }, { locale: 'zh-CN' }))).toEqual({ kind: 'errors', errors: { colour: '不能同时。' } });
    expect(bot.accept(submit('ana', { text: 'x' }))).toEqual({ kind: 'saving' });
    // What is wrong with an unseen field can be shown at none: the dialog would stay open and say nothing.
    expect(bot.accept(submit('ana', { text: 'x', id: 'x'.repeat(3_001) }))).toEqual({ kind: 'saving' });
    expect(bot.accept(submit('ana', { text: 'x' }, { command: 'gone now' }))).toEqual({ kind: 'nothing' });
    expect(bot.accept(event('mention', 'ana', { text: 'note' }))).toEqual({ kind: 'nothing' });
  });
});

test('somebody who chose another language than their platform’s is spoken to in it: at the first door, late, and in a fault', async () => {
  const inChinese: Directory['locate'] = async (event) => {
    const found = await directory.locate(event);
    return found.actor === undefined ? found : { ...found, actor: { ...found.actor, locale: 'zh-CN' } };
  };
  const { bot, interrupt, late } = rig({ locate: inChinese });
  await bot.handle(pressed('ana', 'help show')).reply;
  expect(bot.accept(submit('ana', {}))).toEqual({ kind: 'errors', errors: { text: '请填写此项。' } });

  interrupt(() => new Promise(() => undefined));
  await bot.handle(submit('ana', { text: 'milk' })).kept;
  const other = rig({ locate: inChinese });
  leaseClock.advance(300_000);
  await other.bot.recover();
  expect([...late, ...other.late].map(({ reply }) => messageOf(reply).blocks[0])).toEqual([{ kind: 'context', text: expect.stringContaining('抱歉') }]);
});

describe('the second door does each event once', () => {
  test('also for two instances over one database', async () => {
    const [one, two] = [rig(), rig()];
    const once = submit('mei', { text: 'milk' });
    const works = [one.bot.handle(once), two.bot.handle(once), one.bot.handle(once)];
    const kept = await Promise.all(works.map((work) => work.kept));
    expect([...kept].sort()).toEqual(['duplicate', 'duplicate', 'new']);
    const replies = await Promise.all(works.map((work) => work.reply));
    expect(replies.filter((reply) => reply.kind === 'nothing')).toHaveLength(2);
    expect([...one.ran, ...two.ran]).toHaveLength(1);
  });

  test('when the database is away it says so kindly, the platform hears that nothing was kept, and no inside comes out', async () => {
    const { bot, ran } = rig();
    db.broken = true;
    const { kept, reply } = bot.handle(event('command', 'mei', { text: 'note "milk"', locale: 'zh-CN' }));
    await expect(kept).rejects.toMatchObject({ code: 'unavailable' });
    const answer = messageOf(await reply);
    expect(answer.fallbackText).toBe('暂时无法访问记录，操作尚未完成。请稍后再试。');
    expect(answer.blocks).toContainEqual({ kind: 'quote', text: 'note "milk"' });
    expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
    expect(logged.join()).toContain('10.0.0.7');
    expect(ran).toEqual([]);
  });

  test('a form that reached us is given back when nobody can be looked up any more, with everything in it', async () => {
    const locate = async () => {
      throw new RapportError('unavailable', 'away');
    };
    const { bot } = rig({ locate });
    const reply = await bot.handle(submit('ana', { text: 'milk', id: 'n7' })).reply;
    expect(reply.kind).toBe('invalid');
    expect(filledIn(reply, 'text')).toBe('milk');
    expect(formOf(reply)).toMatchObject({ notice: expect.stringContaining('not finished'), hidden: { id: 'n7' } });
  });
});

describe('text, form and button', () => {
  test('reach the same handler with the same input', async () => {
    const { bot, ran } = rig();
    await bot.handle(event('command', 'mei', { text: 'note "milk" red' })).reply;
    await bot.handle(submit('mei', { text: 'milk', colour: 'red' })).reply;
    await bot.handle(pressed('mei', 'note new', { text: 'milk', colour: 'red' })).reply;
    expect(ran.map(({ via }) => via)).toEqual(['text', 'form', 'action']);
    for (const one of ran) expect(one.input).toMatchObject({ text: 'milk', colour: 'red' });
  });

  test('whatever is missing becomes a form with what was typed', async () => {
    const { bot } = rig();
    const reply = await bot.handle(event('command', 'mei', { text: 'note colour:red', locale: 'zh-CN' })).reply;
    expect(reply.kind).toBe('form');
    expect(filledIn(reply, 'colour')).toBe('red');
    expect(formOf(reply)).toMatchObject({ command: 'note new', locale: 'zh-CN', title: '写便签', notice: '还缺少一些信息，您已提供的内容都填好了。' });
    expect(errorOf(reply, 'text')).toBeUndefined();
  });

  test('a form that was sent without it is told so at the field', async () => {
    const reply = await rig().bot.handle(submit('mei', { colour: 'red' })).reply;
    expect(reply.kind).toBe('invalid');
    expect(errorOf(reply, 'text')).toBe('Please fill this in.');
    expect(filledIn(reply, 'colour')).toBe('red');
  });

  test('what is wrong in typed words is said at the field of the form', async () => {
    const reply = await rig().bot.handle(event('command', 'mei', { text: 'note "milk" colour:green' })).reply;
    expect(errorOf(reply, 'colour')).toContain('Red');
    expect([filledIn(reply, 'text'), filledIn(reply, 'colour')]).toEqual(['milk', 'green']);
  });

  test('words that fit nowhere are told, and what was understood is filled in', async () => {
    const { bot, ran } = rig();
    const reply = await bot.handle(event('command', 'mei', { text: 'note "milk" red and honey' })).reply;
    expect(formOf(reply).notice).toContain('and honey');
    expect(filledIn(reply, 'text')).toBe('milk');
    expect(ran).toEqual([]);
    const listed = messageOf(await bot.handle(event('command', 'mei', { text: 'note list of yesterday' })).reply);
    expect(listed.blocks[0]).toMatchObject({ kind: 'context', text: expect.stringContaining('of yesterday') });
  });

  test('a button may only open the form; one of an earlier version is told kindly', async () => {
    const { bot, ran } = rig();
    const opened = await bot.handle(event('action', 'mei', { payload: openForm('note new', { text: 'milk' }) })).reply;
    expect([opened.kind, filledIn(opened, 'text'), ran.length]).toEqual(['form', 'milk', 0]);
    expect(formOf(opened).hidden).not.toHaveProperty(OPEN_FORM);
    expect(textOf(await bot.handle(pressed('mei', 'note burn')).reply)).toContain('earlier version');
  });

  test('a closed form can be taken up again; one that nothing was typed into is let go', async () => {
    const { bot } = rig();
    const closed = messageOf(await bot.handle(event('formClosed', 'mei', { command: 'note new', values: { text: 'milk', id: 'n7' } })).reply);
    const again = buttonOf(closed, 'Continue');
    const reopened = await bot.handle(event('action', 'mei', { payload: again })).reply;
    expect([filledIn(reopened, 'text'), formOf(reopened).hidden]).toEqual(['milk', { id: 'n7' }]);
    expect(await bot.handle(event('formClosed', 'mei', { command: 'note new', values: { text: '', id: 'n7' } })).reply).toEqual(nothing);
  });

  test('a shortcut on a message takes its words into the form', async () => {
    const reply = await rig().bot.handle(event('messageShortcut', 'mei', { command: 'note new', text: 'call back', author: 'ana' })).reply;
    expect(filledIn(reply, 'text')).toBe('call back');
  });
});

describe('who asks where', () => {
  test('sensitive words said aloud where the client reads are refused without repeating them; typed as a slash command they are answered for the writer’s eyes', async () => {
    const { bot } = rig();
    const aloud = messageOf(await bot.handle(event('mention', 'mei', { text: 'note list', conversation: 'C-client' })).reply);
    expect(aloud.fallbackText).toContain('direct message');
    expect(JSON.stringify(aloud)).not.toContain('note');
    const quietly = await bot.handle(event('command', 'mei', { text: 'note list', conversation: 'C-client' })).reply;
    expect(quietly).toMatchObject({ kind: 'message', to: 'caller', message: { audience: 'internal' } });
  });

  test('where the project is not known it is asked for', async () => {
    const { bot } = rig();
    const reply = await bot.handle(event('command', 'mei', { text: 'plan' })).reply;
    expect([reply.kind, errorOf(reply, 'project')]).toEqual(['form', 'Please fill this in.']);
    expect(textOf(await bot.handle(event('command', 'mei', { text: 'plan', conversation: 'C-ours' })).reply)).toBe('The plan of Acme shop');
  });

  test('a refusal says whom to ask and is no fault', async () => {
    const { bot } = rig();
    expect(textOf(await bot.handle(pressed('ana', 'note list', {}, { conversation: 'C-client', locale: 'zh-CN' })).reply)).toBe(
      '您在这里不能执行此操作，请联系项目经理。',
    );
    expect(logged).toEqual([]);
  });

  test('our own words never change a message in the client’s channel, and are never posted there', async () => {
    const { bot } = rig();
    const inPlace = await bot.handle(pressed('mei', 'note done', {}, { conversation: 'C-client' })).reply;
    expect(inPlace).toMatchObject({ kind: 'message', to: 'caller', message: { audience: 'internal' } });
    expect((await bot.handle(pressed('mei', 'note done', {}, { conversation: 'C-ours' })).reply).kind).toBe('update');
    expect((await bot.handle(pressed('mei', 'note done')).reply).kind).toBe('update');
    const aloud = await bot.handle(event('command', 'mei', { text: 'plan share', conversation: 'C-client' })).reply;
    expect([textOf(aloud), messageOf(aloud).audience]).toEqual([expect.stringContaining('did not post it'), 'client']);
    expect(logged.join()).toContain('held back');
  });

  test('our side’s unknown words get what is near and the way to help', async () => {
    const answer = messageOf(await rig().bot.handle(event('command', 'mei', { text: 'nite "milk"' })).reply);
    expect(answer.fallbackText).toBe('I did not understand “nite "milk"”.');
    expect(buttonOf(answer, 'Write a note')).toEqual(openForm('note new', { text: 'milk' }));
    expect(buttonOf(answer, 'What can I do?')).toEqual(press('help show'));
  });

  test('a contact’s words are kept, also those that begin like a command that is not theirs', async () => {
    const { bot, freely } = rig();
    await bot.handle(event('mention', 'ana', { text: 'checkout is down!!', conversation: 'C-client' })).reply;
    await bot.handle(event('mention', 'ana', { text: 'note list is empty in our shop', conversation: 'C-client' })).reply;
    expect(freely.map(({ text }) => text)).toEqual(['checkout is down!!', 'note list is empty in our shop']);
    expect(textOf(await bot.handle(event('mention', 'ana', { text: '', conversation: 'C-client' })).reply)).toBe('I can help.');
  });

  test('an installation that is connected to nothing is told how to begin, whatever is pressed; its row is done', async () => {
    const { bot, ran } = rig();
    for (const what of [pressed('zoe', 'note new', { text: 'x' }, { tenant: 'stranger' }), event('command', 'zoe', { text: 'note', tenant: 'stranger' })])
      expect(textOf(await bot.handle(what).reply)).toContain('not connected');
    expect(ran).toEqual([]);
    leaseClock.advance(600_000);
    expect(await bot.recover()).toBe(0);
  });

  test('a flood is told once; a form in it stays open with what was typed', async () => {
    const { bot } = rig();
    for (let count = 0; count < 30; count++) await bot.handle(pressed('mei', 'help show')).reply;
    expect(textOf(await bot.handle(pressed('mei', 'help show')).reply)).toContain('wait a moment');
    expect(await bot.handle(pressed('mei', 'help show')).reply).toEqual(nothing);
    const form = await bot.handle(submit('mei', { text: 'milk' })).reply;
    expect([form.kind, filledIn(form, 'text')]).toEqual(['invalid', 'milk']);
    expect(textOf(await bot.handle(pressed('ana', 'help show')).reply)).toBe('I can help.');
  });
});

describe('when something breaks half-way', () => {
  const bang = async () => {
    throw new TypeError('cannot read properties of undefined (reading "secretTable")');
  };

  test('a reference stands in the reply and in the log, and nothing of the inside in the reply', async () => {
    const { bot, interrupt } = rig();
    interrupt(bang);
    const answer = messageOf(await bot.handle(event('command', 'mei', { text: 'note "milk"' })).reply);
    const reference = /reference ([0-9a-f]{8})\./.exec(answer.fallbackText)?.[1];
    expect(reference).toBeDefined();
    expect(logged.join()).toContain(reference);
    expect(JSON.stringify(answer)).not.toContain('secretTable');
    expect(logged.join()).toContain('secretTable');
  });

  test('[Try again] is the same request, so that nothing is made twice', async () => {
    const { bot, interrupt, ran } = rig();
    interrupt(bang);
    const answer = messageOf(await bot.handle(event('command', 'mei', { text: 'note "milk" red' })).reply);
    const done = await bot.handle(event('action', 'mei', { payload: buttonOf(answer, 'Try again') })).reply;
    expect(textOf(done)).toBe('Noted: milk');
    expect(ran[1]).toMatchObject({ requestId: ran[0]?.requestId, input: ran[0]?.input });
  });

  test('a form comes back with its values; sent again as it was it is the same request, changed it is another', async () => {
    const { bot, interrupt, ran } = rig();
    interrupt(bang);
    const reply = await bot.handle(submit('mei', { text: 'milk', colour: 'red', id: 'n7' })).reply;
    expect([reply.kind, filledIn(reply, 'text'), filledIn(reply, 'colour')]).toEqual(['invalid', 'milk', 'red']);
    const { hidden } = formOf(reply);
    const again = (values: Record<string, string>) => submit('mei', { ...values, ...(hidden as Record<string, string>) });
    await bot.handle(again({ text: 'milk', colour: 'red' })).reply;
    await bot.handle(again({ text: 'honey', colour: 'red' })).reply;
    const [first, same, other] = ran.map(({ requestId }) => requestId);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  test('a request of another installation cannot be taken over', async () => {
    const { bot, interrupt, ran } = rig();
    interrupt(bang);
    const answer = messageOf(await bot.handle(event('command', 'mei', { text: 'note "milk" red' })).reply);
    await bot.handle(event('action', 'mei', { payload: buttonOf(answer, 'Try again'), tenant: 't2' })).reply;
    expect(ran[1]?.requestId).toMatch(/^playground\/t2\//);
  });

  test('a late refusal of a form opens it again with what was typed', async () => {
    const { bot, interrupt } = rig();
    interrupt(async () => {
      throw new RapportError('conflict', 'taken');
    });
    const reply = await bot.handle(submit('mei', { text: 'milk' })).reply;
    expect([reply.kind, filledIn(reply, 'text'), formOf(reply).notice]).toEqual(['invalid', 'milk', 'Somebody changed it in the meantime. Please look again.']);
    interrupt(async () => {
      throw new RapportError('invalid', 'no', { forPeople: said('No milk today.', '今天没有。'), field: 'text' });
    });
    expect(errorOf(await bot.handle(submit('mei', { text: 'milk' })).reply, 'text')).toBe('No milk today.');
  });

  test('one slice that fails to listen does not silence the others, and what happened to a channel is told to it again', async () => {
    let faults = 1;
    const heard: string[] = [];
    const on: Slice['on'] = {
      channelRenamed: async (renamed) => {
        if (faults-- > 0) throw new RapportError('unavailable', 'away');
        heard.push(renamed.place.conversation);
        return undefined;
      },
    };
    const also: Slice['on'] = { channelRenamed: async () => void heard.push('the other') as undefined };
    const slice = (name: string, listening: Slice['on']): Slice => ({
      name,
      things: [],
      commands: [],
      jobs: [],
      collections: [],
      ...(listening === undefined ? {} : { on: listening }),
    });
    const { bot, late } = rig({ slices: [slice('first', on), slice('second', also)] });
    const renamed = event('channelRenamed', 'mei', { conversation: 'C-client' });
    expect(await bot.handle(renamed).reply).toEqual(nothing);
    expect(heard).toEqual(['the other']);
    leaseClock.advance(120_000);
    expect(await bot.recover()).toBe(1);
    expect(heard).toEqual(['the other', 'C-client', 'the other']);
    leaseClock.advance(120_000);
    expect([await bot.recover(), late]).toEqual([0, []]);
  });
});

describe('what a crash left undone', () => {
  /** A bot whose process dies in the middle of a handler: what it does after is never seen. */
  async function dying(what: InboundEvent): Promise<void> {
    const { bot, interrupt } = rig();
    interrupt(() => new Promise(() => undefined));
    await bot.handle(what).kept;
    await Promise.resolve();
  }

  test('is done by one of two others once its lease is over, as the same request, and answered late', async () => {
    const what = submit('ana', { text: 'milk' }, { conversation: 'C-client' });
    await dying(what);
    const [one, two] = [rig(), rig()];
    leaseClock.advance(119_999);
    expect([await one.bot.recover(), await two.bot.recover()]).toEqual([0, 0]);
    leaseClock.advance(1);
    const counts = await Promise.all([one.bot.recover(), two.bot.recover()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect([...one.ran, ...two.ran]).toEqual([expect.objectContaining({ requestId: `playground/t1/${what.id}` })]);
    const [late] = [...one.late, ...two.late];
    expect(messageOf(late?.reply ?? nothing).blocks).toEqual([
      { kind: 'context', text: expect.stringContaining('took longer') },
      { kind: 'text', text: 'Noted: milk' },
    ]);
    leaseClock.advance(600_000);
    expect([await one.bot.recover(), await two.bot.recover()]).toEqual([0, 0]);
  });

  test('a worker that is only slow keeps its work, however long it takes', async () => {
    const { bot, interrupt, ran, late } = rig();
    let finish: () => void = () => undefined;
    interrupt(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const { kept, reply } = bot.handle(submit('mei', { text: 'milk' }));
    await kept;
    while (ran.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const other = rig();
    for (let minute = 0; minute < 5; minute++) {
      leaseClock.advance(60_000);
      expect([await bot.recover(), await other.bot.recover()]).toEqual([0, 0]);
    }
    finish();
    expect(textOf(await reply)).toBe('Noted: milk');
    leaseClock.advance(600_000);
    expect([await other.bot.recover(), ran.length, late.length]).toEqual([0, 1, 0]);
  });

  test('is given up after three tries, told with what was typed, and kept for an operator', async () => {
    const what = submit('mei', { text: 'milk' });
    await dying(what);
    const failing = rig({
      answerLate: async () => {
        throw new Error('the platform is away');
      },
    });
    for (let attempt = 0; attempt < 2; attempt++) {
      leaseClock.advance(120_000);
      expect(await failing.bot.recover()).toBe(1);
    }
    leaseClock.advance(120_000);
    const { bot, late, ran } = rig();
    expect(await bot.recover()).toBe(1);
    expect(ran).toEqual([]);
    const [told] = late;
    expect(filledIn(told?.reply ?? nothing, 'text')).toBe('milk');
    leaseClock.advance(24 * 3_600_000);
    expect([await bot.recover(), await bot.sweep()]).toEqual([0, 0]);
    expect(await db.everywhere(inboxRows).findOne({ state: 'dead' })).toMatchObject({ kind: 'formSubmit', event: expect.stringContaining('milk') });
  });

  test('a contact’s words are among it; a slash command, whose writer saw that nothing came, is not', async () => {
    const away = rig({ locate: () => new Promise(() => undefined) });
    await away.bot.handle(event('mention', 'ana', { text: 'checkout is down!!', conversation: 'C-client' })).kept;
    await away.bot.handle(event('command', 'mei', { text: 'note "milk"' })).kept;
    leaseClock.advance(120_000);
    const { bot, freely, ran } = rig();
    expect([await bot.recover(), freely.map(({ text }) => text), ran]).toEqual([1, ['checkout is down!!'], []]);
  });

  test('events that no platform sends again are forgotten', async () => {
    const { bot } = rig();
    await bot.handle(pressed('mei', 'help show')).reply;
    await bot.handle(event('mention', 'mei', { text: 'help' })).reply;
    leaseClock.advance(11 * 60_000);
    expect(await bot.sweep()).toBe(1);
    leaseClock.advance(25 * 3_600_000);
    expect(await bot.sweep()).toBe(1);
  });
});

test('every change is on record: who, what, before, after, when, from where', async () => {
  const { bot } = rig();
  clock.advance(5_000);
  await bot.handle(submit('ana', { text: 'milk' }, { conversation: 'C-client' })).reply;
  const audit = createAuditLog({ db, clock });
  const scope = { workspaceId: 'w1' } as Parameters<typeof audit.history>[0];
  expect(await audit.history(scope, 'note:milk')).toEqual([
    {
      _id: expect.any(String),
      workspaceId: 'w1',
      projectId: 'p1',
      at: new Date('2026-11-23T08:00:05Z'),
      by: 'ana',
      byName: 'ana',
      action: 'note new',
      subject: 'note:milk',
      before: '{"there":false}',
      after: '{"text":"milk"}',
      from: 'playground/channel C-client',
    },
  ]);
  expect(await audit.history({ workspaceId: 'w2' } as typeof scope, 'note:milk')).toEqual([]);
});
