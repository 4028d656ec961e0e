import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

let here: House;
const said = async (user: Parameters<House['say']>[0], words: string, where?: string) =>
  textOf(await here.say(user, words, where), 'Europe/Berlin', here.clock.now().toISOString());
const write = async (...lines: readonly string[]) => {
  for (const words of lines) {
    await here.say('mei', words, INTERNAL_CHANNEL);
    here.clock.advance(60_000);
  }
};
beforeAll(async () => {
  // A Friday.
  here = await house('2026-11-27T09:00:00Z');
  await write(
    'milestone "Canary beta" 2026-12-15',
    'risk "Canary vendor late" 4x5',
    'need "Canary pictures" 2026-11-24 from:@Ana',
    'share INT-NEED-1 en:"Product pictures"',
    'task "Canary late" @Tom 2026-11-24',
    'task "Canary today" @Tom 2026-11-27',
    'task "Canary Monday" @Tom 2026-11-30',
    'task "Canary Tuesday" @Tom 2026-12-01',
  );
});
beforeEach(() => here.clock.advance(60_000));
afterAll(() => here.db.close());

describe('today', () => {
  test('has one line for what is overdue, due today or on the next working day, with its buttons', async () => {
    const reply = await here.say('tom', 'today');
    const text = textOf(reply, 'Asia/Shanghai', here.clock.now().toISOString(), 'zh-CN');
    expect(text).toMatch(/1\. Canary late|Canary late/);
    expect(text).toContain('Canary late · ACME-INT-TASK-1 · 已逾期（11月24日（周二））');
    expect(text).toContain('Canary today · ACME-INT-TASK-2 · 今天到期');
    expect(text).toContain('Canary Monday · ACME-INT-TASK-3 · 11月30日（周一）到期');
    expect(text).not.toContain('Tuesday');
    const done = buttonOf(reply, '完成');
    await here.press('tom', done.command, done.input);
    expect(await said('tom', '待办')).not.toContain('Canary late');
  });

  test('tells a contact what waits for them, in the words for them', async () => {
    const reply = await here.say('ana', 'today');
    const text = textOf(reply, 'America/New_York', here.clock.now().toISOString());
    expect(text).toContain('Product pictures · ACME-NEED-1 · overdue since Tue 24 Nov');
    expect(text).not.toMatch(/anary|INT-/);
    const open = buttonOf(reply, 'Open');
    expect(textOf(await here.press('ana', open.command, open.input))).toContain('ACME-NEED-1 · Product pictures');
  });
});

test('brief tells before a call what is next, whose turn it is, what is late and what is red', async () => {
  const text = await said('mei', 'brief Acme');
  expect(text).toContain('Next: ACME-INT-MS-1 · Canary beta · Tue 15 Dec');
  expect(text).toMatch(/With us: \d · with the client: 1/);
  expect(text).toContain('Overdue from the client: ACME-NEED-1 · Canary pictures · Tue 24 Nov');
  expect(text).toContain('Red risks: ACME-INT-RISK-1 · Canary vendor late');
  expect(JSON.stringify(await here.say('ana', 'brief Acme', CLIENT_CHANNEL))).not.toContain('anary');
});

test('nothing waits in a closed project, neither in a list nor on the desk', async () => {
  await here.projects.change(here.scope, here.project._id, { state: 'closed' });
  expect(await said('tom', '待办')).not.toContain('Canary');
  expect(await said('ana', 'today')).not.toContain('pictures');
  expect(await said('ana', 'desk', CLIENT_CHANNEL)).not.toContain('Waiting for you');
});
