import { expect, test } from 'vitest';
import { house, INTERNAL_CHANNEL, textOf, type User } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';
import { linesOf } from './checklist.ts';
import { CHECK_SETS } from './checkSets.ts';

const mei = meiTypes();
const { say, said, press } = mei;

const form = (reply: Reply) => {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`no form: ${JSON.stringify(reply)}`);
  return reply.form;
};
const sends = (opened: Reply, values: FormValues) => {
  const { command, hidden } = form(opened);
  return mei.here.submit('mei', command, { ...hidden, ...values }, INTERNAL_CHANNEL);
};
/** The checks of the milestone with this number of ours, in their order. */
async function checksOf(number: number) {
  const of = { projectIds: [mei.here.project._id], kind: 'milestone', audience: 'internal', number } as const;
  const [milestone] = await mei.here.entries.byNumber(mei.here.scope, of);
  if (milestone === undefined) throw new Error('no milestone');
  const found = await mei.here.entries.list(mei.here.scope, { kind: 'check', parentId: milestone._id });
  return found.toSorted((one, other) => one.number - other.number);
}
const titles = async (number: number) => (await checksOf(number)).map(({ title }) => title);
const error = (reply: Reply, field: string) => form(reply).fields.find(({ name }) => name === field)?.error;

test('a ready-made set is chosen in a form, and becomes parts of the milestone in the project’s language', async () => {
  await say('milestone "Beta" 15 Dec');
  const opened = await say('check plan INT-MS-1');
  expect(form(opened).fields.map(({ name }) => name)).toEqual(['set', 'as']);
  const made = await sends(opened, { set: 'training', as: '' });
  expect(textOf(made)).toContain('4 checks are planned for ACME-INT-MS-1 Beta. Only your team sees them.');
  expect(textOf(made)).toMatch(/- ACME-INT-CHK-1 · Training held\n- ACME-INT-CHK-2 · Documentation/);
  expect(textOf(await press(made, 'Open ACME-INT-MS-1'))).toContain('Parts: ACME-INT-CHK-1 · Training held');
  const card = await said('INT-CHK-2');
  expect(card).toContain('Standard: A new colleague can work with the documentation alone.');
  expect(card).toContain('☐ 1. User guide\n☐ 2. Administration guide');
  expect(card).toContain('The client does not see it.');
});

test('one Undo takes all of them back; not after one of them has been worked on', async () => {
  await say('milestone "Gamma" 16 Dec');
  const made = await say('check plan INT-MS-2 content');
  expect(await checksOf(2)).toHaveLength(5);
  await press(made, 'Undo');
  expect(await checksOf(2)).toHaveLength(0);
  const again = await say('检查 安排 INT-MS-2 文案');
  const [, second] = await checksOf(2);
  await say(`tick INT-CHK-${second?.number} 1`);
  expect(JSON.stringify(await press(again, 'Undo'))).toContain('changed');
  expect(await checksOf(2)).toHaveLength(5);
});

test('the checks of another milestone are copied with their lines open', async () => {
  await say('check "Own one" standard:"Ours" lines:"First; Second" evidence:"Seen" for:INT-MS-2');
  const [own] = (await checksOf(2)).slice(-1);
  await say(`tick INT-CHK-${own?.number} all`);
  await say('milestone "Delta" 17 Dec');
  expect(await said('check plan INT-MS-3 as:INT-MS-2')).toContain('6 checks are planned for ACME-INT-MS-3 Delta.');
  expect(await titles(3)).toEqual(await titles(2));
  const copy = (await checksOf(3)).at(-1);
  expect(copy).toMatchObject({ title: 'Own one', state: 'planned', check: { standard: 'Ours' } });
  expect(JSON.stringify(copy)).not.toContain('Seen');
  expect(copy && linesOf(copy)).toEqual([
    { text: 'First', mark: 'open' },
    { text: 'Second', mark: 'open' },
  ]);
});

test('checks that are there already under the same name are not made again', async () => {
  await say('milestone "Epsilon" 18 Dec');
  await say('check "Documentation" for:INT-MS-4');
  const made = await said('check plan INT-MS-4 training');
  expect(made).toContain('3 checks are planned');
  expect(made).toContain('One was there already');
  expect(await said('check plan INT-MS-4 training')).toContain('ACME-INT-MS-4 Epsilon has all these checks already.');
  expect(await checksOf(4)).toHaveLength(4);
});

test('a repeat after a crash in the middle makes no second set', async () => {
  await say('milestone "Zeta" 19 Dec');
  const { add } = mei.here.entries;
  let count = 0;
  const failing: typeof add = (...all) => (++count > 2 ? Promise.reject(new Error('the process ended')) : add(...all));
  Object.assign(mei.here.entries, { add: failing });
  const failed = await say('check plan INT-MS-5 migration');
  Object.assign(mei.here.entries, { add });
  expect(await checksOf(5)).toHaveLength(2);
  const again = await press(failed, 'Try again');
  expect(textOf(again)).toContain('5 checks are planned');
  expect(await checksOf(5)).toHaveLength(5);
  await press(again, 'Undo');
  expect(await checksOf(5)).toHaveLength(0);
});

test('planned twice at once, it is one set; a renamed or deleted check is planned anew', async () => {
  const here = await house();
  const types = (user: User, words: string) => here.say(user, words, INTERNAL_CHANNEL);
  await types('mei', 'milestone "Theta" 21 Dec');
  const of = { kind: 'check' } as const;
  const both = await Promise.all((['mei', 'tom'] as const).map((user) => types(user, 'check plan INT-MS-1 content')));
  expect(both.map(({ kind }) => kind)).toEqual(['message', 'message']);
  const made = await here.entries.list(here.scope, of);
  expect(made).toHaveLength(5);
  here.clock.advance(60_000);
  await types('mei', `check edit INT-CHK-${made[0]?.number} title:"Our own words"`);
  await types('mei', `check delete INT-CHK-${made[1]?.number}`);
  expect(await here.entries.list(here.scope, of)).toHaveLength(4);
  here.clock.advance(60_000);
  expect(textOf(await types('mei', 'check plan INT-MS-1 content'))).toContain('2 checks are planned');
  const all = await here.entries.list(here.scope, of);
  expect(
    all
      .filter(({ title }) => title !== 'Our own words')
      .map(({ title }) => title)
      .sort(),
  ).toEqual(made.map(({ title }) => title).sort());
  await here.db.close();
});

test('what cannot be planned is said at its field', async () => {
  const opened = await say('check plan INT-MS-5');
  expect(error(await sends(opened, { set: '', as: '' }), 'set')).toContain('Please choose ready-made checks');
  expect(error(await sends(await say('check plan INT-MS-5'), { set: 'content', as: 'MS-1' }), 'as')).toContain(
    'one of the two',
  );
  expect(error(await say('check plan INT-MS-5 as:MS-9'), 'as')).toBe('ACME has no MS-9.');
  expect(error(await say('check plan INT-MS-5 as:INT-MS-5'), 'as')).toBe('This milestone has no checks to copy.');
  expect(await checksOf(5)).toHaveLength(0);
});

test('a Chinese project gets its checks in Chinese', async () => {
  await mei.here.projects.change(mei.here.scope, mei.here.project._id, { locale: 'zh-CN' });
  await say('milestone "Eta" 20 Dec');
  await say('check plan INT-MS-6 website');
  expect(await titles(6)).toEqual(['页面与链接', '浏览器与设备兼容', '访问速度', '表单与消息', '无障碍', '正式上线']);
});

test.each(CHECK_SETS)('the set $value says the same in both languages', ({ checks }) => {
  const { en, 'zh-CN': zh } = checks;
  expect(en.length).toBeGreaterThanOrEqual(4);
  expect(en.length).toBeLessThanOrEqual(6);
  expect(zh.map(({ lines }) => lines.length)).toEqual(en.map(({ lines }) => lines.length));
  for (const { title, standard, method, lines } of [...en, ...zh]) {
    expect(standard).toMatch(/[.。]$/);
    expect(method).toMatch(/[.。]$/);
    expect(new Set([title, ...lines]).size).toBe(lines.length + 1);
  }
});
