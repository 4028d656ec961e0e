import { expect, test } from 'vitest';
import {
  buttonOf,
  CLIENT_CHANNEL,
  type House,
  house,
  INTERNAL_CHANNEL,
  messageOf,
  textOf,
} from '../../../test/fakes/house.ts';

const told = (here: House, conversation = 'D-mei') =>
  here.posted(conversation).filter((text) => /^.+ wrote \(/.test(text));
const stranger = (here: House, conversation: string) => {
  const tom = here.common('tom', conversation);
  return {
    ...tom,
    from: { ...tom.from, user: 'gus', name: 'Gus Guest', tenant: 'elsewhere', locale: 'en', outsider: true },
  };
};

test('the manager is told within two minutes, with or without a category, with the place and the acts', async () => {
  const here = await house('2026-11-27T21:04:10Z');
  const asked = await here.say('ana', 'our order export has been failing since this morning', CLIENT_CHANNEL);
  expect(messageOf(asked).fallbackText).toMatch(/^Thanks, Mei has this\. Is it a problem, a question or a change\?/);
  await here.at('2026-11-27T21:06:10Z');
  const [text] = told(here);
  expect(text).toContain(
    'Ana Lima wrote (Acme shop, not sorted yet):\n\n> our order export has been failing since this morning',
  );
  expect(text).toContain(`Open the message (https://chat.example/${CLIENT_CHANNEL}/M1)`);
  expect(text).toContain('[Reply] [Assign] [What is it?] [Done]');
  await here.at('2026-11-27T22:00:00Z');
  expect(told(here)).toHaveLength(1);
});

test('a category sends the notice at once; a later category updates the notice', async () => {
  const here = await house();
  const first = buttonOf(await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL), 'Problem');
  await here.press('ana', first.command, first.input, CLIENT_CHANNEL);
  await here.at('2026-11-23T09:00:01Z');
  expect(told(here)).toEqual([expect.stringContaining('(Acme shop, Problem):')]);

  const second = buttonOf(await here.say('ana', 'when do we go live?', CLIENT_CHANNEL), 'Question');
  await here.at('2026-11-23T09:03:00Z');
  await here.press('ana', second.command, second.input, CLIENT_CHANNEL);
  await here.press('ana', second.command, second.input, CLIENT_CHANNEL);
  await here.at('2026-11-23T09:10:00Z');
  expect(told(here)).toEqual([
    expect.stringContaining('checkout is down'),
    expect.stringMatching(/\(Acme shop, Question\):\n\n> when do we go live\?/),
  ]);
});

test('several messages in a row from one person in one place are one notice and one item', async () => {
  const here = await house();
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  here.clock.advance(20_000);
  await here.say('ana', 'since ten o’clock', CLIENT_CHANNEL);
  await here.say('ana', 'and something for you alone');
  await here.at('2026-11-23T09:02:20Z');
  expect(told(here).sort()).toEqual([
    expect.stringMatching(/> and something for you alone\n\nDirect message to me · /),
    expect.stringContaining('> checkout is down!!\n\n> since ten o’clock'),
  ]);
  expect(textOf(await here.say('mei', 'today'))).toContain('checkout is down!! · since ten o’clock');
  const { command, input } = buttonOf(
    here.platform.posts.find(({ message }) => message.fallbackText.includes('checkout'))?.message as never,
    'Done',
  );
  await here.press('mei', command, input);
  expect(textOf(await here.say('mei', 'today'))).not.toContain('checkout');
  expect(told(here).filter((text) => text.endsWith('Done: Mei Chen'))).toHaveLength(1);
});

test('a crash before the notice loses nothing, and a repeat sends no second notice', async () => {
  const here = await house();
  const event = { kind: 'mention' as const, text: 'checkout is down!!', ...here.common('ana', CLIENT_CHANNEL) };
  await here.answer(event);
  await here.answer({ ...event });
  // The process has ended; another instance runs the due schedules.
  await here.at('2026-11-30T09:00:00Z');
  await here.at('2026-11-30T10:00:00Z');
  expect(told(here)).toHaveLength(1);
});

test('two concurrent instances send one notice', async () => {
  const here = await house();
  const asked = await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  const { command, input } = buttonOf(asked, 'Problem');
  here.clock.moveTo(new Date('2026-11-23T09:02:00Z'));
  await Promise.all([here.scheduler.tick(), here.press('ana', command, input, CLIENT_CHANNEL)]);
  await here.at('2026-11-23T09:03:00Z');
  expect(told(here)).toEqual([expect.stringContaining('(Acme shop, Problem):')]);
});

test('while the manager is away, the cover is told', async () => {
  const here = await house();
  await here.say('tom', '帮助');
  await here.say('mei', 'away 23–26 Nov cover:@Tom');
  expect(messageOf(await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL)).fallbackText).toMatch(
    /^Thanks, Tom has this/,
  );
  await here.at('2026-11-23T09:02:00Z');
  expect(here.posted('D-tom').filter((text) => text.includes('checkout is down!!'))).toEqual([
    expect.stringContaining('Ana Lima 留言（Acme shop，未分类）：'),
  ]);
  expect(told(here)).toEqual([]);
});

test('an unreachable manager is replaced: our channel is told, otherwise the admins', async () => {
  const here = await house();
  here.platform.openDirect = async (_installation, { user }) =>
    user === 'mei' ? { unreachable: 'no chat' } : { conversation: `D-${user}` };
  expect(messageOf(await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL)).fallbackText).toMatch(
    /^Thanks, our team has this/,
  );
  await here.at('2026-11-23T09:02:00Z');
  expect(told(here, INTERNAL_CHANNEL)).toHaveLength(1);

  const channel = await here.projects.byConversation(here.scope, INTERNAL_CHANNEL);
  await here.projects.unlink(here.scope, channel?._id ?? '');
  await here.say('ana', 'and the cart is empty', CLIENT_CHANNEL);
  await here.at('2026-11-23T09:04:00Z');
  expect(told(here, 'D-root')).toEqual([expect.stringContaining('> and the cart is empty')]);
});

test('an unknown person’s message goes to the project’s manager, or to the admins without a project', async () => {
  const here = await house();
  await here.answer({ ...stranger(here, CLIENT_CHANNEL), kind: 'mention', id: 'E-gus-1', text: 'the logo is broken' });
  const asked = await here.answer({
    ...stranger(here, 'D-gus'),
    kind: 'directMessage',
    id: 'E-gus-2',
    text: 'who runs our shop?',
  });
  expect(messageOf(asked).fallbackText).toMatch(/^Thanks, Root has this/);
  await here.at('2026-11-23T09:02:00Z');
  expect(told(here)).toEqual([
    expect.stringMatching(/Gus Guest wrote \(Acme shop, not sorted yet\):\n\n> the logo is broken/),
  ]);
  expect(told(here, 'D-root')).toEqual([
    expect.stringMatching(/Gus Guest wrote \(not sorted yet, no project\):\n\n> who runs our shop\?/),
  ]);
});

test('a direct message of a contact with several projects reaches the manager of one of them', async () => {
  const here = await house();
  const { clientId, locale, zone } = here.project;
  await here.projects.add(here.scope, {
    name: 'Acme app',
    key: 'APP',
    clientId,
    managerId: here.tom._id,
    locale,
    zone,
    state: 'active',
  });
  await here.say('ana', 'who can help me?');
  await here.at('2026-11-23T09:02:00Z');
  expect(told(here)).toHaveLength(1);
  expect(here.posted('D-tom').filter((text) => text.includes('who can help me?'))).toHaveLength(1);
  expect(textOf(await here.say('mei', 'today'))).toContain('who can help me?');
});

test('a category from our side updates the notice, and the contact does not see it', async () => {
  const here = await house();
  const asked = await here.say('ana', 'thanks for the quick help', CLIENT_CHANNEL);
  await here.at('2026-11-23T09:02:00Z');
  const { command, input } = buttonOf(here.platform.posts.at(-1)?.message as never, 'What is it?');
  expect((await here.press('mei', command, input)).kind).toBe('form');
  expect(textOf(await here.submit('mei', command, { id: input.id as string, sort: 'other' }))).toBe(
    'Noted: None of these.',
  );
  expect(told(here)).toEqual([expect.stringContaining('(Acme shop, None of these):')]);
  const theirs = buttonOf(asked, 'Problem');
  expect(textOf(await here.press('ana', theirs.command, theirs.input, CLIENT_CHANNEL))).not.toContain('None');
});

test('an undelivered notice to the manager is sent to others', async () => {
  const here = await house();
  const { send } = here.platform;
  here.platform.send = async (to, ...rest) =>
    to.conversation === 'D-mei'
      ? { outcome: 'dead', reason: 'blocked', detail: 'Mei has blocked Rapport' }
      : send(to, ...rest);
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  await here.at('2026-11-23T09:02:00Z');
  await here.at('2026-11-23T09:08:00Z');
  await here.at('2026-11-23T10:00:00Z');
  expect(told(here, INTERNAL_CHANNEL)).toEqual([expect.stringContaining('> checkout is down!!')]);
  await here.say('ana', 'hello?', CLIENT_CHANNEL);
  here.platform.send = send;
  await here.at('2026-11-23T10:02:00Z');
  await here.at('2026-11-23T11:00:00Z');
  expect(told(here, INTERNAL_CHANNEL)).toHaveLength(1);
});
