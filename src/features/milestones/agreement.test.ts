import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  buttonOf,
  CLIENT_CHANNEL,
  type House,
  house,
  INTERNAL_CHANNEL,
  messageOf,
  textOf,
  type User,
} from '../../../test/fakes/house.ts';
import { createPersonData } from '../../core/personData.ts';
import type { FormValues } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';
import { detailsOf } from '../../records/entries/model.ts';

let here: House;
let minute: number;
beforeEach(async () => {
  here = await house();
  minute = 0;
});
afterEach(() => here.db.close());

const says = async (user: User, words: string, where = INTERNAL_CHANNEL) =>
  textOf(await here.say(user, words, where), 'Europe/Berlin', here.clock.now().toISOString());

/** Lets a minute pass, so that what waits is posted. */
const passes = () => here.at(new Date(Date.parse('2026-11-23T09:00:00Z') + ++minute * 60_000).toISOString());

/** The newest post with this button in the client's channel, and what the button sends. */
function posted(label: string): { command: string; input: FormValues } {
  const post = here.platform.posts.filter(({ to }) => to.conversation === CLIENT_CHANNEL).at(-1);
  if (post === undefined) throw new Error('nothing is posted');
  return buttonOf(post.message, label);
}
const pressesIn = async (user: User, { command, input }: ReturnType<typeof posted>) =>
  textOf(await here.press(user, command, input, CLIENT_CHANNEL));
const submits = async (user: User, { command, input }: ReturnType<typeof posted>, words: string) => {
  const { $form: _, ...values } = input;
  return here.submit(user, command, { ...values, words }, CLIENT_CHANNEL);
};
const milestone = async () => {
  const [entry] = await here.entries.list(here.scope, { kind: 'milestone' });
  if (entry === undefined) throw new Error('no milestone');
  return entry;
};
const requests = async () => here.signatures.of(here.scope, `entry:${(await milestone())._id}`);
const clientPosts = () => here.posted(CLIENT_CHANNEL);

/** A milestone that the client sees, and the request to agree to it in their channel. */
async function asked(how = '') {
  await says('mei', 'milestone "Beta" 15 Dec scope:"Checkout and search"', CLIENT_CHANNEL);
  const said = await says('mei', `milestone agree MS-1${how}`);
  await passes();
  return said;
}

describe('the manager asks for agreement to a milestone', () => {
  test('and the approver reads exactly what they agree to, and what a press means', async () => {
    const said = await asked(' until:"5 Dec"');
    expect(said).toContain('Asked in #acme.');
    expect(said).toContain('Asked for an answer: today 10:00');
    expect(clientPosts()).toEqual([
      'Mei Chen asks you to agree to this:\n\n' +
        '> Agreement: ACME-MS-1 Beta\n> Date: Tue 15 Dec 2026\n> Scope: Checkout and search\n\n' +
        'Approver: Ana Lima\n\n' +
        'Please answer by Sat 5 Dec 2026. ' +
        'Your answer is a confirmation on record: I keep the text above, your name and the time.\n\n' +
        '[Agree] [Agree with remarks] [Not agreed]',
    ]);
  });

  test('and the approver who opens it reads the same there, and answers there', async () => {
    await asked();
    const card = await here.say('ana', 'MS-1', CLIENT_CHANNEL);
    expect(textOf(card)).toContain(
      'Mei Chen asks you to agree to this:\n\n' +
        '> Agreement: ACME-MS-1 Beta\n> Date: Tue 15 Dec 2026\n> Scope: Checkout and search\n\n' +
        'Your answer is a confirmation on record: I keep the text above, your name and the time.\n\n' +
        '[Agree] [Agree with remarks] [Not agreed]',
    );
    expect(await says('mei', 'MS-1')).not.toContain('[Agree]');
    const { command, input } = buttonOf(card, 'Agree');
    expect(textOf(await here.press('ana', command, input, CLIENT_CHANNEL))).toContain('Thank you');
    expect(await milestone()).toMatchObject({ state: 'acknowledged' });
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).not.toContain('[Agree]');
  });

  test('and nobody else finds answers on the card, nor anybody once it has changed or the day is over', async () => {
    await asked(' until:"24 Nov"');
    await here.people.change(here.scope, here.ana._id, { clientRole: 'contributor' });
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).not.toContain('Agree');
    await here.people.change(here.scope, here.ana._id, { clientRole: 'approver' });
    await here.people.change(here.scope, here.ana._id, { locale: 'zh-CN' });
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('[同意] [同意，附意见] [不同意]');
    here.clock.advance(3 * 86_400_000);
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).not.toContain('[同意]');
  });

  test('a press of the approver settles it: all see who and when, the manager is told, the state follows', async () => {
    await asked();
    const thanks = await pressesIn('ana', posted('Agree'));
    await passes();
    expect(thanks).toBe('Thank you. Your answer is recorded, and Mei is told.');
    expect(clientPosts()).toEqual([
      '> Agreement: ACME-MS-1 Beta\n> Date: Tue 15 Dec 2026\n> Scope: Checkout and search\n\n' +
        'Agreed: Ana Lima, Approver, today 04:01',
    ]);
    expect(here.posted('D-mei')).toEqual(['Ana Lima: Agreed. ACME-MS-1 Beta\n\n[Open]']);
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('State: acknowledged');
    const [request] = await requests();
    expect(detailsOf(await milestone()).baseline).toMatchObject({
      due: '2026-12-15',
      scope: 'Checkout and search',
      signatureId: request?._id,
      by: here.ana._id,
    });
    expect(await says('mei', 'MS-1')).toContain('Agreed: Tue 15 Dec (Ana Lima)');
  });

  test('an answer to the request about another milestone is not recorded', async () => {
    await asked();
    await says('mei', 'milestone "Launch" 20 Dec', CLIENT_CHANNEL);
    const other = (await here.entries.list(here.scope, { kind: 'milestone' })).find(({ title }) => title === 'Launch');
    const { command, input } = posted('Agree');
    const answered = await here.press('ana', command, { ...input, number: other?._id ?? '' }, CLIENT_CHANNEL);
    expect(JSON.stringify(answered)).toContain('I know no such request to sign.');
    expect(await requests()).toMatchObject([{ state: 'asked', signatures: [] }]);
  });

  test('only the approver can answer, and each other person is told who can', async () => {
    await asked();
    await here.people.add(here.scope, {
      name: 'Bo Acker',
      side: { kind: 'client', clientId: here.acme._id, role: 'contributor' },
      identities: [{ platform: 'playground', tenant: 'acme', user: 'bo', via: 'north' }],
    });
    const bo = {
      ...here.common('ana', CLIENT_CHANNEL),
      from: { user: 'bo', name: 'Bo Acker', tenant: 'acme', outsider: true },
    };
    const { command, input } = posted('Agree');
    const refused = await here.answer({ kind: 'action', payload: { v: 1, command, input: input as never }, ...bo });
    const kindly = 'Only an approver of the client can answer this. Please ask one of them.';
    expect(textOf(refused)).toBe(kindly);
    expect(await pressesIn('mei', posted('Agree'))).toBe(kindly);
    expect(await requests()).toMatchObject([{ state: 'asked', signatures: [] }]);
  });

  test('remarks agree and become work items of the manager; remarks without words are asked for', async () => {
    await asked();
    const remarks = posted('Agree with remarks');
    expect(await here.press('ana', remarks.command, remarks.input, CLIENT_CHANNEL)).toMatchObject({
      kind: 'form',
      form: { notice: 'You accept it, with remarks. The team works on each line of them.' },
    });
    expect(await submits('ana', remarks, ' ')).toMatchObject({ kind: 'invalid' });
    await submits('ana', remarks, '- Search is slow\n- Logo too small');
    await passes();
    const items = await here.entries.list(here.scope, { kind: 'task' });
    expect(items.map(({ title, ownerId, parentId }) => ({ title, ownerId, parentId }))).toEqual(
      ['Search is slow', 'Logo too small'].map((title) => ({
        ...{ title, ownerId: here.mei._id },
        parentId: items[0]?.parentId,
      })),
    );
    expect(items[0]?.parentId).toBe((await milestone())._id);
    expect(here.posted('D-mei')[0]).toContain('2 work items are made of it: ACME-INT-TASK-1, ACME-INT-TASK-2');
    expect((await milestone()).state).toBe('acknowledged');
    // The client's channel shows the answer, not the words.
    expect(clientPosts()[0]).toContain('Agreed with remarks: Ana Lima');
    expect(clientPosts()[0]).not.toContain('slow');
  });

  test('a refusal goes to the manager at once with its words, and it can be asked again', async () => {
    await asked();
    await submits('ana', posted('Not agreed'), 'Too late for us');
    await passes();
    expect(here.posted('D-mei')).toEqual(['Ana Lima: Not agreed. ACME-MS-1 Beta\n\n> Too late for us\n\n[Open]']);
    expect((await milestone()).state).toBe('planned');
    expect(await says('mei', 'milestone agree MS-1')).toContain('Asked in #acme.');
    expect(await requests()).toMatchObject([{ state: 'declined' }, { state: 'asked' }]);
  });

  test('after a change of what was asked the request is withdrawn, and a late press signs nothing but keeps the words', async () => {
    await asked();
    const [yes, no] = [posted('Agree'), posted('Not agreed')];
    await says('mei', 'MS-1 move 22 Dec');
    await passes();
    expect(clientPosts()[0]).toContain('This has changed since, so no answer is needed any more.');
    expect(await pressesIn('ana', yes)).toContain('This has changed since it was posted');
    const late = await submits('ana', no, 'Please keep the 15th');
    await passes();
    expect(textOf(late)).toContain('Your words are passed on to Mei.');
    expect(here.posted('D-mei')).toEqual([expect.stringContaining('> Please keep the 15th')]);
    expect(await requests()).toMatchObject([{ state: 'withdrawn', signatures: [] }]);
    expect((await milestone()).state).toBe('planned');
    // The client still reads the old date, so it has to be told before it can be asked again.
    expect(await says('mei', 'milestone agree MS-1')).toContain('Tell them the change first');
  });

  test('after the last day nothing is signed, and it can be asked again', async () => {
    await asked(' until:"24 Nov"');
    const late = posted('Agree');
    await here.at('2026-11-25T09:00:00Z');
    expect(await pressesIn('ana', late)).toBe(
      'The time for an answer is over, so it is not recorded. Mei can ask again.',
    );
    expect(await requests()).toMatchObject([{ state: 'expired', signatures: [] }]);
    expect(await says('mei', 'milestone agree MS-1')).toContain('Asked in #acme.');
  });

  test('what the client does not see, or without an approver, cannot be asked', async () => {
    await says('tom', 'milestone "Beta" 15 Dec');
    expect(await says('mei', 'milestone agree INT-MS-1')).toContain('The client does not see this yet.');
    expect(await says('tom', 'milestone agree INT-MS-1')).toContain('只有本项目的项目经理可以执行此操作');
    await says('mei', 'milestone "Gamma" 15 Dec', CLIENT_CHANNEL);
    await here.people.change(here.scope, here.ana._id, { clientRole: 'viewer' });
    await here.histories.settled();
    expect(await says('mei', 'milestone agree MS-1')).toContain('The client has no approver yet.');
    await passes();
    expect(clientPosts()).toEqual([]);
  });
});

describe('at the same time, and after a crash', () => {
  test('two presses at once sign once, and two requests at once post once', async () => {
    await says('mei', 'milestone "Beta" 15 Dec', CLIENT_CHANNEL);
    const ask = { number: (await milestone())._id };
    await Promise.all([1, 2].map(() => here.press('mei', 'milestone agree', ask)));
    await passes();
    expect(clientPosts()).toHaveLength(1);
    const yes = posted('Agree');
    await Promise.all([1, 2, 3].map(() => here.press('ana', yes.command, yes.input, CLIENT_CHANNEL)));
    await passes();
    expect(await requests()).toMatchObject([{ state: 'signed', signatures: [{ personId: here.ana._id }] }]);
    expect(here.posted('D-mei')).toHaveLength(1);
    const states = await here.entries.trailOf(here.scope, await milestone());
    expect(states.filter(({ kind }) => kind === 'stateChanged')).toHaveLength(1);
  });

  test.each(['signature', 'milestone', 'work item', 'notice'] as const)(
    'an answer that ends at the %s is completed by the next try of the same request, once',
    async (step) => {
      await asked();
      const down = new RapportError('unavailable', 'the process ends here');
      const steps = {
        signature: () => vi.spyOn(here.signatures, 'answer'),
        milestone: () => vi.spyOn(here.entries, 'change'),
        'work item': () => vi.spyOn(here.entries, 'add'),
        notice: () => vi.spyOn(here.outbox, 'enqueue'),
      };
      steps[step]().mockRejectedValueOnce(down);
      const failed = await submits('ana', posted('Agree with remarks'), 'Slow search');
      if (failed.kind !== 'invalid') throw new Error('the form does not come back');
      expect(failed.form.fields).toMatchObject([{ name: 'words', value: 'Slow search' }]);
      for (const _ of [1, 2]) {
        const again = { ...failed.form.hidden, words: 'Slow search' };
        const done = await here.submit('ana', 'milestone answer', again, CLIENT_CHANNEL);
        expect(textOf(done)).toContain('Mei gets your remarks to work on.');
      }
      await passes();
      expect(await requests()).toMatchObject([{ state: 'remarks', signatures: [{ words: 'Slow search' }] }]);
      expect((await milestone()).state).toBe('acknowledged');
      expect(await here.entries.list(here.scope, { kind: 'task' })).toHaveLength(1);
      expect(here.posted('D-mei')).toHaveLength(1);
      expect(clientPosts()[0]).toContain('Agreed with remarks: Ana Lima');
    },
  );

  test('a signature that was never taken up takes effect before the next one is asked for', async () => {
    await asked();
    vi.spyOn(here.entries, 'change').mockRejectedValueOnce(new RapportError('unavailable', 'the process ends here'));
    await pressesIn('ana', posted('Agree'));
    expect((await milestone()).state).toBe('planned');
    await says('mei', 'milestone agree MS-1');
    expect(detailsOf(await milestone()).baseline).toMatchObject({ by: here.ana._id });
  });

  test('a signature that takes effect late leaves the state that our side has set since, and tells the client nothing', async () => {
    await asked();
    vi.spyOn(here.entries, 'change').mockRejectedValueOnce(new RapportError('unavailable', 'the process ends here'));
    const yes = posted('Agree');
    await pressesIn('ana', yes);
    await says('mei', 'done MS-1');
    await pressesIn('ana', yes);
    const late = await milestone();
    expect(late).toMatchObject({ state: 'reached', published: { state: 'planned' } });
    expect(detailsOf(late).baseline).toMatchObject({ by: here.ana._id });
  });
});

describe('a reached milestone is accepted', () => {
  async function reached() {
    await asked();
    await pressesIn('ana', posted('Agree'));
    await says('mei', 'done MS-1');
    const said = await says('mei', 'MS-1 accept');
    await passes();
    return said;
  }

  test('by a signature, and stays accepted', async () => {
    expect(await reached()).toContain('Asked in #acme.');
    expect(clientPosts()[1]).toContain('Mei Chen asks you to accept this as finished:');
    expect(await pressesIn('ana', posted('Accept'))).toContain('Thank you.');
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('State: accepted');
    expect(await says('mei', 'done MS-1')).toContain('The client has accepted this, so it stays accepted.');
    expect((await milestone()).state).toBe('accepted');
  });

  test('or not: it opens again as it was, and the manager reads why', async () => {
    await reached();
    await submits('ana', posted('Not accepted'), 'The search is missing');
    await passes();
    expect(here.posted('D-mei').at(-1)).toContain('Ana Lima: Not accepted. ACME-MS-1 Beta\n\n> The search is missing');
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('State: acknowledged');
    // The old message is answered: a second press changes nothing, though it is reached again.
    const [, answered] = await requests();
    await says('mei', 'done MS-1');
    const input = { number: (await milestone())._id, of: answered?._id ?? '', hash: answered?.hash ?? '' };
    const old = { command: 'milestone answer', input: { ...input, verdict: 'accepted' } };
    expect(await pressesIn('ana', old)).toContain('Already answered: Not accepted, by Ana Lima.');
    expect((await milestone()).state).toBe('reached');
  });

  test('no typed word and no form sets what a signature sets', async () => {
    await asked();
    const edited = await here.say('mei', 'MS-1 edit state:accepted', INTERNAL_CHANNEL);
    expect(edited.kind).toBe('form');
    const values = { number: (await milestone())._id, state: 'acknowledged' };
    expect((await here.submit('mei', 'milestone edit', values)).kind).toBe('invalid');
    expect((await milestone()).state).toBe('planned');
  });
});

test('after an erasure of the signer what was agreed stays, and the words they gave leave the work items', async () => {
  await asked();
  await submits('ana', posted('Agree with remarks'), 'Search is slow');
  const house = { collections: here.collections } as never;
  const data = createPersonData({ db: here.db, histories: here.histories, house });
  await data.erase(await here.people.subjectOf(here.scope, here.ana._id));
  expect(await requests()).toMatchObject([{ state: 'remarks', signatures: [{ words: 'Search is slow' }] }]);
  expect(detailsOf(await milestone()).baseline).toMatchObject({ due: '2026-12-15', by: here.ana._id });
  const [item] = await here.entries.list(here.scope, { kind: 'task' });
  expect(item).toMatchObject({ title: expect.stringContaining('Erased'), state: 'todo', ownerId: here.mei._id });
  expect(JSON.stringify(item)).not.toContain('slow');
});

test('in Chinese the agreement, its answer and its printed form read as the client expects', async () => {
  await here.projects.change(here.scope, here.project._id, { locale: 'zh-CN', zone: 'Asia/Shanghai' });
  await here.histories.settled();
  await says('mei', '里程碑 “测试版” 12月15日 范围:“结账和搜索”', CLIENT_CHANNEL);
  await says('mei', '里程碑 确认 MS-1');
  await passes();
  expect(clientPosts()[0]).toContain(
    'Mei Chen 请您确认以下内容：\n\n> 确认：ACME-MS-1 测试版\n> 日期：2026年12月15日（周二）\n> 范围：结账和搜索\n\n审批人：Ana Lima',
  );
  await pressesIn('ana', posted('同意'));
  await says('mei', 'done MS-1');
  await says('mei', 'MS-1 验收');
  await passes();
  await pressesIn('ana', posted('验收通过'));
  const printed = messageOf(await here.say('mei', '打印 MS-1', INTERNAL_CHANNEL)).blocks.at(-1);
  expect(printed).toMatchObject({ kind: 'file', name: 'ACME-SIG-2 验收单.txt' });
  const content = printed?.kind === 'file' ? printed.content : '';
  for (const part of [
    '验收单\n',
    '甲方（客户）：Acme',
    '乙方（服务方）：North',
    '1. Ana Lima（审批人）：同意',
    '签字盖章',
  ])
    expect(content).toContain(part);
});
