import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

let here: House;
const said = async (user: Parameters<House['say']>[0], words: string, where?: string) =>
  textOf(await here.say(user, words, where), 'Europe/Berlin', here.clock.now().toISOString());
/** Adds and changes entries, slowly enough for a person. */
const write = async (...lines: readonly string[]) => {
  for (const words of lines) {
    await here.say('mei', words, INTERNAL_CHANNEL);
    here.clock.advance(60_000);
  }
  await here.histories.settled();
};
beforeAll(async () => {
  here = await house();
  await write(
    'milestone "Canary alpha" 2026-11-20',
    'milestone "Canary beta" 2026-12-15',
    'milestone "Canary launch" 2027-02-01',
    'risk "Canary vendor late" 4x5',
    'risk "Canary rain" 1x2',
    'need "Canary pictures" 2026-11-20 from:@Ana',
    'task "Canary copy" @Mei 2026-11-19',
    'decision "Canary payment"',
  );
});
afterAll(() => here.db.close());

test('before anything is shared, a contact reads so, in either language', async () => {
  const told = await said('ana', 'status', CLIENT_CHANNEL);
  expect(told).toContain('Acme shop: where we are');
  expect(told).toContain('Nothing has been shared about this project yet.');
  expect(await said('ana', 'timeline', CLIENT_CHANNEL)).toContain('Nothing has been shared about this project yet.');
  expect(await said('ana', '状态', CLIENT_CHANNEL)).not.toContain('anary');
});

describe('the status of a project for our side', () => {
  test('has progress, what is next, whose turn it is, what is late, and the worst risk first', async () => {
    await write('done INT-MS-1', 'share INT-NEED-1 en:"Product pictures"');
    const text = await said('mei', 'status', INTERNAL_CHANNEL);
    expect(text).toContain('Acme shop (ACME)');
    expect(text).toContain('Milestones: 1 of 3 reached: 33%');
    // The reached milestone waits for the client, but the client is not told yet.
    expect(text).toContain('With us: 7 · with the client: 1');
    expect(text).toContain('Open longest: ACME-INT-MS-1 Canary alpha, since Mon 23 Nov');
    expect(text).toMatch(
      /Next\n\n- Canary beta · ACME-INT-MS-2 · Tue 15 Dec\n- Canary launch · ACME-INT-MS-3 · Mon 1 Feb 2027/,
    );
    expect(text).toMatch(/Overdue\n\n- Canary copy · ACME-INT-TASK-1 · ⚠️ Thu 19 Nov\n- .*Canary alpha/);
    expect(text).toMatch(/Risks\n\n- 🔴 20 · Canary vendor late · ACME-INT-RISK-1\n- 🟢 2 · Canary rain/);
    expect(text).toMatch(/To decide\n\n- Canary payment/);
  });

  test('is private in the client’s channel, and is read in Chinese by a colleague', async () => {
    expect(await here.say('mei', 'status', CLIENT_CHANNEL)).toMatchObject({ to: 'caller' });
    const text = await said('tom', '状态 ACME');
    expect(text).toContain('待我方处理：7 项 · 待客户处理：1 项');
    expect(text).toContain('里程碑：已达成 1 / 3');
  });

  test('opens the timeline and the lists of the project', async () => {
    const reply = await here.say('mei', 'status ACME');
    const list = buttonOf(reply, 'Risks');
    expect(textOf(await here.press('mei', list.command, list.input))).toContain('Risks: 2');
    const timeline = buttonOf(reply, 'Timeline');
    expect(textOf(await here.press('mei', timeline.command, timeline.input))).toContain('Acme shop: what happened');
  });
});

describe('the status of a project for a contact', () => {
  test('is made of what they were told: a moved date and a changed state count once they are told', async () => {
    await write('share INT-MS-2 en:"Beta"', 'share INT-RISK-1 en:"The supplier may be late"');
    await write('MS-1 move 2026-12-22', 'done RISK-1');
    const text = await said('ana', 'status', CLIENT_CHANNEL);
    expect(text).toContain('Milestones: 0 of 1 reached: 0%');
    expect(text).toMatch(/Next\n\n- Beta · ACME-MS-1 · Tue 15 Dec/);
    expect(text).toMatch(/Risks\n\n- The supplier may be late · ACME-RISK-1/);
    expect(text).not.toMatch(/anary|🔴|INT-/);
    await write('share MS-1', 'share RISK-1');
    const later = await said('ana', 'status', CLIENT_CHANNEL);
    expect(later).toContain('Beta · ACME-MS-1 · Tue 22 Dec');
    expect(later).not.toContain('supplier');
  });

  test('says what waits for them, with a button, and what was decided', async () => {
    await write('share INT-DEC-1 en:"Pay with Stripe"', 'done DEC-1', 'share DEC-1');
    const reply = await here.say('ana', 'status', CLIENT_CHANNEL);
    const text = textOf(reply);
    expect(text).toMatch(/Waiting for you: 1\n\nProduct pictures · ACME-NEED-1 · ⚠️ Fri 20 Nov/);
    expect(text).toMatch(/Decided\n\n- Pay with Stripe · ACME-DEC-1/);
    const open = buttonOf(reply, 'Open');
    expect(textOf(await here.press('ana', open.command, open.input))).toContain('ACME-NEED-1 · Product pictures');
  });

  test('is asked for by the word alone or with a key; their sentence stays theirs', async () => {
    expect(await said('ana', 'status ACME', CLIENT_CHANNEL)).toContain('where we are');
    here.clock.advance(60_000);
    for (const words of ['status of the shop is bad', '状态栏坏了', 'timeline is too tight for us'])
      expect(await said('ana', words, CLIENT_CHANNEL), words).toContain('Mei');
  });
});

describe('the timeline of a project', () => {
  test('tells our side who did what and when, newest first, page by page', async () => {
    const reply = await here.say('mei', 'timeline', INTERNAL_CHANNEL);
    const text = textOf(reply, 'Europe/Berlin', here.clock.now().toISOString());
    expect(text).toMatch(
      /^Acme shop: what happened\n\n- today \d\d:\d\d · Mei Chen · Canary payment · ACME-DEC-1 · shared/,
    );
    const pages = [text];
    let page = reply;
    for (let count = 0; count < 5; count++) {
      if (!JSON.stringify(page).includes('"Earlier"')) break;
      const earlier = buttonOf(page, 'Earlier');
      page = await here.press('mei', earlier.command, earlier.input, INTERNAL_CHANNEL);
      pages.push(textOf(page));
      here.clock.advance(60_000);
    }
    const all = pages.join('\n').match(/- .*·.*/gu) ?? [];
    // Every event once: what was added, and each change of above.
    expect(all).toHaveLength(19);
    expect(new Set(all).size).toBe(19);
    expect(all.at(-1)).toContain('Canary alpha · ACME-INT-MS-1 · added');
  });

  test('tells a contact what they were told and when, in their words', async () => {
    const text = await said('ana', 'timeline', CLIENT_CHANNEL);
    expect(text).toMatch(/Acme shop: what we have told you/);
    expect(text).toMatch(
      /Beta · ACME-MS-1: told Tue 22 Dec · planned[\s\S]*Beta · ACME-MS-1: told Tue 15 Dec · planned/,
    );
    expect(text).not.toMatch(/anary|INT-|Mei/);
  });

  test('forgets for a contact what was taken back, also if it is shared anew', async () => {
    await write('risk withdraw RISK-1');
    expect(await said('ana', 'timeline', CLIENT_CHANNEL)).not.toContain('supplier');
    await write('share RISK-1 en:"Supplier, settled"');
    const text = await said('ana', 'timeline', CLIENT_CHANNEL);
    expect(text.match(/Supplier, settled/gu)).toHaveLength(1);
  });
});

test('a project where all is done is no project without a record', async () => {
  const other = await house();
  const status = async (user: 'mei' | 'ana') =>
    textOf(await other.say(user, 'status', user === 'ana' ? CLIENT_CHANNEL : INTERNAL_CHANNEL));
  await other.say('mei', 'need "Pictures" from:@Ana', CLIENT_CHANNEL);
  await other.say('mei', 'done NEED-1', INTERNAL_CHANNEL);
  expect(await status('mei')).toContain('Nothing is open in this project.');
  expect(await status('ana')).toContain('Waiting for you: 1');
  await other.say('mei', 'share NEED-1', INTERNAL_CHANNEL);
  expect(await status('ana')).toContain('Nothing is open in this project.');
  expect(await status('ana')).not.toContain('Nothing has been shared');
  await other.db.close();
});
