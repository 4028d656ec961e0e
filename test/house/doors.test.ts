import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { may } from '../../src/core/access.ts';
import type { Command, Reply } from '../../src/core/command.ts';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import type { FormValues } from '../../src/core/platform.ts';
import { usageOf } from '../../src/core/registry.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { someOf } from '../fakes/eachKind.ts';
import { runExamples } from '../fakes/examples.ts';
import { runs, sample } from '../fakes/soak.ts';
import { buttonOf, messageOf } from '../fakes/talk.ts';

/** Is in every internal field, and in all data of the other client and the other workspace. */
const CANARY = 'canary';
let house: Composed;
let here: Settled;
let there: Settled;
beforeAll(async () => {
  house = await composed();
  here = await settle(house, { tenant: 'here', word: CANARY });
  await runExamples(house, { tenant: 'here', word: CANARY });
  there = await settle(house, { tenant: 'there', word: `${CANARY}-there` });
});
afterAll(() => house.db.close());

const THEIRS = ['ana', 'cai', 'bo', 'zoe'];
const OURS = ['mei', 'root', 'tom', 'dora'];
const inChannel = (name: 'client' | 'internal', tenant = 'here') => ({
  conversation: `C-${name}-${tenant}`,
  kind: 'channel' as const,
});
const inDirect = (who: string) => ({ conversation: `D-${who}`, kind: 'direct' as const });

/** Values for each kind of field: own things, our side's, the other client's and the other workspace's. */
function raw(name: string): Record<string, readonly string[]> {
  const ids = [
    here.project._id,
    here.foreign._id,
    here.other._id,
    here.clientChannel._id,
    here.internalChannel._id,
    here.mei._id,
    there.project._id,
    there.acme._id,
    there.internalChannel._id,
  ];
  return {
    text: name === 'project' || name === 'client' ? ['ACME', 'OTHER', 'Acme', ...ids] : ['ACME', 'x', '', ...ids],
    longText: ['client,project\nAcme,Shop', '2026-12-24', ''],
    number: ['1'],
    toggle: ['yes', 'no'],
    date: ['2026-12-01', '2026-12-05'],
    time: ['09:00'],
    when: ['tomorrow 9:00'],
    person: ['@Ana', '@Mei', 'me', '@Tom', '<@root>', here.mei._id, there.mei._id, there.ana._id],
    channel: ['<#C-client-here>', '<#C-internal-here>', '#acme', 'here', 'C-internal-there'],
    zone: ['Europe/Berlin'],
  };
}
const inputOf = (command: Command): fc.Arbitrary<FormValues> =>
  fc.record(
    Object.fromEntries(
      Object.entries(command.input).map(([name, field]) => [
        name,
        fc.constantFrom(...(field.options?.map((one) => one.value) ?? raw(name)[field.kind] ?? [''])),
      ]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<FormValues>;

async function ask(
  ...[tenant, kind, from, more]: Parameters<
    typeof eventIn<'action' | 'formSubmit' | 'command' | 'mention' | 'directMessage'>
  >
): Promise<Reply> {
  // Within the limit for people.
  house.clock.advance(5_000);
  return house.bot.handle(eventIn(tenant, kind, from, more as never)).reply;
}
const press = (
  from: string,
  command: string,
  input: FormValues,
  place: ReturnType<typeof inChannel> | ReturnType<typeof inDirect>,
  tenant = 'here',
) => ask(tenant, 'action', from, { place, payload: { v: 1, command, input } } as never);

/** All text that a client's person could read: public answers, updated messages, and deliveries to a client. */
async function readByClients(reply: Reply, toContact: boolean): Promise<string> {
  const shown =
    reply.kind === 'update' ||
    (reply.kind === 'message' && (reply.to === 'conversation' || toContact)) ||
    (toContact && (reply.kind === 'form' || reply.kind === 'invalid'));
  const rows = await house.db.everywhere(deliveries).find({ 'to.audience': 'client' });
  return JSON.stringify([shown ? reply : null, rows.map((row) => row.message)]);
}
/** The word itself may be returned to the person who typed it. */
const leaks = (text: string) => new RegExp(`${CANARY}[ -]`).exec(text)?.input.slice(0, 500);

describe('no internal word reaches a client', () => {
  test('after any press or form of a contact or a stranger, with any input, in any place', async () => {
    const asking = fc.constantFrom(...house.registry.commands).chain((command) =>
      fc.record({
        command: fc.constant(command),
        input: inputOf(command),
        as: fc.constantFrom(...THEIRS),
        kind: fc.constantFrom('action' as const, 'formSubmit' as const),
        place: fc.constantFrom(inChannel('client'), inChannel('internal'), undefined),
      }),
    );
    await fc.assert(
      fc.asyncProperty(asking, async ({ command, input, as, kind, place }) => {
        const where = place ?? inDirect(as);
        const reply =
          kind === 'action'
            ? await press(as, command.name, input, where)
            : await ask('here', 'formSubmit', as, { place: where, command: command.name, values: input } as never);
        expect(leaks(await readByClients(reply, true))).toBeUndefined();
      }),
      { numRuns: runs(50, 250) },
    );
  });

  test('after any command that a contact types in each language', async () => {
    for (const [nth, command] of someOf(house.registry.commands).entries()) {
      const texts = [
        usageOf(command, 'en'),
        usageOf(command, 'zh-CN'),
        command.example?.en ?? '',
        `${command.name} OTHER`,
      ];
      // In `npm test` each command is typed in two of the four ways.
      for (const text of texts.filter((_, at) => (at + nth) % runs(2, 1) === 0)) {
        const reply = await ask('here', 'mention', 'ana', { place: inChannel('client'), text } as never);
        expect(leaks(await readByClients(reply, true)), text).toBeUndefined();
      }
    }
  });

  test('after any command of our side in the client’s channel: only private answers may hold it', async () => {
    const doing = fc.constantFrom(...house.registry.commands).chain((command) =>
      fc.record({
        command: fc.constant(command),
        input: inputOf(command),
        as: fc.constantFrom(...OURS),
        aloud: fc.boolean(),
      }),
    );
    const showsNote = house.registry.commands.filter(({ name }) => name === 'project show');
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(doing, async ({ command, input, as, aloud }) => {
        const typed = command.example?.en ?? command.name;
        const reply = aloud
          ? await ask('here', 'mention', as, { place: inChannel('client'), text: typed } as never)
          : await press(as, command.name, input, inChannel('client'));
        if (leaks(JSON.stringify(reply)) !== undefined) seen += 1;
        expect(leaks(await readByClients(reply, false))).toBeUndefined();
        const { message } = 'message' in reply ? reply : { message: undefined };
        if (message?.audience === 'client') expect(leaks(JSON.stringify(message))).toBeUndefined();
      }),
      {
        numRuns: runs(50, 250),
        // Few random runs may show no internal text; this press always does.
        examples: showsNote.map((command) => [{ command, input: {}, as: 'mei', aloud: false }]),
      },
    );
    expect(seen, 'the canaries are in what our side is shown').toBeGreaterThan(0);
  });
});

test('a contact gets no form for a forbidden command, neither by a press nor by text', async () => {
  const { setting } = await house.directory.locate(
    eventIn('here', 'mention', 'bo', { place: inChannel('client'), text: 'x' }),
  );
  for (const command of someOf(house.registry.commands)) {
    const { actor } = await house.directory.locate(
      eventIn('here', 'mention', 'bo', { place: inChannel('client'), text: 'x' }),
    );
    if (actor === undefined || may(actor, command.permission, setting.project, house.clock.now())) continue;
    for (const input of [{}, { $form: 'open' }])
      expect((await press('bo', command.name, input, inChannel('client'))).kind, command.name).toBe('message');
  }
});

test('no command changes or shows data of another workspace', async () => {
  const snapshot = async () => {
    const { scope } = there;
    const [people, clients, projects] = await Promise.all([
      house.people.all(scope),
      house.clients.all(scope),
      house.projects.all(scope),
    ]);
    const channels = await Promise.all(projects.map((one) => house.projects.channelsOf(scope, one._id)));
    return JSON.stringify([people, clients, projects, channels]);
  };
  // An erasure has pending events copied, in all workspaces.
  await house.histories.recover();
  const before = await snapshot();
  const foreign: Record<string, readonly string[]> = {
    text: [there.project._id, there.acme._id, there.clientChannel._id, there.mei._id],
    person: [there.mei._id, there.ana._id],
    channel: ['C-client-there', 'C-internal-there', `<#${there.clientChannel.conversation}>`],
  };
  const own = raw('');
  const everybody = [...OURS, ...THEIRS];
  const tries = someOf(house.registry.commands).flatMap((command) => everybody.map((as) => ({ as, command })));
  // Of eight people, each third one in turn: every command and every person is among them.
  for (const { as, command } of sample(tries, 3)) {
    for (let round = 0; round < 2; round++) {
      const input = Object.fromEntries(
        Object.entries(command.input).map(([name, field]) => {
          const values = field.options?.map((one) => one.value) ?? foreign[field.kind] ?? own[field.kind] ?? ['x'];
          return [name, values[round % values.length] ?? ''];
        }),
      );
      const reply = await press(as, command.name, input, inDirect(as));
      expect(JSON.stringify(reply), `${as}: ${command.name}`).not.toContain(`${CANARY}-there`);
    }
  }
  expect(await snapshot()).toBe(before);
});

test('a button of ours pressed in the client’s channel answers only its presser, and changes no public message', async () => {
  const calm = await settle(house, { tenant: 'pressed', word: CANARY });
  const reply = await press(
    'mei',
    'link check',
    { channel: calm.internalChannel._id },
    inChannel('client', 'pressed'),
    'pressed',
  );
  expect(JSON.stringify(reply)).toContain(CANARY);
  expect(leaks(await readByClients(reply, false))).toBeUndefined();
});

describe('a contact’s message', () => {
  /** An agency without any earlier act. */
  let calm: Settled;
  beforeAll(async () => {
    calm = await settle(house, { tenant: 'calm' });
  });

  test('is stored unchanged, its kind is asked for, and the manager is told once, privately', async () => {
    const text = 'link is broken on the checkout page!!';
    const asked = messageOf(await ask('calm', 'mention', 'bo', { place: inChannel('client', 'calm'), text } as never));
    expect(asked.blocks).toContainEqual({ kind: 'quote', text });
    const payload = buttonOf(asked, 'Problem');
    const told = () =>
      house.db.everywhere(deliveries).find({ key: { $gte: 'words:', $lt: 'words;' }, workspaceId: calm.workspace._id });
    const already = (await told()).length;
    const thanks = messageOf(await press('bo', payload.command, payload.input, inChannel('client', 'calm'), 'calm'));
    expect(thanks.fallbackText).toBe('Thank you. Mei Chen has it now and will get back to you.');
    await press('bo', payload.command, payload.input, inChannel('client', 'calm'), 'calm');
    const rows = await told();
    expect(rows.length - already).toBe(1);
    const row = rows.find(({ message }) => message.includes(text));
    expect(row?.to).toMatchObject({ conversation: 'D-mei', audience: 'internal' });
  });

  test.each([
    'today nothing works, and the cart is empty',
    'me too',
    'today please!',
    'reminders don’t work',
    '提醒没有收到',
  ])('is stored also if it begins like a contact’s command: %s', async (text) => {
    const asked = messageOf(await ask('calm', 'mention', 'bo', { place: inChannel('client', 'calm'), text } as never));
    expect(asked.blocks).toContainEqual({ kind: 'quote', text });
  });

  test('and the items that wait for the contact are told privately, also after a message in a channel', async () => {
    const reply = await ask('calm', 'mention', 'bo', { place: inChannel('client', 'calm'), text: 'today' } as never);
    expect(reply).toMatchObject({
      kind: 'message',
      to: 'caller',
      message: { audience: 'client', fallbackText: expect.stringContaining('Nothing waits for you') },
    });
  });

  test('is stored also if it begins like a command that only buttons run', async () => {
    const text = 'words on the start page are wrong';
    const asked = messageOf(await ask('calm', 'mention', 'bo', { place: inChannel('client', 'calm'), text } as never));
    expect(asked.blocks).toContainEqual({ kind: 'quote', text });
  });

  test('without a project waits in the admins’ list only', async () => {
    const outside = { user: 'zoe', tenant: 'outside', name: 'zoe', outsider: true };
    await ask('calm', 'directMessage', 'zoe', { from: outside, text: 'who runs our shop?' } as never);
    const day = async (who: string) => JSON.stringify(await ask('calm', 'command', who, { text: 'today' } as never));
    const list = await day('root');
    expect(list).toContain('zoe wrote (not sorted yet, no project):');
    expect(list).toContain('who runs our shop?');
    for (const other of ['mei', 'tom']) expect(await day(other)).not.toContain('who runs our shop?');
  });

  test('cannot be sorted by another contact of the same client', async () => {
    const asked = messageOf(
      await ask('calm', 'mention', 'bo', {
        place: inChannel('client', 'calm'),
        text: 'our budget is nearly gone',
      } as never),
    );
    const payload = buttonOf(asked, 'Question');
    expect(
      JSON.stringify(await press('ana', payload.command, payload.input, inChannel('client', 'calm'), 'calm')),
    ).not.toContain('budget');
    expect(
      JSON.stringify(await press('bo', payload.command, payload.input, inChannel('client', 'calm'), 'calm')),
    ).toContain('budget');
  });

  test('cannot be opened by a member of another project', async () => {
    const asked = messageOf(
      await ask('calm', 'mention', 'bo', {
        place: inChannel('client', 'calm'),
        text: 'the price list is wrong',
      } as never),
    );
    const payload = buttonOf(asked, 'Question');
    const reply = messageOf(await press('ana', payload.command, payload.input, inChannel('client', 'there'), 'there'));
    expect(JSON.stringify(reply)).not.toContain('price list');
  });
});

describe('a refusal to our side', () => {
  let quiet: Awaited<ReturnType<typeof settle>>;
  beforeAll(async () => {
    quiet = await settle(house, { tenant: 'quiet', word: CANARY });
  });

  test('may name internal things, so it is private, also in a channel that a client reads', async () => {
    const input = { channel: 'C-internal-quiet', $form: 'open' };
    const refused = messageOf(await press('mei', 'setup new', input, inChannel('client', 'quiet'), 'quiet'));

    expect([refused.audience, refused.fallbackText]).toEqual([
      'internal',
      expect.stringContaining(`${CANARY}-internal is linked already`),
    ]);
  });

  test('also meets a member, but not a manager, who sets a reminder for a person without a client', async () => {
    const { person } = await house.people.see(quiet.scope, {
      platform: 'playground',
      tenant: 'quiet',
      user: 'nina',
      via: 'quiet',
      name: 'Nina Neu',
    });
    const values = { for: person._id, text: 'Call Acme', when: 'tomorrow 9:00' };
    const asked = async (as: string) =>
      JSON.stringify(
        await ask('quiet', 'formSubmit', as, { place: inDirect(as), command: 'reminder new', values } as never),
      );

    expect(await asked('tom')).toContain('Only the manager');
    expect(await asked('mei')).toContain('I will remind Nina Neu');
  });
});
