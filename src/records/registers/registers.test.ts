import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

let here: House;
beforeAll(async () => {
  here = await house();
});
afterAll(() => here.db.close());

const said = async (user: Parameters<House['say']>[0], words: string, where?: string) =>
  textOf(await here.say(user, words, where));

describe('a manager keeps a risk', () => {
  test('in one line; only our side sees it', async () => {
    const card = await said('mei', 'risk "Vendor late" 4x5', INTERNAL_CHANNEL);
    expect(card).toContain('Added. Only your team sees it.');
    expect(card).toContain('ACME-INT-RISK-1 · Vendor late');
    expect(card).toContain('Probability: 4\nImpact: 5');
    expect(await said('tom', '风险', INTERNAL_CHANNEL)).toContain('1. Vendor late · 🔴 20 · ACME-INT-RISK-1');
    expect(await said('ana', 'risks', CLIENT_CHANNEL)).toContain('Risks: none');
  });

  test('opens it by its number, with its history', async () => {
    const card = await said('mei', 'INT-RISK-1', INTERNAL_CHANNEL);
    expect(card).toContain('History\n\n- today 10:00 · Mei Chen · added');
  });

  test('sees in the form of sharing who will read what', async () => {
    const reply = await here.say('mei', 'share INT-RISK-1', INTERNAL_CHANNEL);
    expect(reply).toMatchObject({
      kind: 'form',
      form: { notice: expect.stringContaining('From now on Ana Lima can read this wording') },
    });
  });

  test('shares it in words for the client, under the client’s own number', async () => {
    const shared = await said('mei', 'share INT-RISK-1 en:"The vendor may be late"', INTERNAL_CHANNEL);
    expect(shared).toContain('as ACME-RISK-1');
    const theirs = await said('ana', 'RISK-1', CLIENT_CHANNEL);
    expect(theirs).toBe('ACME-RISK-1 · The vendor may be late\n\nState: open');
  });

  test('closes it; the client reads the state that was told, until told anew', async () => {
    const done = await here.say('mei', 'done RISK-1', INTERNAL_CHANNEL);
    expect(textOf(done)).toContain('not told yet: State');
    expect(await said('ana', 'RISK-1', CLIENT_CHANNEL)).toContain('State: open');
    const tell = buttonOf(done, 'Tell the client now');
    await here.press('mei', tell.command, tell.input);
    expect(await said('ana', 'RISK-1', CLIENT_CHANNEL)).toContain('State: closed');
  });

  test('takes it back; for the client it is as if it had never been', async () => {
    const withdrawn = await here.say('mei', 'risk withdraw RISK-1', INTERNAL_CHANNEL);
    const unknown = await here.say('ana', 'RISK-7', CLIENT_CHANNEL);
    const back = await here.say('ana', 'RISK-1', CLIENT_CHANNEL);
    expect(
      JSON.stringify(back)
        .replace('RISK-1', 'RISK-7')
        .replace(/"\$mark":"\w+"/, ''),
    ).toBe(JSON.stringify(unknown).replace(/"\$mark":"\w+"/, ''));
    const undo = buttonOf(withdrawn, 'Undo');
    await here.press('mei', undo.command, undo.input);
    expect(await said('ana', 'RISK-1', CLIENT_CHANNEL)).toContain('The vendor may be late');
  });
});

describe('a manager writes in the client’s channel', () => {
  test('a need is shared at once, and moved only for our side until it is told', async () => {
    const added = await said('mei', 'need "Product pictures" Tuesday from:@Ana', CLIENT_CHANNEL);
    expect(added).toContain('The client sees it as ACME-NEED-1.');
    expect(await said('mei', 'move NEED-1 Friday', INTERNAL_CHANNEL)).toContain('not told yet: Until');
    expect(await said('ana', 'NEED-1', CLIENT_CHANNEL)).toContain('Until: Tue 24 Nov');
  });
});

test('a sentence that only begins with the word of a register is asked about', async () => {
  const reply = await here.say('mei', 'task force meets tomorrow', INTERNAL_CHANNEL);
  expect(reply).toMatchObject({
    kind: 'form',
    form: { command: 'task new', notice: 'Is this a new work item? Check it and save, or close this form.' },
  });
});

test('a form that was opened before another change comes back with both', async () => {
  const added = await here.say('tom', 'task "Write copy" @Tom Friday', INTERNAL_CHANNEL);
  const edit = buttonOf(added, '修改');
  const opened = await here.press('mei', edit.command, edit.input);
  if (opened.kind !== 'form') throw new Error('no form');
  await here.say('tom', 'move INT-TASK-1 2026-12-01', INTERNAL_CHANNEL);
  const shown = Object.fromEntries(opened.form.fields.map(({ name, value }) => [name, String(value ?? '')]));
  const values = { ...opened.form.hidden, ...shown, title: 'Write all copy' };
  const conflict = await here.submit('mei', 'task edit', values, INTERNAL_CHANNEL);
  expect(conflict).toMatchObject({
    kind: 'invalid',
    form: { notice: expect.stringContaining('Now: Due: Tue 1 Dec.') },
  });
  expect(await said('mei', 'INT-TASK-1', INTERNAL_CHANNEL)).toContain('Due: Tue 1 Dec');
});

test('a list shows what is due first; what has no date comes last', async () => {
  await here.say('mei', 'decision "Some day"', INTERNAL_CHANNEL);
  await here.say('mei', 'decision "Later" 2026-12-20', INTERNAL_CHANNEL);
  await here.say('mei', 'decision "Soon" 2026-12-02', INTERNAL_CHANNEL);
  const list = await said('mei', 'decisions', INTERNAL_CHANNEL);
  expect(list.match(/\d\. (Soon|Later|Some day)/gu)).toEqual(['1. Soon', '2. Later', '3. Some day']);
});

describe('a deleted entry', () => {
  test('is told as deleted to every verb, and comes back by Undo alone', async () => {
    await here.say('mei', 'task "Gone soon" 2026-12-03', INTERNAL_CHANNEL);
    const [gone] = (await here.entries.list(here.scope, { kind: 'task' })).filter(({ title }) => title === 'Gone soon');
    const number = `ACME-INT-TASK-${gone?.number}`;
    const deleted = await here.say('mei', `delete ${number}`, INTERNAL_CHANNEL);

    for (const words of [`done ${number}`, `move ${number} Friday`, `share ${number} en:"Back"`, `delete ${number}`])
      expect(await said('mei', words, INTERNAL_CHANNEL), words).toContain(`${number} has been deleted.`);

    const undo = buttonOf(deleted, 'Undo');
    await here.press('mei', undo.command, undo.input);
    expect(await said('mei', number, INTERNAL_CHANNEL)).toContain('State: to do');
  });
});

test('a form without a change makes no event', async () => {
  const added = await here.say('mei', 'task "Stays the same"', INTERNAL_CHANNEL);
  const { input } = buttonOf(added, 'Edit');
  await here.submit('mei', 'task edit', { number: input.number ?? '', seen: '1', title: 'Stays the same' });
  const card = await here.press('mei', 'task show', { number: input.number ?? '' });
  expect(textOf(card)).not.toContain('· changed');
});

test('numbers with a former key of the project open their entries, for both sides', async () => {
  // The tests before have written as much as a person may within a minute.
  here.clock.advance(60_000);
  await here.say('mei', 'risk "Domain expires" 2x2', INTERNAL_CHANNEL);
  await here.say('mei', 'share INT-RISK-2 en:"The domain has to be renewed"', INTERNAL_CHANNEL);
  await here.say('mei', 'project edit ACME key:SHOP', INTERNAL_CHANNEL);
  expect(await said('mei', 'ACME-RISK-2')).toContain('SHOP-RISK-2 · Domain expires');
  expect(await said('mei', 'SHOP-INT-RISK-2')).toContain('SHOP-RISK-2 · Domain expires');
  expect(await said('ana', 'ACME-RISK-2')).toContain('SHOP-RISK-2 · The domain has to be renewed');
});

describe('what was changed since a person looked at it', () => {
  test('is not told by the button of an old card: the form shows what it is now', async () => {
    here.clock.advance(60_000);
    await here.say('mei', 'decision "Use Adyen" 2026-12-10 audience:client', INTERNAL_CHANNEL);
    const [entry] = (await here.entries.list(here.scope, { kind: 'decision' })).filter(
      ({ title }) => title === 'Use Adyen',
    );
    const number = `DEC-${entry?.clientNumber}`;
    const old = await here.say('mei', `move ${number} 2026-12-11`, INTERNAL_CHANNEL);
    await here.say('tom', `move ${number} 2026-12-18`, INTERNAL_CHANNEL);
    const tell = buttonOf(old, 'Tell the client now');
    const asked = await here.press('mei', tell.command, tell.input);
    expect(asked).toMatchObject({
      kind: 'form',
      form: { notice: expect.stringContaining('It has changed since you saw it; now: proposed, Fri 18 Dec.') },
    });
    expect(await said('ana', number, CLIENT_CHANNEL)).toContain('Decide by: Thu 10 Dec');
    if (asked.kind !== 'form') throw new Error('no form');
    await here.submit('mei', 'decision share', { ...asked.form.hidden, en: 'Use Adyen' });
    expect(await said('ana', number, CLIENT_CHANNEL)).toContain('Decide by: Fri 18 Dec');
  });
});

test('an option of the list behind its word lists, and a number opens the card', async () => {
  here.clock.advance(60_000);
  expect(await said('mei', 'decisions all', INTERNAL_CHANNEL)).toContain('Decisions:');
  expect(await said('tom', '任务 我的', INTERNAL_CHANNEL)).toContain('任务：');
  expect(await said('mei', 'tasks mine', INTERNAL_CHANNEL)).toContain('Work items:');
  expect(await said('mei', 'task INT-TASK-1', INTERNAL_CHANNEL)).toContain('INT-TASK-1 · Write copy');
});
