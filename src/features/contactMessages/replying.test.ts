import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, textOf } from '../../../test/fakes/house.ts';

const WORDS = 'our order export has been failing since this morning';

/** Ana has written a message, and Mei was told. `press` opens a button of Mei's copy. */
async function told({ place = CLIENT_CHANNEL }: { place?: string } = {}) {
  const here = await house();
  await here.say('tom', '帮助');
  await here.say('ana', WORDS, place);
  await here.at('2026-11-23T09:02:00Z');
  const notice = () => {
    const found = here.platform.posts.find(
      ({ to, message }) => to.conversation === 'D-mei' && message.fallbackText.includes(WORDS),
    );
    if (found === undefined) throw new Error('Mei was not told');
    return found.message;
  };
  const id = buttonOf(notice(), 'Done').input.id as string;
  return { here, id, notice, text: () => textOf({ kind: 'update', message: notice() }) };
}
const sent = (here: House, conversation = CLIENT_CHANNEL) =>
  here.platform.posts.filter(({ to }) => to.conversation === conversation);

test('a reply appears under the client’s message, with the text and the name of its author', async () => {
  const { here, notice, text } = await told();
  const { command, input } = buttonOf(notice(), 'Reply');
  const form = await here.press('mei', command, input);
  if (form.kind !== 'form') throw new Error(`a form was to come, not ${form.kind}`);
  expect(form.form.notice).toBe(`Ana Lima: ${WORDS}`);
  expect(form.form.fields.map(({ name }) => name)).toEqual(['text']);

  const reply = await here.submit('mei', command, { ...form.form.hidden, text: 'We look at it now.' });
  expect(textOf(reply)).toBe(
    `Your answer appears under Ana Lima’s message in #acme. Open the message (https://chat.example/${CLIENT_CHANNEL}/M1)`,
  );
  await here.at('2026-11-23T09:03:00Z');
  expect(sent(here)).toMatchObject([
    {
      to: { thread: 'M1', audience: 'client' },
      message: { audience: 'client', fallbackText: 'Mei Chen: We look at it now.' },
    },
  ]);
  expect(text()).toMatch(/Answered: Mei Chen · [^\n]+\n\n> We look at it now\.\n\n\[Reply again\]$/);
  expect(textOf(await here.say('mei', 'today'))).not.toContain(WORDS);
});

test('a form sent twice posts once; another answer is another post', async () => {
  const { here, id } = await told();
  for (const text of ['We look at it now.', 'We look at it now. ', 'It works again.'])
    await here.submit('mei', 'words reply', { id, text });
  await here.at('2026-11-23T09:03:00Z');
  expect(sent(here).map(({ message }) => message.fallbackText)).toEqual([
    'Mei Chen: We look at it now.',
    'Mei Chen: It works again.',
  ]);
  expect((await here.history(`words:${id}`)).filter(({ action }) => action === 'words reply')).toMatchObject([
    { by: here.mei._id },
    { by: here.mei._id },
  ]);
});

test('a direct message is answered in the direct conversation', async () => {
  const { here, id } = await told({ place: 'D-ana' });
  await here.submit('mei', 'words reply', { id, text: 'We look at it now.' });
  await here.at('2026-11-23T09:03:00Z');
  expect(sent(here)).toEqual([]);
  expect(sent(here, 'D-ana').map(({ to, message }) => [to.thread, message.fallbackText])).toEqual([
    [undefined, 'Mei Chen: We look at it now.'],
  ]);
});

test('a message from a form has no post: the answer names its recipient', async () => {
  const here = await house();
  await here.submit('ana', 'words new', { sort: 'problem', text: WORDS }, CLIENT_CHANNEL);
  await here.at('2026-11-23T09:02:00Z');
  const { input } = buttonOf(here.platform.posts.at(-1)?.message as never, 'Reply');
  expect(textOf(await here.submit('mei', 'words reply', { id: input.id as string, text: 'We look at it now.' }))).toBe(
    'Your answer goes to #acme.',
  );
  await here.at('2026-11-23T09:03:00Z');
  expect(sent(here)).toHaveLength(1);
  expect(sent(here)[0]).toMatchObject({
    message: {
      blocks: [
        { text: [{ kind: 'person', user: 'ana', name: 'Ana Lima' }, ' · ', expect.anything(), ' We look at it now.'] },
      ],
    },
  });
  expect(sent(here)[0]?.to.thread).toBeUndefined();
});

test('an unknown person’s direct message is answered there', async () => {
  const here = await house();
  const tom = here.common('tom', 'D-gus');
  const from = { ...tom.from, user: 'gus', name: 'Gus Guest', tenant: 'elsewhere', locale: 'en', outsider: true };
  await here.answer({ ...tom, from, kind: 'directMessage', id: 'E-gus', text: WORDS });
  await here.at('2026-11-23T09:02:00Z');
  const { input } = buttonOf(
    here.platform.posts.find(({ to }) => to.conversation === 'D-root')?.message as never,
    'Reply',
  );
  await here.submit('root', 'words reply', { id: input.id as string, text: 'Mei does.' });
  await here.at('2026-11-23T09:03:00Z');
  expect(here.posted('D-gus')).toEqual(['Root: Mei does.']);
});

test('if the channel is gone, the contact is answered directly; without any place the text is kept', async () => {
  const { here, id } = await told();
  const channel = await here.projects.byConversation(here.scope, CLIENT_CHANNEL);
  const { place: _place, ...common } = here.common('root', CLIENT_CHANNEL);
  await here.answer({
    kind: 'channelArchived',
    ...common,
    place: { conversation: CLIENT_CHANNEL, kind: 'channel', name: channel?.name ?? '' },
  });
  here.platform.openDirect = async () => ({ unreachable: 'no chat' });
  const refused = await here.submit('mei', 'words reply', { id, text: 'We look at it now.' });
  if (refused.kind !== 'invalid') throw new Error(`the form was to come back, not ${refused.kind}`);
  expect(refused.form.fields).toMatchObject([
    { name: 'text', value: 'We look at it now.', error: expect.stringContaining('Your answer is still here') },
  ]);
  here.platform.openDirect = async (_installation, { user }) => ({ conversation: `D-${user}` });
  await here.submit('mei', 'words reply', { id, text: 'We look at it now.' });
  await here.at('2026-11-23T09:04:00Z');
  expect(here.posted('D-ana')).toEqual(['@Ana Lima · Mei Chen: We look at it now.']);
});

test('an answer is never posted into a channel that became another client’s', async () => {
  const { here, id } = await told();
  const { scope } = here;
  const other = await here.clients.add(scope, { name: 'Globex', locale: 'en' });
  const project = await here.projects.add(scope, {
    ...{
      name: 'Site',
      key: 'GLX',
      clientId: other._id,
      managerId: here.mei._id,
      locale: 'en',
      zone: 'Europe/Berlin',
      state: 'active',
    },
  });
  const channel = await here.projects.byConversation(scope, CLIENT_CHANNEL);
  if (channel === undefined) throw new Error('the channel is linked');
  await here.projects.unlink(scope, channel._id);
  const { platform, tenant, conversation, name } = channel;
  await here.projects.link(scope, { platform, tenant, projectId: project._id, conversation, name, audience: 'client' });
  await here.submit('mei', 'words reply', { id, text: 'Your invoice is 90 days late.' });
  await here.at('2026-11-23T09:04:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  expect(here.posted('D-ana')).toEqual(['@Ana Lima · Mei Chen: Your invoice is 90 days late.']);
});

test('a member’s answer waits for the manager, who sends, changes or declines it', async () => {
  const { here, id, text } = await told();
  expect(
    textOf(await here.submit('tom', 'words reply', { id, text: '我们正在处理。' }), undefined, undefined, 'zh-CN'),
  ).toContain('已请经理代为发送');
  await here.at('2026-11-23T09:03:00Z');
  expect(sent(here)).toEqual([]);
  expect(text()).toContain('Tom Berg would like to answer; the manager was asked:\n\n> 我们正在处理。');
  const asked = here.platform.posts.at(-1)?.message as never;
  expect(textOf({ kind: 'update', message: asked })).toMatch(
    /Tom Berg would like to answer Ana Lima:\n\n> 我们正在处理。\n\n\[Send it\] \[Change…\] \[Decline\]/,
  );

  // A colleague cannot approve the answer. The manager's form starts with it.
  const { command, input } = buttonOf(asked, 'Send it');
  expect(textOf(await here.press('tom', command, input), undefined, undefined, 'zh-CN')).toContain('只有项目负责人');
  const change = buttonOf(asked, 'Change…');
  const form = await here.press('mei', change.command, change.input);
  expect(form.kind === 'form' && form.form.fields.map(({ value }) => value)).toEqual(['我们正在处理。']);

  await here.press('mei', command, input);
  expect(textOf(await here.press('mei', command, input))).toContain('does not wait any more');
  await here.at('2026-11-23T09:04:00Z');
  expect(sent(here).map(({ message }) => message.fallbackText)).toEqual(['Tom Berg: 我们正在处理。']);
  expect(here.posted('D-tom').at(-1)).toMatch(/^Mei Chen 已将您的回复发给 Ana Lima：/);

  await here.submit('tom', 'words reply', { id, text: '还没好。' });
  await here.at('2026-11-23T09:05:00Z');
  const again = buttonOf(
    here.platform.posts.filter(({ to }) => to.conversation === 'D-mei').at(-1)?.message as never,
    'Decline',
  );
  await here.press('mei', again.command, again.input);
  await here.at('2026-11-23T09:06:00Z');
  expect(sent(here)).toHaveLength(1);
  expect(here.posted('D-tom').at(-1)).toMatch(/^Mei Chen 没有发送/);
});

test('the new assignee is told and has the item in their list, and the manager sees the assignee', async () => {
  const { here, notice, text } = await told();
  const { command, input } = buttonOf(notice(), 'Assign');
  expect(await here.press('mei', command, input)).toMatchObject({
    kind: 'form',
    form: { notice: `Ana Lima: ${WORDS}` },
  });
  expect(textOf(await here.submit('mei', command, { id: input.id as string, to: '@Tom' }))).toBe(
    'Tom Berg has it now, and was told.',
  );
  await here.at('2026-11-23T09:03:00Z');
  const handed = here.platform.posts.at(-1)?.message as never;
  expect(here.posted('D-tom').at(-1)).toMatch(
    /^Mei Chen 请您处理这条留言。[\s\S]*our order export[\s\S]*打开消息[\s\S]*\[回复\] \[完成\]$/,
  );
  expect(text()).toContain('Tom Berg has it');
  expect(textOf(await here.say('tom', '待办'), undefined, undefined, 'zh-CN')).toContain(WORDS);
  expect(textOf(await here.say('mei', 'today'))).toContain(`${WORDS} · Tom Berg has it`);

  const done = buttonOf(handed, '完成');
  await here.press('tom', done.command, done.input);
  expect(text()).toContain('Done: Tom Berg');
  // The client channel receives no post.
  expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  expect(here.posted('D-ana')).toEqual([]);
});

test('only our side hands an item over, and only to a colleague', async () => {
  const { here, id } = await told();
  const toAna = await here.submit('mei', 'words assign', { id, to: '@Ana' });
  expect(toAna.kind === 'invalid' && toAna.form.fields.map(({ error }) => error)).toEqual([
    'Only a colleague on our side can take it over.',
  ]);
  for (const command of ['words assign', 'words reply', 'words done'])
    expect(JSON.stringify(await here.submit('ana', command, { id, to: '@Tom', text: 'x' }, CLIENT_CHANNEL))).toContain(
      'You may not do this here.',
    );
  await here.at('2026-11-23T09:03:00Z');
  expect(sent(here)).toEqual([]);
});

test('all acts can be typed, in both languages, with the author’s name', async () => {
  const { here, text } = await told();
  expect(textOf(await here.say('mei', 'message edit @Ana problem'))).toBe('Noted: Problem.');
  expect(text()).toContain('(Acme shop, Problem)');
  expect(textOf(await here.say('mei', '留言指派 Ana @Tom'))).toContain('Tom Berg has it now');
  expect(textOf(await here.say('mei', 'message reply Ana "We look at it now."'))).toContain(
    'Your answer appears under Ana Lima’s message',
  );
  await here.at('2026-11-23T09:03:00Z');
  expect(sent(here).map(({ message }) => message.fallbackText)).toEqual(['Mei Chen: We look at it now.']);
  for (const [line, answer] of [
    ['留言回复 Ana：我们正在处理。', '我们正在处理。'],
    ['message reply <@ana> it works again', 'it works again'],
  ]) {
    await here.say('ana', 'the cart is empty', CLIENT_CHANNEL);
    await here.say('mei', line as string);
    await here.at(new Date(here.clock.now().getTime() + 120_000).toISOString());
    expect(sent(here).at(-1)?.message.fallbackText).toBe(`Mei Chen: ${answer}`);
  }
  await here.say('ana', 'and the cart is empty', CLIENT_CHANNEL);
  expect(textOf(await here.say('mei', 'message done <@ana>'))).toContain('Done: Mei Chen');
  // The end of the name is ambiguous, so the command asks and posts nothing.
  await here.say('ana', 'are you there?', CLIENT_CHANNEL);
  expect((await here.say('mei', 'message reply Ana Lima we are')).kind).toBe('form');
});

test('an ambiguous message is never guessed', async () => {
  const { here } = await told();
  const problem = async (line: string) => {
    const reply = await here.say('mei', line);
    if (reply.kind !== 'form') throw new Error(`a form was to come, not ${JSON.stringify(reply)}`);
    return reply.form.fields.find(({ name }) => name === 'id')?.error;
  };
  expect(await problem('message reply Zoe "We look at it now."')).toContain('No message of that name is open');
  await here.say('ana', 'and something for you alone');
  await here.at('2026-11-23T09:04:00Z');
  expect(await problem('message reply Ana "We look at it now."')).toContain('Several messages of that name are open');
  expect(sent(here)).toEqual([]);
});

test('a client’s text that begins like a command is a message', async () => {
  const here = await house();
  for (const words of ['message done, thanks', '留言回复太慢了', 'words on the start page are wrong'])
    expect(textOf(await here.say('ana', words, CLIENT_CHANNEL))).toContain(`> ${words}`);
});
