import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';

let here: House;
beforeAll(async () => {
  here = await house();
  await here.people.add(here.scope, {
    name: 'Bob Stone',
    side: { kind: 'client', clientId: here.acme._id, role: 'contributor' },
    identities: [{ platform: 'playground', tenant: 'acme', user: 'bob', via: 'north' }],
  });
  await here.say('mei', 'desk post ACME');
  await here.at('2026-11-23T09:01:00Z');
});
afterAll(() => here.db.close());

const said = async (user: Parameters<House['say']>[0], words: string, where?: string) =>
  textOf(await here.say(user, words, where));
const desk = () => here.posted(CLIENT_CHANNEL)[0] ?? '';
const told = (user: string) => here.posted(`D-${user}`).at(-1) ?? '';
const lastTo = (user: string) => {
  const post = here.platform.posts.findLast(({ to }) => to.conversation === `D-${user}`);
  if (post === undefined) throw new Error(`nothing was posted to ${user}`);
  return post.message;
};
/** Presses a button of a shown message. */
const presses = (
  user: 'mei' | 'ana' | 'tom',
  shown: Reply | ReturnType<typeof lastTo>,
  label: string,
  where?: string,
) => {
  const { command, input } = buttonOf(shown, label);
  return here.press(user, command, input, where);
};
/** Opens the form of a button, and sends it with these values. */
async function fills(user: 'mei' | 'ana', shown: Reply | ReturnType<typeof lastTo>, label: string, values: FormValues) {
  const opened = await presses(user, shown, label);
  if (opened.kind !== 'form') throw new Error(`no form, but ${JSON.stringify(opened)}`);
  const { command, hidden, fields } = opened.form;
  const shownValues = Object.fromEntries(fields.map(({ name, value }) => [name, (value ?? '') as string]));
  return here.submit(user, command, { ...hidden, ...shownValues, ...values });
}

describe('what we wait for from the client', () => {
  test('stands on their desk once it is shared, the soonest first', async () => {
    await here.say('mei', 'need "Bank details" 2026-12-01', INTERNAL_CHANNEL);
    expect(desk()).not.toContain('Waiting');
    await here.say('mei', 'share INT-NEED-1 en:"Bank details"', INTERNAL_CHANNEL);
    await here.say('mei', 'need "Product pictures" Wednesday from:@Ana', CLIENT_CHANNEL);
    await here.say('mei', 'need "Terms of use" 2026-12-04', CLIENT_CHANNEL);
    expect(desk()).toContain(
      'Waiting for you: 3 (Product pictures by Wed 25 Nov, Bank details by Tue 1 Dec …)\n\n[Waiting for you] [Report a problem]',
    );
  });

  test('is listed by one press, each with the ways to answer', async () => {
    const desk = await here.say('ana', 'desk', CLIENT_CHANNEL);
    const list = textOf(await presses('ana', desk, 'Waiting for you', CLIENT_CHANNEL));
    expect(list).toContain('Waiting for you: 3');
    expect(list).toContain('1. Product pictures · ACME-NEED-2 · Wed 25 Nov · Ana Lima');
    expect(list).toContain('[Done] [Another date] [Not me] [Open]');
  });

  test('is moved for the client only when they are told', async () => {
    await here.say('mei', 'move NEED-3 2026-12-11', INTERNAL_CHANNEL);
    const list = () => said('ana', 'desk waiting', CLIENT_CHANNEL);
    expect(await list()).toContain('Terms of use · ACME-NEED-3 · Fri 4 Dec');
    await here.say('mei', 'need share NEED-3 en:"Terms of use"', INTERNAL_CHANNEL);
    expect(await list()).toContain('Terms of use · ACME-NEED-3 · Fri 11 Dec');
  });
});

describe('a contact', () => {
  test('proposes another date: nothing changes before the manager takes it', async () => {
    const card = await here.say('ana', 'NEED-1', CLIENT_CHANNEL);
    const answer = await fills('ana', card, 'Another date', { due: '2026-12-03', word: 'The bank is slow' });
    expect(textOf(answer)).toContain(
      'Thank you. We will answer you about Thu 3 Dec; until then, the date stays as it is.',
    );
    await fills('ana', card, 'Another date', { due: '2026-12-03', word: 'The bank is slow' });
    await here.at('2026-11-23T09:05:00Z');
    const notices = here.posted('D-mei').filter((text) => text.includes('proposes'));
    expect(notices).toEqual([
      'Ana Lima proposes Thu 3 Dec for ACME-NEED-1 “Bank details”. Now: Tue 1 Dec.\n\n> The bank is slow\n\n[Take this date] [Keep ours] [Open]',
    ]);
    expect(await said('ana', 'NEED-1', CLIENT_CHANNEL)).toContain('Until: Tue 1 Dec');
  });

  test('is told that the date was taken, once, and the desk shows it', async () => {
    const taken = await presses('mei', lastTo('mei'), 'Take this date');
    expect(textOf(taken)).toContain('Moved to Thu 3 Dec. Ana Lima has been told.');
    await presses('mei', lastTo('mei'), 'Take this date');
    await here.at('2026-11-23T09:06:00Z');
    expect(here.posted('D-ana').filter((text) => text.includes('Bank details'))).toEqual([
      'We take your date: “Bank details” is now due Thu 3 Dec.',
    ]);
    expect(desk()).toContain('Bank details by Thu 3 Dec');
  });

  test('is told that ours stays', async () => {
    await fills('ana', await here.say('ana', 'NEED-1', CLIENT_CHANNEL), 'Another date', { due: '2026-12-18' });
    await here.at('2026-11-23T09:07:00Z');
    expect(textOf(await presses('mei', lastTo('mei'), 'Keep ours'))).toContain('The date stays: Thu 3 Dec.');
    await here.at('2026-11-23T09:08:00Z');
    expect(told('ana')).toBe('We cannot move it: “Bank details” stays due Thu 3 Dec.');
  });

  test('names who else has it; the owner changes when the manager gives it to them', async () => {
    await fills('ana', await here.say('ana', 'NEED-2', CLIENT_CHANNEL), 'Not me', { owner: 'Bob', word: 'His camera' });
    await here.at('2026-11-23T09:09:00Z');
    expect(told('mei')).toBe(
      'Ana Lima says that ACME-NEED-2 “Product pictures” is not with them. They name Bob Stone.\n\n> His camera\n\n[Give to Bob] [Open]',
    );
    expect(await said('ana', 'NEED-2', CLIENT_CHANNEL)).toContain('From: Ana Lima');
    await presses('mei', lastTo('mei'), 'Give to Bob');
    expect(await said('ana', 'NEED-2', CLIENT_CHANNEL)).toContain('From: Bob Stone');
  });

  test('says that it is done: the client sees it at once, what was not told stays untold, and the manager can undo it', async () => {
    await here.say('mei', 'move NEED-1 2026-12-24', INTERNAL_CHANNEL);
    const card = await here.say('ana', 'NEED-1', CLIENT_CHANNEL);
    const done = textOf(await presses('ana', card, 'Done'));
    expect(done).toContain('Thank you. It is with us now.');
    expect(done).toContain('State: received\nUntil: Thu 3 Dec');
    expect(done).not.toContain('[');
    expect(textOf(await presses('ana', card, 'Done'))).toContain('Thank you, this is settled already.');
    expect(desk()).toContain('Waiting for you: 2');
    await here.at('2026-11-23T09:10:00Z');
    expect(here.posted('D-mei').filter((text) => text.includes('is done'))).toEqual([
      'Ana Lima says that ACME-NEED-1 “Bank details” is done.\n\n[Undo] [Open]',
    ]);
    await presses('mei', lastTo('mei'), 'Undo');
    expect(await said('ana', 'NEED-1', CLIENT_CHANNEL)).toContain('State: open');
    expect(desk()).toContain('Waiting for you: 3');
  });

  test.each([
    ['done NEED-2', 'en'],
    ['NEED-2 done', 'en'],
    ['need done NEED-2', 'en'],
    ['完成 NEED-2', 'zh-CN'],
    ['NEED-2 完成', 'zh-CN'],
  ] as const)('types “%s”: it does what their button does', async (words, locale) => {
    await here.people.change(here.scope, here.ana._id, { locale });
    here.clock.advance(60_000);
    const answer = await said('ana', words, CLIENT_CHANNEL);
    expect(answer).toContain(locale === 'en' ? 'Thank you. It is with us now.' : '谢谢，我们已收到您的答复。');
    await here.people.change(here.scope, here.ana._id, { locale: 'en' });
    expect(await said('ana', 'NEED-2', CLIENT_CHANNEL)).toContain('State: received');
    await here.say('mei', 'need edit NEED-2 state:open', INTERNAL_CHANNEL);
    await here.say('mei', 'share NEED-2 en:"Product pictures"', INTERNAL_CHANNEL);
  });

  test('says more than a number and the verb: it is their message', async () => {
    for (const words of ['done NEED-2 more or less', 'not done NEED-2'])
      expect(await said('ana', words, CLIENT_CHANNEL)).not.toContain('It is with us now');
    expect(await said('ana', 'NEED-2', CLIENT_CHANNEL)).toContain('State: open');
  });

  test('may not type what they may not press, nor what was not shared', async () => {
    await here.people.change(here.scope, here.ana._id, { clientRole: 'viewer' });
    here.clock.advance(60_000);
    expect(await said('ana', 'done NEED-2', CLIENT_CHANNEL)).not.toContain('It is with us now');
    await here.people.change(here.scope, here.ana._id, { clientRole: 'approver' });
    await here.say('mei', 'need withdraw NEED-2', INTERNAL_CHANNEL);
    expect(await here.say('ana', 'done NEED-2', CLIENT_CHANNEL)).toMatchObject({
      form: { fields: [{ error: 'I find no entry with this number here. The list shows the ones there are.' }] },
    });
    await here.say('mei', 'share INT-NEED-2 en:"Product pictures"', INTERNAL_CHANNEL);
    expect(await said('ana', 'NEED-2', CLIENT_CHANNEL)).toContain('State: open');
  });

  test('who only views may look, and presses nothing', async () => {
    await here.people.change(here.scope, here.ana._id, { clientRole: 'viewer' });
    const card = await here.say('ana', 'NEED-1', CLIENT_CHANNEL);
    expect(textOf(card)).toContain('Bank details');
    expect(textOf(card)).not.toContain('[Done]');
    expect(await said('ana', 'desk waiting', CLIENT_CHANNEL)).not.toContain('[Done]');
    const entry = (await here.entries.list(here.scope, { waitsForClient: true }))[0];
    expect(textOf(await here.press('ana', 'need given', { number: entry?._id ?? '' }))).not.toContain('Thank you');
    expect(await here.entries.get(here.scope, entry?._id ?? '')).toMatchObject({ state: 'open' });
    await here.people.change(here.scope, here.ana._id, { clientRole: 'approver' });
  });

  test('reads all of it in Chinese', async () => {
    await here.people.change(here.scope, here.ana._id, { locale: 'zh-CN' });
    const card = await here.say('ana', 'NEED-1', CLIENT_CHANNEL);
    const list = textOf(await here.say('ana', 'desk waiting', CLIENT_CHANNEL), undefined, undefined, 'zh-CN');
    expect(list).toContain('待您处理：3 项');
    const theirs = textOf(await here.say('ana', 'desk', CLIENT_CHANNEL), undefined, undefined, 'zh-CN');
    expect(theirs).toMatch(/待您处理：3 项（Product pictures，截至11月25日（周三）；.+）/);
    expect(list).toContain('[已完成] [换个日期] [不归我负责] [打开]');
    expect(textOf(await presses('ana', card, '已完成'))).toContain('谢谢，我们已收到您的答复。');
    await here.people.change(here.scope, here.ana._id, { locale: 'en' });
  });
});

test('our side says that it is not needed any more, and can undo it', async () => {
  const card = await here.say('mei', 'need notneeded NEED-3', INTERNAL_CHANNEL);
  expect(textOf(card)).toContain('Now not needed.');
  expect(textOf(card)).toContain('not told yet: State');
  // The client goes on seeing what they were told last.
  expect(await said('ana', 'desk waiting', CLIENT_CHANNEL)).toContain('Terms of use');
  await presses('mei', card, 'Tell the client now');
  expect(await said('ana', 'desk waiting', CLIENT_CHANNEL)).not.toContain('Terms of use');
});

describe('a proposal', () => {
  test('for a day that is over is asked again', async () => {
    await here.say('mei', 'need "Logo files" 2026-12-01 from:@Ana', CLIENT_CHANNEL);
    const card = await here.say('ana', 'NEED-4', CLIENT_CHANNEL);
    const before = here.posted('D-mei').length;
    expect(await fills('ana', card, 'Another date', { due: '2026-11-20' })).toMatchObject({
      kind: 'invalid',
      form: { fields: [{ name: 'due', value: '2026-11-20', error: 'This is in the past.' }, {}] },
    });
    expect(here.posted('D-mei')).toHaveLength(before);
    here.clock.advance(60_000);
    expect(textOf(await fills('ana', card, 'Another date', { due: '2026-12-08' }))).toContain('We will answer you');
    await here.at('2026-11-23T10:00:00Z');
    expect(here.posted('D-mei').join()).toContain('Ana Lima proposes Tue 8 Dec for ACME-NEED-4');
  });

  test('is not answered once the client no longer sees it, or it is settled', async () => {
    const asked = here.platform.posts.findLast(({ message }) => message.fallbackText.includes('proposes Tue 8 Dec'));
    if (asked === undefined) throw new Error('nothing was asked');
    const before = here.posted('D-ana');
    const pressed = async (label: string) => textOf(await presses('mei', asked.message, label));
    await here.say('mei', 'need unshare NEED-4', INTERNAL_CHANNEL);
    for (const label of ['Take this date', 'Keep ours'])
      expect(await pressed(label)).toContain('The client no longer sees it, so nobody was told anything.');
    await here.say('mei', 'share INT-NEED-4 en:"Logo files"', INTERNAL_CHANNEL);
    await here.say('mei', 'done NEED-4', INTERNAL_CHANNEL);
    for (const label of ['Take this date', 'Keep ours'])
      expect(await pressed(label)).toContain('It was received before.');
    expect(here.posted('D-ana')).toEqual(before);
  });
});
