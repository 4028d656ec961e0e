import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { event, inChannel, TENANT, user } from '../../../test/fakes/agency.ts';
import { buttonOf, messageOf, type TalkingAgency, talkingAgency, wordsIn } from '../../../test/fakes/talk.ts';
import { readAway } from './away.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());

/** Zoe, an unknown person, writes in Acme's channel. Returns the card that Mei gets. */
async function zoesCard() {
  await here.directory.locate(event('mention', 'zoe', { place: inChannel('C1'), text: 'hi' }));
  const card = [...here.outbox.sent.values()].find((one) => one.key.startsWith('whois:'));
  if (card === undefined) throw new Error('Mei is asked');
  return card.message;
}
const zoe = async () =>
  (await here.directory.locate(event('mention', 'zoe', { place: inChannel('C1'), text: 'hi' }))).actor;

test('the manager identifies an unknown person, and may change it later', async () => {
  const card = await zoesCard();
  const placed = messageOf(await here.press('mei', buttonOf(card, '审批人')));
  expect(await zoe()).toMatchObject({ standing: { side: 'client', role: 'approver', clientId: here.acme._id } });
  await here.press('mei', buttonOf(placed, '不是联系人'));
  expect(await zoe()).toMatchObject({ personId: undefined, standing: { clientId: undefined } });
  expect(here.audited.map((one) => one.action)).toEqual(['person confirm', 'person confirm']);
});

test('only the people who run the project decide it, and an old card never moves a member', async () => {
  const card = await zoesCard();
  expect(await here.press('tom', buttonOf(card, '审批人'))).toMatchObject({ kind: 'invalid' });
  await expect(here.press('ana', buttonOf(card, '审批人'))).rejects.toMatchObject({ code: 'refused' });
  const known = await here.people.byUser(here.scope, user('zoe'));
  await here.workspaces.setRole(here.scope, known?.person._id ?? '', 'member');
  expect(messageOf(await here.press('mei', buttonOf(card, '审批人'))).fallbackText).toContain('此前已确认');
  expect((await zoe())?.standing).toEqual({ side: 'ours', role: 'member' });
});

test('a press by one client’s manager never moves another client’s contact', async () => {
  const cato = await here.clients.add(here.scope, { name: 'Cato', locale: 'en' });
  const theirs = await here.projects.add(here.scope, {
    name: 'Cato',
    clientId: cato._id,
    managerId: here.tom._id,
    locale: 'en',
    zone: 'UTC',
  });
  const reply = await here.press('tom', {
    command: 'person confirm',
    input: { person: here.ana._id, project: theirs._id, as: 'approver' },
  });
  expect(messageOf(reply).fallbackText).toContain('Ana Lima');
  expect(await here.people.must(here.scope, here.ana._id)).toMatchObject({
    clientId: here.acme._id,
    clientRole: 'approver',
  });
});

test('a code identifies its owner on another platform; an unknown person cannot get one', async () => {
  const reply = await here.type('ana', 'me link');
  const given = messageOf(reply);
  const code = /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(given.fallbackText)?.[0] ?? '';
  expect(given.audience).toBe('client');
  const kept = JSON.stringify(reply.kind === 'message' ? reply.keptAs : undefined);
  expect([kept.includes('me link'), kept.includes(code)]).toEqual([true, false]);
  expect(messageOf(await here.type('ana-phone', `me link ${code}`)).fallbackText).toContain('Ana Lima');
  expect((await here.people.byUser(here.scope, user('ana-phone')))?.person._id).toBe(here.ana._id);
  await expect(here.type('stranger', 'me link')).rejects.toMatchObject({ code: 'refused' });
});

test('the manager links an unknown account to a contact', async () => {
  await here.people.see(here.scope, { ...user('ana2'), via: TENANT, name: 'Ana phone' });
  await here.type('mei', 'person link <@ana2> "Ana Lima"');
  expect((await here.people.byUser(here.scope, user('ana2')))?.person._id).toBe(here.ana._id);
  await expect(here.type('tom', 'person link <@ana2> "Ana Lima"')).rejects.toMatchObject({ code: 'refused' });
  await here.people.see(here.scope, { ...user('eve'), via: TENANT, name: 'Eve' });
  for (const ours of ['Root', '"Tom Berg"'])
    await expect(here.type('mei', `person link <@eve> ${ours}`)).rejects.toMatchObject({ code: 'refused' });
});

test('a contact who left gets no posts, and only their manager can record it', async () => {
  await expect(here.type('tom', 'person leave @Ana')).rejects.toMatchObject({ code: 'refused' });
  await here.type('mei', 'person leave @Ana');
  expect(await here.directory.reachPerson(here.workspace._id, here.ana._id)).toEqual({ unreachable: 'left' });
});

test('a person’s page offers only the acts that its reader may do', async () => {
  const page = messageOf(await here.type('mei', 'person @Ana'));
  expect(wordsIn(page)).toContain('Ana Lima');
  const changed = messageOf(await here.press('mei', buttonOf(page, '改为参与者')));
  expect(changed.fallbackText).toContain('参与者');
  expect((await here.people.must(here.scope, here.ana._id)).clientRole).toBe('contributor');
  expect(wordsIn(messageOf(await here.type('mei', 'person show @Ana')))).not.toContain('改为参与者');
  expect(wordsIn(messageOf(await here.type('tom', 'person @Ana')))).not.toMatch(/Make|have left/);
  expect(wordsIn(messageOf(await here.type('mei', 'person @Tom')))).not.toMatch(/改为|已离开/);
  await here.press('root', buttonOf(messageOf(await here.type('root', 'person @Tom')), 'They have left'));
  expect(await here.directory.reachPerson(here.workspace._id, here.tom._id)).toEqual({ unreachable: 'left' });
});

test('a manager has no permission on another client’s people, even in a channel of their own project', async () => {
  const other = await here.clients.add(here.scope, { name: 'Borealis', locale: 'en' });
  const nora = await here.people.add(here.scope, {
    name: 'Nora Dahl',
    side: { kind: 'client', clientId: other._id, role: 'approver' },
  });
  await expect(here.type('mei', 'person leave "Nora Dahl"', inChannel('C2'))).rejects.toMatchObject({
    code: 'refused',
  });
  expect((await here.people.must(here.scope, nora._id)).leftAt).toBeUndefined();
});

test('the list shows the last day of an absence, by that person’s zone', async () => {
  await here.people.change(here.scope, here.mei._id, { zone: 'America/New_York' });
  await here.type('mei', 'away 2026-11-23..2026-11-25');
  expect(wordsIn(messageOf(await here.type('tom', 'people')))).toContain('away until Wed 25 Nov');
});

test('when a manager leaves, the admin is offered to hand over the projects', async () => {
  await expect(here.type('mei', 'person leave @Tom')).rejects.toMatchObject({ code: 'refused' });
  const reply = messageOf(await here.type('root', 'person leave "Mei Chen"'));
  expect(wordsIn(reply)).toContain('Hand over ACME');
  expect(here.outbox.texts()).toEqual(['Acme has no manager any more: Mei Chen has left.']);
  expect(await here.directory.stewards(here.workspace._id, here.project._id)).toEqual([here.admin._id]);
});

test('each person sets their own language and zone', async () => {
  const reply = messageOf(await here.type('ana', 'me edit language:中文 zone:Asia/Shanghai'));
  expect(reply).toMatchObject({ audience: 'client', fallbackText: expect.stringContaining('今后我会用中文') });
  expect(
    (await here.directory.locate(event('mention', 'ana', { place: inChannel('C1'), text: 'x' }))).actor,
  ).toMatchObject({
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
  });
});

/** A forbidden project gets the same answer as an unknown one: an error at its field. */
const noSuchProject = {
  kind: 'invalid',
  form: { fields: expect.arrayContaining([expect.objectContaining({ name: 'project', error: expect.anything() })]) },
};

test('the cover runs the project only during the absence', async () => {
  await here.type('mei', 'away 2026-11-24..2026-11-30 cover:@Tom');
  expect(await here.type('tom', 'project edit ACME name:Acme')).toMatchObject(noSuchProject);
  // Tuesday begins in Shanghai while it is Monday in London.
  here.clock.moveTo(new Date('2026-11-23T16:00:00Z'));
  expect(messageOf(await here.type('tom', 'project edit ACME name:Acme2')).fallbackText).toContain('Acme2');
  await here.type('mei', 'away done');
  expect(await here.type('tom', 'project edit ACME name:Acme')).toMatchObject(noSuchProject);
});

test('an absence ends for each reader on the stated day, in the reader’s language', async () => {
  await here.type('mei', 'away 2026-11-23..2026-11-30');
  here.clock.moveTo(new Date('2026-11-24T09:00:00Z'));
  const me = wordsIn(messageOf(await here.type('mei', 'me')));
  expect(me).toContain('休假至 11月30日（周一）');
  expect(me).toMatch(/"账号","value":"(Slack|试用环境)"/);
  expect(wordsIn(messageOf(await here.type('tom', 'people')))).toContain('away until Mon 30 Nov"');
});

test('absences are read from plain words, in the year in which they end', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  const read = (words: string) => readAway(words, { now, zone: 'UTC' })?.[0];
  expect(read('1–14 Aug cover:@Tom')).toEqual({ from: '2027-08-01', until: '2027-08-14', cover: '@Tom' });
  expect(read('Dec 24 - 31')).toEqual({ from: '2026-12-24', until: '2026-12-31' });
  expect(read('28 Dec – 3 Jan <@U1>')).toEqual({ from: '2026-12-28', until: '2027-01-03', cover: '<@U1>' });
  expect(read('8月1日–14日 代理：@Tom')).toEqual({ from: '2027-08-01', until: '2027-08-14', cover: '@Tom' });
  expect(read('2026-12-01 到 2026-12-05')).toEqual({ from: '2026-12-01', until: '2026-12-05' });
  expect(read('next week')).toBeUndefined();
});

describe('no word next to the days of an absence is lost', () => {
  const now = new Date('2026-11-23T09:00:00Z');
  test.each([
    ['7-9 Dec cover:@Tom Berg', 'Tom Berg', undefined],
    ['7-9 Dec, cover @Tom', '@Tom', undefined],
    ['7-9 Dec covered by Tom', 'Tom', undefined],
    ['7-9 Dec @Tom Berg', 'Tom Berg', undefined],
    ['7-9 Dec, Tom covers for me', 'Tom', undefined],
    ['cover:"Tom Berg" 7-9 Dec', 'Tom Berg', undefined],
    ['12月7日到12月9日 代班:@Tom', '@Tom', undefined],
    ['12月7日到9日，李静代理', '李静', undefined],
    ['12月7日到9日 由李静代理', '李静', undefined],
    ['7-9 Dec because of the holidays', undefined, 'because of the holidays'],
    ['7-9 Dec cover:<@U1> sick', '<@U1>', 'sick'],
    ['7-9 Dec', undefined, undefined],
  ])('%s', (words, cover, leftover) => {
    const [values, left] = readAway(words, { now, zone: 'UTC' }) ?? [];
    expect(values).toMatchObject({ from: '2026-12-07', until: '2026-12-09' });
    expect([values?.cover, left]).toEqual([cover, leftover]);
  });
});

test('only an admin changes roles and gets a code', async () => {
  await here.type('root', 'role @Tom manager');
  expect((await here.people.must(here.scope, here.tom._id)).role).toBe('manager');
  await expect(here.type('mei', 'role @Tom admin')).rejects.toMatchObject({ code: 'refused' });
  await expect(here.type('mei', 'connect')).rejects.toMatchObject({ code: 'refused' });
  const code =
    /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(messageOf(await here.type('root', 'connect')).fallbackText)?.[0] ?? '';
  expect(
    (await here.workspaces.connect({ code, installation: { platform: 'slack', tenant: 'T1' } })).workspace._id,
  ).toBe(here.workspace._id);
});

test('unlinked people are under their own heading, which appears once', async () => {
  await here.directory.locate(event('mention', 'zoe', { place: inChannel('C1'), text: 'hi' }));
  const list = wordsIn(messageOf(await here.type('tom', 'people')));
  expect(list).toContain('"items":["zoe"]');
  expect(list.match(/Not linked yet/g)).toHaveLength(1);
});
