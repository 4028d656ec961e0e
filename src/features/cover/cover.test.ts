import { afterEach, beforeEach, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, messageOf, textOf } from '../../../test/fakes/house.ts';
import type { Message } from '../../core/message.ts';
import { renderText } from '../../core/render/text.ts';

/** Mei (Berlin) is away and Tom (Shanghai, Chinese) covers. It is Monday, 23 November. */
let here: House;
beforeEach(async () => {
  here = await house();
  // Each person has written before, so their language and zone are known.
  for (const who of ['mei', 'tom', 'root'] as const) await here.say(who, 'help');
});
afterEach(() => here.db.close());

const AWAY = 'away 28 Nov – 4 Dec cover:@Tom Berg';
const deliver = () => here.at(here.clock.now().toISOString());
/** The cover slice's messages to a person, the oldest first. */
const told = (who: string): Message[] =>
  here.platform.posts
    .filter(({ to, key }) => to.conversation === `D-${who}` && key.startsWith('cover:'))
    .map(({ message }) => message);
const words = (who: string) =>
  told(who).map((message) => renderText(message, { locale: 'en', zone: 'UTC', now: here.clock.now() }));
const last = (who: string): Message => {
  const found = told(who).at(-1);
  if (found === undefined) throw new Error(`${who} was told nothing`);
  return found;
};
const press = async (who: 'mei' | 'tom', label: string, message = last(who)) => {
  const { command, input } = buttonOf(message, label);
  const reply = await here.press(who, command, input);
  await deliver();
  return reply;
};
const lists = (who: string) =>
  here.platform.posts.filter(
    ({ to, key }) => to.conversation === `D-${who}` && !/^(cover|notice|whois|words)/.test(key),
  ).length;
const away = async () => (await here.people.must(here.scope, here.mei._id)).away;

test('the cover is asked at once, with the days, projects and open items; the manager is told of a yes', async () => {
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  const { clientId, managerId, locale, zone } = here.project;
  await here.projects.add(here.scope, { name: 'Blog', key: 'BLOG', clientId, managerId, locale, zone });
  expect(textOf(await here.say('mei', AWAY))).toContain('I have asked Tom Berg to cover for you');
  await deliver();
  expect(words('tom')).toEqual([
    expect.stringMatching(
      /^Mei Chen 请您代理，11月28日（周六）至 12月4日（周五）。[\s\S]*ACME Acme shop · 1 件待处理\n.*BLOG Blog · 没有待处理的事项[\s\S]*\[可以，我来代理\] \[不方便\]$/,
    ),
  ]);
  expect(textOf(await here.say('tom', '待办'), 'Asia/Shanghai', undefined, 'zh-CN')).toMatch(
    /有 1 件事等待您处理\n\nMei Chen 请您代理[\s\S]*\[可以，我来代理\]/,
  );

  expect(textOf(await press('tom', '可以，我来代理'), 'UTC', undefined, 'zh-CN')).toContain('由您代理 Mei Chen');
  expect(words('mei')).toEqual(['Tom Berg covers for you, Sat 28 Nov to Fri 4 Dec.']);
  await press('tom', '可以，我来代理');
  expect([words('mei').length, words('tom').length]).toEqual([1, 1]);
  expect(
    (await here.history(`person:${here.mei._id}`)).map(({ action, byName }) => [action, byName]).slice(0, 2),
  ).toEqual([
    ['away new', 'Mei Chen'],
    ['away accept', 'Tom Berg'],
  ]);
  expect(textOf(await here.say('tom', '待办'), 'Asia/Shanghai', undefined, 'zh-CN')).toContain(
    '目前没有等待您处理的事项',
  );
});

test('the manager is told of a no at once, with a way to ask another person; until then there is no cover', async () => {
  await here.say('mei', AWAY);
  await deliver();
  expect(textOf(await press('tom', '不方便'), 'UTC', undefined, 'zh-CN')).toContain('我已告诉 Mei Chen');
  expect(words('mei')[0]).toMatch(
    /^Tom Berg cannot cover for you, Sat 28 Nov to Fri 4 Dec\. Whom shall I ask instead\?[\s\S]*\[Ask somebody else\]$/,
  );
  expect(await away()).toEqual({ from: new Date('2026-11-27T23:00:00Z'), until: new Date('2026-12-04T23:00:00Z') });
  const { input } = buttonOf(last('mei'), 'Ask somebody else');
  expect(input).toMatchObject({ from: '2026-11-28', until: '2026-12-04' });

  expect((await here.history(`person:${here.mei._id}`)).map(({ action }) => action)).toEqual([
    'away new',
    'away decline',
  ]);

  // An old button has no effect. A new question notifies the cover again.
  expect(textOf(await press('tom', '可以，我来代理'), 'UTC', undefined, 'zh-CN')).toContain('此事已有安排');
  here.clock.advance(60_000);
  await here.say('mei', AWAY);
  await deliver();
  expect(words('tom')).toHaveLength(2);
  await here.at('2026-11-30T12:00:00Z');
  expect(words('tom')).toHaveLength(3);
});

test('without an answer the manager is told before the leave begins, and the cover stands in all the same', async () => {
  await here.say('mei', AWAY);
  await here.at('2026-11-27T08:59:00Z');
  expect(words('mei')).toEqual([]);
  await here.at('2026-11-27T09:00:00Z');
  expect(words('mei')).toEqual([
    expect.stringMatching(/^Tom Berg has not said yet whether they cover for you[\s\S]*If they say nothing, they do\./),
  ]);
  await here.at('2026-11-29T12:00:00Z');
  expect(words('mei')).toHaveLength(1);
  expect(await here.directory.stewards(here.workspace._id, here.project._id)).toEqual([here.tom._id]);
});

test('the cover is told of the start and the end, once each, and gets the morning list only in between', async () => {
  await here.say('mei', AWAY);
  await deliver();
  await press('tom', '可以，我来代理');
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  await here.at('2026-11-27T12:00:00Z');
  expect(lists('tom')).toBe(0);
  await here.at('2026-11-28T00:59:00Z');
  expect(words('tom')).toHaveLength(1);
  await here.at('2026-11-28T01:00:00Z');
  expect(words('tom').at(-1)).toMatch(/^从今天起由您代理 Mei Chen，至 12月4日（周五）。[\s\S]*1 件待处理/);
  await here.at('2026-11-30T01:00:00Z');
  expect(lists('tom')).toBe(1);
  expect(textOf(await here.say('tom', '待办'), 'Asia/Shanghai', '2026-11-30T02:00:00Z', 'zh-CN')).toMatch(
    /您正在代理 Mei Chen，至 12月4日/,
  );
  for (const day of ['01', '02', '03', '04', '05', '07', '08']) await here.at(`2026-12-${day}T02:00:00Z`);
  expect(lists('tom')).toBe(5);
  expect(words('tom').map((text) => text.split('\n')[0])).toEqual([
    expect.stringContaining('请您代理'),
    expect.stringContaining('从今天起'),
    '您为 Mei Chen 的代理到此结束，谢谢您。',
  ]);
});

test('moved days are asked about again; a cover is told that the leave is called off or has another cover', async () => {
  await here.say('mei', AWAY);
  await deliver();
  await press('tom', '可以，我来代理');
  here.clock.advance(60_000);
  await here.say('mei', 'away 30 Nov – 6 Dec cover:@Tom Berg');
  await deliver();
  expect(words('tom').at(-1)).toMatch(
    /^Mei Chen 调整了休假时间，请您代理的时间改为 11月30日（周一）至 12月6日（周日）/,
  );

  here.clock.advance(60_000);
  await here.say('mei', 'away 30 Nov – 6 Dec cover:@Root');
  await deliver();
  expect(words('tom').at(-1)).toContain('您不必再为 Mei Chen 代理了');
  expect(words('root')).toHaveLength(1);

  here.clock.advance(60_000);
  await here.say('mei', 'away done');
  await deliver();
  expect(words('root').at(-1)).toContain('You need not cover for Mei Chen after all');
  await here.at('2026-12-10T12:00:00Z');
  expect([words('tom').length, words('root').length]).toEqual([3, 2]);
});

test('a second absence with the same cover gets its own question', async () => {
  await here.say('mei', 'away 23 Nov – 24 Nov cover:@Tom Berg');
  // On the morning after the absence, before the message about its end.
  await here.at('2026-11-24T23:30:00Z');
  await here.say('mei', 'away 1 Dec – 2 Dec cover:@Tom Berg');
  await deliver();
  expect(words('tom').map((text) => text.split('\n')[0])).toEqual([
    expect.stringContaining('请您代理，11月23日'),
    '您为 Mei Chen 的代理到此结束，谢谢您。',
    expect.stringContaining('请您代理，12月1日'),
  ]);
});

test('a repeated absence asks once', async () => {
  await here.say('mei', AWAY);
  here.clock.advance(60_000);
  await here.say('mei', AWAY);
  await deliver();
  expect(words('tom')).toHaveLength(1);
});

test('the cover is told when the manager is back early', async () => {
  await here.say('mei', AWAY);
  await here.at('2026-12-01T08:00:00Z');
  await here.say('mei', 'away done');
  await deliver();
  expect(words('tom').at(-1)).toBe('您为 Mei Chen 的代理到此结束，谢谢您。');
  const count = lists('tom');
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  await here.at('2026-12-03T08:00:00Z');
  expect(lists('tom')).toBe(count);
});

test('the cover’s own setting of the morning list is kept', async () => {
  await here.submit('tom', 'today edit', { morning: 'off' });
  await here.say('mei', AWAY);
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  await here.at('2026-12-02T12:00:00Z');
  expect(lists('tom')).toBe(0);
});

test('a person who is absent, has left, has no account, is a client or oneself is refused with the reason', async () => {
  await here.say('tom', '休假 12月1日–3日');
  const problems = async (text: string) => JSON.stringify(await here.say('mei', text));
  expect(await problems(AWAY)).toContain('Tom Berg is away then as well, Tue 1 Dec to Thu 3 Dec');
  expect(await problems('away 28 Nov – 4 Dec cover:@Ana')).toContain('Only somebody on our side');
  expect(await problems('away 28 Nov – 4 Dec cover:me')).toContain('cannot cover for yourself');
  expect(await away()).toBeUndefined();
  await here.people.change(here.scope, here.tom._id, { goneAt: here.clock.now() });
  expect(await problems('away 4 Dec – 8 Dec cover:@Tom Berg')).toMatch(/deactivated|no account here that works/);
  await here.people.change(here.scope, here.tom._id, { goneAt: undefined });
  // Outside Tom's own absence he is accepted as the cover.
  expect(textOf(await here.say('mei', 'away 4 Dec – 8 Dec cover:@Tom Berg'))).toContain('I have asked Tom Berg');
});

test('a cover who is absent in these days, or leaves, is removed, and the manager is asked for another', async () => {
  await here.say('mei', AWAY);
  await deliver();
  await press('tom', '可以，我来代理');
  await here.say('tom', '休假 12月1日–3日');
  await deliver();
  expect(words('mei').at(-1)).toContain('Tom Berg cannot cover for you');
  expect(words('tom').at(-1)).toContain('我已告诉 Mei Chen 您无法代理');
  expect((await away())?.coverId).toBeUndefined();

  await here.say('tom', '休假 完成');
  here.clock.advance(60_000);
  await here.say('mei', AWAY);
  await deliver();
  await here.people.leave(here.scope, here.tom._id);
  await deliver();
  expect(words('mei').at(-1)).toContain('Tom Berg is not with us any more');
  expect((await away())?.coverId).toBeUndefined();
});

test('a deactivated account of the cover is noticed before the leave begins, even after a yes', async () => {
  await here.say('mei', AWAY);
  await deliver();
  await press('tom', '可以，我来代理');
  await here.people.change(here.scope, here.tom._id, { goneAt: here.clock.now() });
  await here.at('2026-11-27T10:00:00Z');
  expect(words('mei').at(-1)).toContain('Tom Berg is not with us any more');
  expect((await away())?.coverId).toBeUndefined();
});

test('a question on the first day itself gives no second notice of the start', async () => {
  await here.say('mei', 'away 23 Nov – 25 Nov cover:@Tom Berg');
  await here.at('2026-11-24T12:00:00Z');
  expect(words('tom')).toHaveLength(1);
  expect(messageOf(await here.say('tom', '待办')).audience).toBe('internal');
});

test.each([
  ['away 7-9 Dec sick', 'sick'],
  ['away 7-9 Dec because of the holidays', 'because of the holidays'],
  ['休假 12月7日到9日 看病', '看病'],
])('words without a known name are shown above the form, and no absence is stored yet: %s', async (typed, left) => {
  const here = await house();
  const reply = await here.say('mei', typed);
  expect(reply).toMatchObject({ kind: 'form', form: { notice: expect.stringContaining(`“${left}”`) } });
  expect(textOf(await here.say('mei', 'me'))).not.toContain('Away');
});

test.each([
  'away 7-9 Dec covered by Tom',
  'away 7-9 Dec cover:@Tom Berg',
  'away 7-9 Dec, Tom covers',
  '休假 12月7日到9日 代班:@Tom',
])('the named person is asked to cover: %s', async (typed) => {
  const here = await house();
  expect(textOf(await here.say('mei', typed))).toContain('I have asked Tom Berg to cover for you.');
});

test('an unknown cover opens a question, and no absence is stored yet', async () => {
  const here = await house();
  expect(JSON.stringify(await here.say('mei', 'away 7-9 Dec cover @Nobody'))).toContain('I do not know “@Nobody”');
  expect(textOf(await here.say('mei', 'me'))).not.toContain('Away');
});
