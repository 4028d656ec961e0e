import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { said, words } from '../../test/fakes/botCommands.ts';
import { closeRig, db, event, filledIn, formOf, openRig, rig, submit, textOf } from '../../test/fakes/botRig.ts';
import { buttonOf, messageOf } from '../../test/fakes/talk.ts';
import type { RunningBot } from './bot.ts';
import { defineCommand, nothing, type Reply, type Thing, updated } from './command.ts';
import { field } from './fields.ts';
import { inboxRows } from './inboxRow.ts';
import { openForm } from './message.ts';
import type { EventOf } from './platform.ts';

beforeEach(openRig);
afterEach(closeRig);
type Values = Record<string, string>;

/** Opens the form by its button, as an adapter would, and returns its submit. */
async function opened(bot: RunningBot, who = 'mei') {
  const reply = await bot.handle(event('action', who, { payload: openForm('note new', { id: 'n7' }) })).reply;
  const hidden = formOf(reply).hidden as Values;
  return {
    hidden,
    filled: (values: Values, by = who, more: Parameters<typeof submit>[2] = {}) =>
      submit(by, { ...hidden, ...values }, more),
  };
}
const sent = (bot: RunningBot, what: EventOf<'formSubmit'>): Promise<Reply> => bot.handle(what).reply;

describe('a repeated form has no second effect, and answers with the first outcome', () => {
  test('later, under another event, and through another process', async () => {
    const [one, two] = [rig(), rig()];
    const { filled } = await opened(one.bot);
    const first = await sent(one.bot, filled({ text: 'milk' }));
    const again = one.bot.handle(filled({ text: 'milk' }));
    expect([textOf(first), await again.kept, await again.reply]).toEqual(['Noted: milk', 'duplicate', first]);
    expect(await sent(two.bot, filled({ text: 'milk' }))).toEqual(first);
    expect([...one.ran, ...two.ran]).toHaveLength(1);
  });

  test('at the same time, fifty times over two processes', async () => {
    const [one, two] = [rig(), rig()];
    const { filled } = await opened(one.bot);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) => sent((index % 2 === 0 ? one : two).bot, filled({ text: 'milk' }))),
    );
    expect(new Set(replies.map(textOf))).toEqual(new Set(['Noted: milk']));
    expect([...one.ran, ...two.ran]).toHaveLength(1);
  });

  test('while the first one is in progress: once that is done', async () => {
    const { bot, interrupt, ran } = rig();
    const { filled } = await opened(bot);
    let finish: () => void = () => undefined;
    const begun = new Promise<void>((begin) => {
      interrupt(() => {
        begin();
        return new Promise((resolve) => {
          finish = resolve;
        });
      });
    });
    const first = sent(bot, filled({ text: 'milk' }));
    await begun;
    const again = bot.handle(filled({ text: 'milk' }));
    expect(await again.kept).toBe('duplicate');
    finish();
    expect(await again.reply).toEqual(await first);
    expect(ran).toHaveLength(1);
  });

  test('a secret is shown once and is in no row: sent again, the form says that it was shown', async () => {
    const { bot } = rig();
    const { hidden } = formOf(await bot.handle(event('action', 'mei', { payload: openForm('note link') })).reply);
    const filled = () => submit('mei', hidden as Values, { command: 'note link' });
    expect(textOf(await sent(bot, filled()))).toBe('Your code is 7XK9');
    expect(JSON.stringify(await db.everywhere(inboxRows).find({}))).not.toContain('7XK9');
    expect(textOf(await sent(bot, filled()))).toBe('You have a code already');
  });

  test('a form opened again from the same button is a new one', async () => {
    const { bot, ran } = rig();
    for (let time = 0; time < 2; time++) await sent(bot, (await opened(bot)).filled({ text: 'milk' }));
    expect(new Set(ran.map(({ requestId }) => requestId)).size).toBe(2);
  });

  test('two people who send the same form are separate', async () => {
    const { bot, ran } = rig();
    const { filled } = await opened(bot);
    const place = { conversation: 'C-client' };
    const replies = [
      await sent(bot, filled({ text: 'milk' }, 'mei', place)),
      await sent(bot, filled({ text: 'milk' }, 'ana', place)),
    ];
    expect(replies.map(textOf)).toEqual(['Noted: milk', 'Noted: milk']);
    expect(new Set(ran.map(({ requestId }) => requestId)).size).toBe(2);
    expect(await sent(bot, filled({ text: 'milk' }, 'ana', { ...place, tenant: 't2' }))).toMatchObject({
      kind: 'message',
    });
    expect(ran).toHaveLength(3);
  });

  test('changed values are reported as unsaved, and one press opens a new form with them', async () => {
    const { bot, ran } = rig();
    const { filled } = await opened(bot);
    await sent(bot, filled({ text: 'milk' }));
    const told = messageOf(await sent(bot, filled({ text: 'honey' })));
    expect(told.blocks[0]).toEqual({ kind: 'text', text: 'Noted: milk' });
    expect(told.blocks).toContainEqual({
      kind: 'text',
      text: expect.stringContaining('What you changed since is not saved'),
    });
    expect(ran).toHaveLength(1);

    const form = await bot.handle(event('action', 'mei', { payload: buttonOf(told, 'Open the form') })).reply;
    expect(filledIn(form, 'text')).toBe('honey');
    expect(textOf(await sent(bot, submit('mei', { ...(formOf(form).hidden as Values), text: 'honey' })))).toBe(
      'Noted: honey',
    );
  });

  test('other values for an existing thing are another change', async () => {
    const thing: Thing = { name: 'news', title: said('News', '新闻'), aliases: ['新闻'] };
    const input = { text: field.text({ label: said('Text', '内容') }) };
    const changes: string[] = [];
    const edit = defineCommand({
      ...{ thing, verb: 'edit', summary: said('News', '新闻'), permission: 'work', input },
      run: async ({ text }) => {
        changes.push(text);
        return updated(words(text));
      },
    });
    const { bot } = rig({ slices: [{ name: 'news', things: [thing], commands: [edit], jobs: [], collections: [] }] });
    const { hidden } = formOf(await bot.handle(event('action', 'mei', { payload: openForm('news edit') })).reply);
    for (const text of ['one', 'one', 'two', 'two'])
      await sent(bot, submit('mei', { ...(hidden as Values), text }, { command: 'news edit' }));
    expect(changes).toEqual(['one', 'two']);
  });

  test('closed after it was sent, it is not reported as unsaved', async () => {
    const { bot } = rig();
    const { hidden, filled } = await opened(bot);
    const first = await sent(bot, filled({ text: 'milk' }));
    expect(
      await bot.handle(event('formClosed', 'mei', { command: 'note new', values: { ...hidden, text: 'milk' } })).reply,
    ).toEqual(first);
  });

  test('a public answer, or one that replaced a message, is repeated only to the sender', async () => {
    const thing: Thing = { name: 'news', title: said('News', '新闻'), aliases: ['新闻'] };
    const input = { text: field.text({ label: said('Text', '内容') }) };
    const shared = { thing, summary: said('News', '新闻'), permission: 'work', input } as const;
    const told: Reply[] = [
      { kind: 'message', to: 'conversation', message: words('To all') },
      updated(words('In its place')),
    ];
    const commands = (['new', 'edit'] as const).map((verb, index) =>
      defineCommand({ ...shared, verb, run: async () => told[index] ?? nothing }),
    );
    const { bot } = rig({ slices: [{ name: 'news', things: [thing], commands, jobs: [], collections: [] }] });
    for (const [index, command] of ['news new', 'news edit'].entries()) {
      const { hidden } = formOf(
        await bot.handle(event('action', 'mei', { payload: openForm(command), conversation: 'C-ours' })).reply,
      );
      const send = () =>
        sent(bot, submit('mei', { ...(hidden as Values), text: 'x' }, { command, conversation: 'C-ours' }));
      expect([await send(), await send()]).toEqual([
        told[index],
        { kind: 'message', to: 'caller', message: messageOf(told[index] ?? nothing) },
      ]);
    }
  });
});
