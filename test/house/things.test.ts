import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src/core/command.ts';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import { openForm, press } from '../../src/core/message.ts';
import { coreTexts } from '../../src/core/texts.ts';
import { undoRows } from '../../src/core/undo.ts';
import { contactMessages } from '../../src/features/contactMessages/store.ts';
import { deliveriesTexts } from '../../src/features/deliveries/texts.ts';
import { reminders } from '../../src/features/reminders/store.ts';
import { reminderTexts } from '../../src/features/reminders/texts.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { runs } from '../fakes/soak.ts';

let house: Composed;
let here: Settled;
beforeAll(async () => {
  house = await composed();
  here = await settle(house, { tenant: 'things' });
});
afterAll(() => house.db.close());

/** Answers that reach no thing. A reminder without a project has no approval to decide. */
const REFUSALS = new Set([
  coreTexts('en').refused(),
  coreTexts('en').refusedManage(),
  coreTexts('en').refusedUnknown(),
  reminderTexts('en').notYours(),
  reminderTexts('en').gone(),
  deliveriesTexts('en').notYours(),
]);
const client = { conversation: 'C-client-things', kind: 'channel' as const };
/** Values for each further field of the commands about a thing. */
const FURTHER = { by: '10m', to: '@Mei', text: 'Changed', sort: 'problem', of: 'none' };

async function says(from: string, text: string, place?: typeof client): Promise<void> {
  house.clock.advance(5_000);
  await house.bot.handle(eventIn('things', 'mention', from, { text, ...(place === undefined ? {} : { place }) })).reply;
}
/** The answer to a press, as text; a form answers with its command's name. */
async function answerTo(from: string, payload: ReturnType<typeof press>): Promise<string> {
  house.clock.advance(5_000);
  const reply = await house.bot.handle(eventIn('things', 'action', from, { payload })).reply;
  if (reply?.kind === 'message' || reply?.kind === 'update') return reply.message.fallbackText;
  return reply?.kind === 'form' ? `form of ${reply.form.command}` : (reply?.kind ?? 'no reply');
}
/** The commands whose field of this name takes the id of such a thing. */
const commandsOf = (thing: string, field: string): Command[] =>
  house.registry.commands.filter((command) => command.thing.name === thing && command.input[field]?.kind === 'text');

/** Mei's own reminder, her reminder to a client channel, a message of Ana's, and a delivery of the project. */
async function things() {
  const { db, outbox } = house;
  await says('mei', 'remind me "Only mine" tomorrow 9:00');
  await says('mei', 'remind #acme "Send the pictures" tomorrow 9:00', client);
  await says('ana', 'The cart is empty', client);
  await outbox.enqueue({
    key: 'delivery of the project',
    message: { audience: 'internal', fallbackText: 'Hello', blocks: [{ kind: 'text', text: 'Hello' }] },
    to: { platform: 'playground', tenant: 'things', conversation: 'C-internal-things', audience: 'internal' },
    workspaceId: here.workspace._id,
    projectId: here.project._id,
    locale: 'en',
    zone: 'UTC',
  });
  const [ofReminders, ofWords] = [db.within(reminders, here.scope), db.within(contactMessages, here.scope)];
  const ofDeliveries = db.everywhere(deliveries);
  const own = async (text: string) => (await ofReminders.findOne({ text }))?._id ?? '';
  const [mine, toClient] = [await own('Only mine'), await own('Send the pictures')];
  const words = (await ofWords.findOne({ text: 'The cart is empty' }))?._id ?? '';
  const delivery = (await ofDeliveries.findOne({ key: 'delivery of the project' }))?._id ?? '';
  await answerTo('mei', press('reminder snooze', { reminder: mine, by: '10m' }));
  const undo = (await db.within(undoRows, here.scope).findOne({ subject: `reminder:${mine}` }))?._id ?? '';
  const strangers = ['tom', 'dora', 'ana', 'bo', 'zoe'];
  return [
    {
      thing: 'reminder',
      field: 'reminder',
      id: mine,
      mayNot: [...strangers, 'root'],
      rows: () => ofReminders.find({}),
    },
    { thing: 'reminder', field: 'undo', id: undo, mayNot: [...strangers, 'root'], rows: () => ofReminders.find({}) },
    { thing: 'reminder', field: 'reminder', id: toClient, mayNot: strangers, rows: () => ofReminders.find({}) },
    { thing: 'words', field: 'id', id: words, mayNot: ['bo', 'cai', 'zoe'], rows: () => ofWords.find({}) },
    { thing: 'delivery', field: 'delivery', id: delivery, mayNot: strangers, rows: () => ofDeliveries.find({}) },
  ] as const;
}

test('no command reaches another person’s thing, or opens a form about it; its owners are not refused', async () => {
  for (const { thing, field, id, mayNot, rows } of await things()) {
    expect(id, `${thing}: ${field}`).not.toBe('');
    const commands = commandsOf(thing, field).filter(({ name }) => name !== 'words sort');
    expect(commands.length).toBeGreaterThan(0);
    const before = JSON.stringify(await rows());
    for (const [nth, { name }] of commands.entries()) {
      const values = { ...FURTHER, [field]: id };
      // The project `soak` tries each command as each person; `npm test` as each second one, in turns.
      for (const from of mayNot.filter((_, at) => (at + nth) % runs(2, 1) === 0)) {
        for (const payload of [press(name, values), openForm(name, { [field]: id })]) {
          const said = await answerTo(from, payload);
          expect(REFUSALS.has(said), `${from} ${name}: ${said}`).toBe(true);
        }
      }
    }
    expect(JSON.stringify(await rows())).toBe(before);
    const [first] = commands;
    const said = await answerTo('mei', press(first?.name ?? '', { ...FURTHER, [field]: id }));
    expect(REFUSALS.has(said), `mei ${first?.name}: ${said}`).toBe(false);
  }
});
