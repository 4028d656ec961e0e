import { expect, test } from 'vitest';
import { valuesIn } from '../../../test/fakes/formWalk.ts';
import { CLIENT_CHANNEL, INTERNAL_CHANNEL, messageOf, textOf, type User } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';

const mei = meiTypes();
const { say } = mei;

/** Picks Ana's message with "Track with Rapport". */
function picks(id: User, text: string, conversation = INTERNAL_CHANNEL): Promise<Reply> {
  mei.here.clock.advance(60_000);
  const common = mei.here.common(id, conversation);
  const place = { ...common.place, message: 'M7' };
  return mei.here.answer({
    kind: 'messageShortcut',
    ...common,
    place,
    command: 'record new',
    text,
    author: 'Ana Lima',
  });
}
const entriesOf = () => mei.here.entries.list(mei.here.scope, {});
const titled = async (title: string) => (await entriesOf()).find((entry) => entry.title === title);

test('a message becomes a work item, with its author and the way back to it', async () => {
  const form = valuesIn(await picks('mei', 'Customers ask for PayPal'));
  expect(form).toMatchObject({ title: 'Customers ask for PayPal' });
  const reply = await mei.here.submit('mei', 'record new', { ...form, kind: 'task' }, INTERNAL_CHANNEL);
  expect(textOf(reply)).toContain('ACME-INT-TASK-1 · Customers ask for PayPal');
  expect(textOf(reply)).toContain('From a message by Ana Lima');
  const link = `https://chat.example/${INTERNAL_CHANNEL}/M7`;
  expect(messageOf(reply).blocks).toContainEqual(
    expect.objectContaining({ text: expect.arrayContaining([expect.objectContaining({ kind: 'link', url: link })]) }),
  );
  expect(await titled('Customers ask for PayPal')).toMatchObject({
    kind: 'task',
    origin: { author: 'Ana Lima', link },
  });
});

test('picked in the client’s channel it stays internal, whatever the register says', async () => {
  const form = valuesIn(await picks('mei', 'Send us the logo', CLIENT_CHANNEL));
  await mei.here.submit('mei', 'record new', { ...form, kind: 'need', owner: '@Ana' }, CLIENT_CHANNEL);
  const need = await titled('Send us the logo');
  expect(need).toMatchObject({ kind: 'need', ownerId: mei.here.ana._id });
  expect(need?.published).toBeUndefined();
});

test('a long message keeps all of its words: its first line is the title, the whole of it the note', async () => {
  const text = `Checkout breaks\n${'It hangs after the address. '.repeat(20)}`;
  const form = valuesIn(await picks('tom', text));
  await mei.here.submit('tom', 'record new', { ...form, kind: 'risk' }, INTERNAL_CHANNEL);
  expect(await titled('Checkout breaks')).toMatchObject({ note: text.trim() });
  const line = 'word '.repeat(100).trim();
  const long = valuesIn(await picks('tom', line));
  expect(String(long.title).length).toBeLessThanOrEqual(300);
  expect(String(long.title)).toMatch(/word…$/u);
  expect(long.note).toBe(line);
});

test('a milestone without a date is asked for it, and nothing typed is lost', async () => {
  const form = valuesIn(await picks('mei', 'Beta for all'));
  const asked = await mei.here.submit('mei', 'record new', { ...form, kind: 'milestone' }, INTERNAL_CHANNEL);
  expect(asked).toMatchObject({ kind: 'invalid' });
  expect(valuesIn(asked)).toMatchObject({ title: 'Beta for all', kind: 'milestone', message: 'M7' });
  await mei.here.submit('mei', 'record new', { ...valuesIn(asked), due: '2026-12-15' }, INTERNAL_CHANNEL);
  expect(await titled('Beta for all')).toMatchObject({ kind: 'milestone', due: '2026-12-15' });
});

test('sent twice, it is one entry', async () => {
  const form = valuesIn(await picks('mei', 'Only once'));
  const event = {
    kind: 'formSubmit' as const,
    command: 'record new',
    values: { ...form, kind: 'decision' },
    ...mei.here.common('mei', INTERNAL_CHANNEL),
  };
  await mei.here.answer(event);
  await mei.here.answer(event);
  expect((await entriesOf()).filter(({ title }) => title === 'Only once')).toHaveLength(1);
});

test('a message in a direct conversation gives no link: nobody else could open it', async () => {
  const form = valuesIn(await picks('mei', 'From my own notes', 'D-mei'));
  const values = { ...form, kind: 'task', project: mei.here.project._id };
  await mei.here.submit('mei', 'record new', values, 'D-mei');
  expect((await titled('From my own notes'))?.origin).toEqual({ author: 'Ana Lima' });
});

test('typed words open the form, and a contact’s sentence stays theirs', async () => {
  const form = valuesIn(await say('record "Customers want PayPal" @Tom Friday'));
  expect(form).toMatchObject({ title: 'Customers want PayPal', due: 'Friday' });
  const chinese = valuesIn(await say('记录 “客户希望支持支付宝”', { as: 'tom' }));
  expect(chinese).toMatchObject({ title: '客户希望支持支付宝' });
  const count = (await entriesOf()).length;
  const answer = await say('record "the call" please', { as: 'ana', where: CLIENT_CHANNEL });
  expect(textOf(answer)).toContain('Thanks, Mei has this.');
  expect(await entriesOf()).toHaveLength(count);
});

test('an extra is tracked as given today, and never as given in the future', async () => {
  const tracks = (title: string, values: FormValues) => {
    mei.here.clock.advance(60_000);
    return mei.here.submit('mei', 'record new', { kind: 'extra', title, ...values }, INTERNAL_CHANNEL);
  };
  expect(textOf(await tracks('Icons', {}))).toContain('Given on: Mon 23 Nov');
  expect(await tracks('Logo', { due: '2026-12-04' })).toMatchObject({ kind: 'invalid' });
});
