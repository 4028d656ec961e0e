import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registers } from '../../src/app/registers.ts';
import { type Command, defineCommand, type Reply, toCaller } from '../../src/core/command.ts';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import { field } from '../../src/core/fields.ts';
import { shownLists } from '../../src/core/lists/list.ts';
import type { EventKind, EventOf, FormValues, Place } from '../../src/core/platform.ts';
import { usageOf } from '../../src/core/registry.ts';
import { newId } from '../../src/ground/ids.ts';
import { numberOf } from '../../src/records/entries/numbers.ts';
import { said, words } from '../fakes/botCommands.ts';
import { closeRig, event, openRig, rig } from '../fakes/botRig.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { someOf } from '../fakes/eachKind.ts';
import { type Answers, walk } from '../fakes/formWalk.ts';
import { runs } from '../fakes/soak.ts';
import { buttonOf, messageOf } from '../fakes/talk.ts';
import { formFindings } from './formFindings.ts';

let house: Composed;
let here: Settled;
let count = 0;
beforeAll(async () => {
  house = await composed();
});
afterAll(() => house.db.close());

async function nextHouse(): Promise<void> {
  here = await settle(house, { tenant: `here${++count}` });
}
type Who = { readonly as?: string; readonly place?: Place };
const does = (kind: EventKind, more: object, { as = 'mei', place }: Who = {}): Promise<Reply> =>
  house.bot.handle(
    eventIn(here.tenant, kind, as, { ...more, ...(place === undefined ? {} : { place }) } as Partial<
      EventOf<EventKind>
    >),
  ).reply;
const types = (text: string, who?: Who) => does('command', { text }, who);
const presses = (command: string, input: FormValues, who?: Who) =>
  does('action', { payload: { v: 1, command, input } }, who);
const sends = (command: string, values: FormValues, who?: Who) => does('formSubmit', { command, values }, who);
const formOf = (reply: Reply) => {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`a ${reply.kind}`);
  return reply.form;
};
const shown = (reply: Reply) => Object.fromEntries(formOf(reply).fields.map(({ name, value }) => [name, value]));
const channelCalled = (name: string): Place => ({ conversation: `C-${name}-${here.tenant}`, kind: 'channel', name });
/** A channel that Rapport has just joined, without a link. */
async function newChannel(name: string): Promise<Place> {
  const place = channelCalled(name);
  await does('memberJoined', { bot: true, by: 'mei' }, { place });
  return place;
}

describe('every typed command ends by filling in what its forms show', () => {
  /** Prepares the data for a command each time it is typed, and the values for its forms. */
  async function prepared(command: Command): Promise<{ answers: Answers; place: Place }> {
    const nth = ++count;
    const { scope, tenant, acme, mei, clientChannel } = here;
    const isAboutChannels = ['setup', 'link', 'unlink'].includes(command.thing.name);
    const place = isAboutChannels ? await newChannel(`new-${nth}`) : channelCalled('general');
    const chat = { platform: 'playground' as const, tenant };
    const answers: Record<string, string> = {
      ...{
        project: 'ACME',
        client: 'Acme',
        reminder: '1',
        delivery: '1',
        platform: 'playground',
        dates: '2026-12-24',
        quarter: 'Q3',
        name: `Delta ${nth}`,
      },
      ...{
        table: `client,project,kind,what\nDelta ${nth},Site,task,Plan ${nth}`,
        person: 'Tom Berg',
        to: 'Dora Voss',
        manager: 'Dora Voss',
        channel: `#${place.name}`,
      },
    };
    if (command.thing.name === 'reminder') {
      await types('remind me "Assets" tomorrow 9:00', { as: 'root' });
      // No list was shown recently, so a number refers to the present list.
      await house.db.within(shownLists, scope).deleteMany({});
    }
    // It takes the number of the milestone whose checks it makes.
    const isOfMilestone = command.name === 'check plan';
    const register = registers.find(({ thing }) =>
      isOfMilestone ? thing.name === 'milestone' : thing === command.thing,
    );
    if (register !== undefined) {
      const fresh = { _id: newId(), projectId: here.project._id, kind: register.kind, title: `Thing ${nth}` };
      const entry = await house.entries.add(scope, fresh);
      answers.number = numberOf(entry, register.kind, 'ACME');
      answers.owner = register.spec.owner?.side === 'client' ? 'Ana Lima' : 'Tom Berg';
      if (register.spec.due?.isPast === true) answers.due = '2026-11-02';
    }
    if (command.thing.name === 'words') {
      answers.id = `Guest ${nth}`;
      const from = { user: `guest-${nth}`, tenant: 'outside', name: answers.id, outsider: true };
      await does(
        'directMessage',
        { text: 'Who can help me?', from },
        { place: { conversation: `D-guest-${nth}`, kind: 'direct' } },
      );
    }
    if (command.thing.name === 'person') {
      answers.person = `Guest ${nth}`;
      await house.people.see(scope, { ...chat, user: `guest-${nth}`, via: tenant, name: answers.person });
    }
    if (command.thing.name === 'link' || command.thing.name === 'unlink') {
      const about = {
        name: `Site ${nth}`,
        clientId: acme._id,
        managerId: mei._id,
        locale: 'en' as const,
        zone: 'UTC',
        state: 'active' as const,
      };
      const project = await house.projects.add(scope, about);
      answers.project = project.key;
      const linked = {
        ...chat,
        conversation: place.conversation,
        name: place.name ?? '',
        projectId: project._id,
        audience: 'client' as const,
      };
      if (command.thing.name === 'unlink') await house.projects.link(scope, linked);
    }
    if (command.thing.name === 'delivery') {
      const to = { ...chat, conversation: clientChannel.conversation, audience: 'client' as const };
      const message = { audience: 'client' as const, fallbackText: 'Hello', blocks: [] };
      const key = `parked-${nth}`;
      await house.outbox.enqueue({
        key,
        workspaceId: here.workspace._id,
        to,
        message,
        locale: 'en',
        zone: 'UTC',
        noise: 'answer',
      });
      await house.db.everywhere(deliveries).updateMany({ key }, { $set: { state: 'dead' } });
    }
    // Within the limit for people.
    house.clock.advance(60_000);
    return { answers, place };
  }

  /** Why a typed command never ends; undefined if it does. */
  async function endless(command: Command, text: string, where: 'channel' | 'direct'): Promise<string | undefined> {
    const { answers, place } = await prepared(command);
    const who = where === 'channel' ? { as: 'root', place } : { as: 'root' };
    const why = await walk(await types(text, who), { send: (name, values) => sends(name, values, who), answers });
    return why === undefined ? undefined : `${where}: ${text}: ${why}`;
  }

  /** Each way to type a command: bare, or with its usage or its example, in a language and a place. */
  const WAYS: readonly [(command: Command) => string | undefined, where: 'channel' | 'direct'][] = [
    [(command) => usageOf(command, 'en'), 'channel'],
    [(command) => usageOf(command, 'zh-CN'), 'direct'],
    [({ thing, verb }) => `${thing.name} ${verb}`, 'direct'],
    [({ example }) => example?.en, 'channel'],
    [({ example }) => example?.['zh-CN'], 'direct'],
  ];

  test('with its usage, its example and bare, in both languages, in a channel and in a direct message', async () => {
    const reasons: (string | undefined)[] = [];
    // The project `soak` types each command in all ways; `npm test` in one of the first three, and in some of the rest.
    const step = runs(3, 1);
    let nth = 0;
    for (const thing of house.registry.things) {
      await nextHouse();
      for (const command of someOf(house.registry.commands).filter((one) => one.thing === thing)) {
        nth += 1;
        for (const [textOf, where] of WAYS.filter((_, at) => (at + nth) % step === 0)) {
          const text = textOf(command);
          if (text !== undefined) reasons.push(await endless(command, text, where));
        }
      }
    }
    expect(reasons.filter((why) => why !== undefined)).toEqual([]);
  });

  test('and a command that never ends is found', async () => {
    const shared = {
      permission: 'ask',
      summary: said('Trap', '陷阱'),
      run: async () => toCaller(words('Out of it.')),
    } as const;
    const thing = { name: 'trap', title: said('Trap', '陷阱'), aliases: ['陷阱'] };
    const text = field.text({ label: said('Text', '内容') });
    const traps = [
      // The missing value belongs to none of its fields.
      defineCommand({
        ...shared,
        thing,
        verb: 'new',
        input: { text },
        positional: ['text'],
        check: () => ({ other: { code: 'required' } }) as object,
      }),
      // The error stays with any value.
      defineCommand({
        ...shared,
        thing,
        verb: 'edit',
        input: { text },
        check: () => ({ text: { code: 'notUnderstood' } }),
      }),
      defineCommand({ ...shared, thing, verb: 'done', input: { text } }),
    ];
    await openRig();
    const { bot } = rig({ slices: [{ name: 'traps', things: [thing], commands: traps, jobs: [], collections: [] }] });
    const why = async (typed: string) =>
      walk(await bot.handle(event('command', 'mei', { text: typed })).reply, {
        send: (command, values) => bot.handle(event('formSubmit', 'mei', { command, values })).reply,
        answers: {},
      });
    expect([await why('trap new "Out"'), await why('trap edit'), await why('trap done')]).toEqual([
      expect.anything(),
      expect.stringContaining('I did not understand when'),
      undefined,
    ]);
    await closeRig();
  });
});

test('the form of every step of the examples opens with its values, needs what it needs, and means what is typed', async () => {
  const findings: string[] = [];
  for (const slice of house.slices) findings.push(...(await formFindings(house, slice)));
  expect(findings).toEqual([]);
});

describe('a channel becomes a project', () => {
  beforeEach(nextHouse);

  test('at once, if all values were typed there', async () => {
    const place = await newChannel('beta');
    const reply = await types('setup Beta client English', { place });
    expect(messageOf(reply).fallbackText).toContain('Beta (BETA) is ready');
    expect(
      await house.projects.channel(here.scope, {
        platform: 'playground',
        tenant: here.tenant,
        conversation: place.conversation,
      }),
    ).toMatchObject({
      audience: 'client',
      name: 'beta',
    });
  });

  test('also without an event about joining it', async () => {
    expect(messageOf(await types('接入 安静 客户 中文', { place: channelCalled('quiet') })).fallbackText).toMatch(
      /ready|就绪/,
    );
  });

  test('with the form of the bare words, and with the button in help', async () => {
    const answers = { client: 'Beta', language: 'en' };
    const place = await newChannel('beta');
    const form = await types('setup', { place });
    expect(Object.keys(shown(form))).toEqual(['client', 'kind', 'language']);
    expect(await walk(form, { send: (command, values) => sends(command, values, { place }), answers })).toBeUndefined();

    const other = await newChannel('gamma');
    const help = messageOf(await types('help setup', { place: other }));
    const { command, input } = buttonOf(help, 'Set up a channel as a project');
    const opened = await presses(command, input, { place: other });
    expect(
      await walk(opened, {
        send: (name, values) => sends(name, values, { place: other }),
        answers: { ...answers, client: 'Gamma' },
      }),
    ).toBeUndefined();
    expect((await house.projects.all(here.scope)).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Beta', 'Gamma']),
    );
  });

  test('in which the form was opened, wherever it is sent from', async () => {
    const place = await newChannel('beta');
    const { hidden } = formOf(await types('setup', { place }));
    await sends('setup new', { ...hidden, client: 'Beta', kind: 'client', language: 'en' });
    expect(
      await house.projects.channel(here.scope, {
        platform: 'playground',
        tenant: here.tenant,
        conversation: place.conversation,
      }),
    ).toMatchObject({
      audience: 'client',
    });
  });

  test.each([
    ['setup Beta client English', { client: 'Beta', kind: 'client', language: 'en', channel: undefined }],
    ['setup', { client: undefined, kind: 'client', language: undefined, channel: undefined }],
  ])('that is asked for in a direct message, which is none: %s', async (text, fields) => {
    await newChannel('beta');
    const form = await types(text);
    expect(shown(form)).toEqual(fields);
    const without = await sends('setup new', {
      ...formOf(form).hidden,
      client: 'Beta',
      kind: 'client',
      language: 'en',
      channel: '',
    });
    expect(formOf(without).fields.find(({ name }) => name === 'channel')?.error).toBe('Please fill this in.');
    const done = await sends('setup new', {
      ...formOf(without).hidden,
      client: 'Beta',
      kind: 'client',
      language: 'en',
      channel: '#beta',
    });
    expect(messageOf(done).fallbackText).toContain('Beta (BETA) is ready');
  });

  test('a wrong hidden value is shown in the form if people can name it', async () => {
    const place = await newChannel('beta');
    const form = await types('setup Beta client English zone:Atlantis', { place });
    expect(
      formOf(form)
        .fields.filter(({ error }) => error !== undefined)
        .map(({ name, value }) => [name, value]),
    ).toEqual([['zone', 'Atlantis']]);
    expect(
      await walk(form, { send: (command, values) => sends(command, values, { place }), answers: {} }),
    ).toBeUndefined();
  });

  test('`key:value` with an unknown key is asked about, and is no part of a name', async () => {
    const place = await newChannel('beta');
    const form = formOf(await types('setup Beta client English key:BETA', { place }));
    expect(form.fields.find(({ name }) => name === 'client')?.value).toBe('Beta');
    expect(form.notice).toContain('key:BETA');
  });

  test('another value is chosen in the form if the first one is taken', async () => {
    await newChannel('beta');
    const send = (channel: string, hidden: FormValues = {}) =>
      sends('setup new', { ...hidden, client: 'Beta', kind: 'client', language: 'en', channel });
    const taken = await send('#acme');
    expect(formOf(taken).fields.find(({ name }) => name === 'channel')?.error).toContain('is linked already');
    expect(messageOf(await send('#beta', formOf(taken).hidden)).fallbackText).toContain('ready');
  });
});

test('a missing id that only a button knows is answered in words, never asked for in a form', async () => {
  await nextHouse();
  for (const reply of [
    await types('words sort problem'),
    await sends('words sort', { sort: 'problem' }),
    await presses('words sort', { sort: 'problem' }),
  ])
    expect(messageOf(reply).fallbackText).toContain('Please start again');
});
