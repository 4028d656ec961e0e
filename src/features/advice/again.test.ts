import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { deliveries } from '../../core/delivery/outbox.ts';
import { schedules } from '../../core/schedule/schedule.ts';

const reminders = (here: House) => here.posted('D-mei').filter((text) => text.startsWith('You wanted to raise again'));
const idOf = async (here: House) => (await here.entries.list(here.scope, { kind: 'advice' }))[0]?._id ?? '';
/** Mei is in Berlin: nine in the morning there. */
const morning = (date: string) => `${date}T08:00:00Z`;

/** Advice that Ana has put off until a date. */
async function putOff(again: string): Promise<House> {
  const here = await house();
  await here.say('mei', 'advice "Use a CDN"', CLIENT_CHANNEL);
  await here.submit('ana', 'advice postpone', { number: await idOf(here), again }, CLIENT_CHANNEL);
  return here;
}
async function presses(here: House, label: string) {
  const post = here.platform.posts.findLast(({ message }) => message.fallbackText.startsWith('You wanted'));
  if (post === undefined) throw new Error('nobody was reminded');
  const { command, input } = buttonOf(post.message, label);
  return here.press('mei', command, input);
}

test('on its day the manager is reminded once, also when the slot runs again, and the client hears nothing', async () => {
  const here = await putOff('2026-12-04');
  await here.at('2026-12-04T07:59:00Z');
  expect(reminders(here)).toEqual([]);
  const before = [...here.posted('D-ana'), ...here.posted(CLIENT_CHANNEL)];
  await here.at(morning('2026-12-04'));
  expect(reminders(here)).toEqual([
    'You wanted to raise again: ACME-ADV-1 “Use a CDN”.\n\n[Propose again] [Drop it] [Open]',
  ]);
  const [row] = await here.db.everywhere(schedules).find({ kind: 'advice.again' });
  const again = { state: 'active', nextAt: new Date(morning('2026-12-04')), nextWall: '2026-12-04T09:00' };
  await here.db.everywhere(schedules).findOneAndUpdate({ _id: row?._id }, { $set: again });
  await here.at('2026-12-04T08:01:00Z');
  expect(reminders(here)).toHaveLength(1);
  expect([...here.posted('D-ana'), ...here.posted(CLIENT_CHANNEL)]).toEqual(before);
  await here.db.close();
});

test('a date on a weekend is kept for the working day after it', async () => {
  const here = await putOff('2026-12-05');
  await here.at('2026-12-06T20:00:00Z');
  expect(reminders(here)).toEqual([]);
  await here.at(morning('2026-12-07'));
  expect(reminders(here)).toHaveLength(1);
  await here.db.close();
});

test('proposed again, it waits for the client anew, who puts it off anew and is remembered anew', async () => {
  const here = await putOff('2026-12-04');
  await here.at(morning('2026-12-04'));
  const card = await presses(here, 'Propose again');
  expect(textOf(card)).toContain('Proposed again: the client sees it and can answer.');
  const theirs = await here.say('ana', 'ADV-1', CLIENT_CHANNEL);
  expect(textOf(theirs)).toContain('State: proposed\n\n[Yes please] [Not now] [Tell me more]');
  expect(textOf(await here.say('ana', 'desk', CLIENT_CHANNEL))).toContain('Waiting for you: 1 (Use a CDN)');
  // The reminder's button once more: nothing happens twice.
  expect(textOf(await presses(here, 'Propose again'))).toContain('It was proposed before.');
  await here.submit('ana', 'advice postpone', { number: await idOf(here), again: '2026-12-11' }, CLIENT_CHANNEL);
  await here.at(morning('2026-12-11'));
  expect(reminders(here)).toHaveLength(2);
  await here.db.close();
});

test('proposing again can be undone: the client sees it as put off', async () => {
  const here = await putOff('2026-12-04');
  await here.at(morning('2026-12-04'));
  const { command, input } = buttonOf(await presses(here, 'Propose again'), 'Undo');
  await here.press('mei', command, input);
  expect(textOf(await here.say('ana', 'ADV-1', CLIENT_CHANNEL))).toContain('State: later\nAgain on: Fri 4 Dec');
  await here.db.close();
});

test('dropped, it is declined; the client reads that when they are told', async () => {
  const here = await putOff('2026-12-04');
  await here.at(morning('2026-12-04'));
  expect(textOf(await presses(here, 'Drop it'))).toContain('Now declined.');
  expect(textOf(await here.say('ana', 'ADV-1', CLIENT_CHANNEL))).toContain('State: later');
  await here.db.close();
});

test('an old reminder drops nothing that was proposed again or accepted since', async () => {
  const here = await putOff('2026-12-04');
  await here.at(morning('2026-12-04'));
  await presses(here, 'Propose again');
  expect(textOf(await presses(here, 'Drop it'))).toContain('It was proposed before.');
  await here.press('ana', 'advice accept', { number: await idOf(here) }, CLIENT_CHANNEL);
  expect(textOf(await presses(here, 'Drop it'))).toContain('It was accepted before.');
  await here.db.close();
});

test('an old reminder drops nothing that was put off to a newer date; the newer one does', async () => {
  const here = await putOff('2026-12-04');
  await here.at(morning('2026-12-04'));
  await here.say('mei', 'move ADV-1 2026-12-18', INTERNAL_CHANNEL);
  const answer = textOf(await presses(here, 'Drop it'));
  expect(answer).toContain('It has another date by now, Fri 18 Dec: it stays put off.');
  expect(answer).not.toContain('Now declined.');
  expect(await here.entries.get(here.scope, await idOf(here))).toMatchObject({ state: 'later', due: '2026-12-18' });
  await here.at(morning('2026-12-18'));
  expect(textOf(await presses(here, 'Drop it'))).toContain('Now declined.');
  await here.db.close();
});

test('a client is never shown as late with advice that was put off', async () => {
  const here = await putOff('2026-12-04');
  await here.at(morning('2026-12-14'));
  const list = textOf(await here.say('ana', 'advice', CLIENT_CHANNEL), undefined, '2026-12-14T08:00:00Z');
  expect(list).toContain('ACME-ADV-1 · later · Fri 4 Dec');
  await here.db.close();
});

test.each([
  ['moved', async (here: House) => here.say('mei', 'move ADV-1 2026-12-18', INTERNAL_CHANNEL)],
  ['accepted', (here: House) => here.say('mei', 'advice edit ADV-1 state:accepted', INTERNAL_CHANNEL)],
  ['deleted', (here: House) => here.say('mei', 'advice delete ADV-1', INTERNAL_CHANNEL)],
  ['in a paused project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'paused' })],
  ['in a closed project', (here: House) => here.projects.change(here.scope, here.project._id, { state: 'closed' })],
])('nobody is reminded of advice that is %s', async (_case, change) => {
  const here = await putOff('2026-12-04');
  await change(here);
  await here.at(morning('2026-12-04'));
  await here.at('2026-12-04T16:00:00Z');
  expect(reminders(here)).toEqual([]);
  await here.db.close();
});

const later = (date: string) => `advice edit ADV-1 state:later due:${date}`;
const inside = async (here: House, words: string) => {
  await here.say('mei', words, INTERNAL_CHANNEL);
  await here.histories.settled();
};

test.each([
  ['today', '2026-12-07', '2026-12-07T11:00:00Z', '2026-12-07T11:01:00Z'],
  ['a day that is over', '2026-12-03', '2026-12-07T11:00:00Z', '2026-12-07T11:01:00Z'],
  ['a day that is over, set on a Sunday', '2026-12-03', '2026-12-06T11:00:00Z', morning('2026-12-07')],
])('put off to %s, it is raised once: at once, or when the next working day begins', async (_case, date, set, told) => {
  const here = await house();
  await here.say('mei', 'advice "Use a CDN"', CLIENT_CHANNEL);
  await here.at(set);
  await inside(here, later(date));
  await here.at(new Date(Date.parse(told) - 30_000).toISOString());
  expect(reminders(here)).toHaveLength(told.endsWith('11:01:00Z') ? 1 : 0);
  await here.at(told);
  expect(reminders(here)).toHaveLength(1);
  // A later change asks no second time, also when the sent message is no longer kept.
  await here.db.everywhere(deliveries).deleteMany({ state: 'sent' });
  await here.at('2026-12-09T11:00:00Z');
  const [entry] = await here.entries.list(here.scope, { kind: 'advice' });
  if (entry === undefined) throw new Error('no advice');
  await here.entries.change(here.scope, entry, { changes: { state: 'later' }, event: 'stateChanged' });
  await here.at('2026-12-09T11:05:00Z');
  expect(reminders(here)).toHaveLength(1);
  await here.db.close();
});

test.each([
  ['on its day', '2026-12-04', '2026-12-08T11:00:00Z', '2026-12-08T11:01:00Z'],
  ['only before it', '2026-12-10', '2026-12-08T11:00:00Z', morning('2026-12-10')],
  ['over a weekend', '2026-12-04', '2026-12-06T11:00:00Z', morning('2026-12-07')],
])('what a pause held back %s is raised once when the project is active again', async (_case, date, resumed, told) => {
  const here = await putOff(date);
  const set = (state: 'paused' | 'active') => here.projects.change(here.scope, here.project._id, { state });
  await set('paused');
  await here.at(morning('2026-12-04'));
  await here.at(resumed);
  expect(reminders(here)).toEqual([]);
  await set('active');
  await here.at(told);
  expect(reminders(here)).toHaveLength(1);
  await set('paused');
  await set('active');
  await here.at('2026-12-14T11:00:00Z');
  expect(reminders(here)).toHaveLength(1);
  await here.db.close();
});

test('a project that is opened again after its end raises nothing of that time', async () => {
  const here = await putOff('2026-12-04');
  await here.projects.change(here.scope, here.project._id, { state: 'closed' });
  await here.at(morning('2026-12-04'));
  await here.projects.change(here.scope, here.project._id, { state: 'active' });
  await here.at('2026-12-07T11:00:00Z');
  expect(reminders(here)).toEqual([]);
  await here.db.close();
});

test('only who may share proposes it again; in Chinese too', async () => {
  const here = await putOff('2026-12-04');
  const refused = textOf(await here.say('tom', 'advice again ADV-1', INTERNAL_CHANNEL), undefined, undefined, 'zh-CN');
  expect(refused).not.toContain('已再次提出');
  await here.people.change(here.scope, here.mei._id, { locale: 'zh-CN' });
  expect(textOf(await here.say('mei', '建议 再次提出 ADV-1', INTERNAL_CHANNEL))).toContain(
    '已再次提出，客户可以看到并答复。',
  );
  await here.db.close();
});
