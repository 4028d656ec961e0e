import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Composed, composed, eventIn, settle } from '../../../test/fakes/composed.ts';
import { messageOf } from '../../../test/fakes/talk.ts';
import { registers } from '../../app/registers.ts';
import type { Message } from '../../core/message.ts';

let house: Composed;
beforeAll(async () => {
  house = await composed();
  await settle(house, { tenant: 'here' });
});
afterAll(() => house.db.close());

async function help(from: string, conversation: string, topic?: string): Promise<Message> {
  const place = { conversation, kind: conversation.startsWith('D-') ? ('direct' as const) : ('channel' as const) };
  const payload = { v: 1 as const, command: 'help show', input: topic === undefined ? {} : { topic } };
  house.clock.advance(5_000);
  return messageOf(await house.bot.handle(eventIn('here', 'action', from, { place, payload })).reply);
}

test.each(['ana', 'zoe'])(
  '%s gets help in each place, in our channel too, before anybody has said who they are',
  async (who) => {
    for (const conversation of ['C-client-here', 'C-internal-here', `D-${who}`])
      expect(await help(who, conversation)).toMatchObject({ audience: 'client', fallbackText: 'What I can do' });
  },
);

test('the client’s people are told that they need no command', async () => {
  for (const [who, conversation] of [
    ['ana', 'D-ana'],
    ['zoe', 'C-client-here'],
  ] as const)
    expect(JSON.stringify((await help(who, conversation)).blocks)).toContain('in your own words');
  expect(JSON.stringify((await help('mei', 'D-mei')).blocks)).not.toContain('in your own words');
});

test('commands that need a project’s channel are listed only there', async () => {
  const shown = async (conversation: string) => JSON.stringify((await help('zoe', conversation)).blocks);
  expect(await shown('C-client-here')).toContain('Client desk');
  expect(await shown('D-zoe')).not.toContain('Client desk');
});

test('a contact sees no command of our side, for any question', async () => {
  const shown = (message: Message) => JSON.stringify(message.blocks);
  const shared = registers.map(({ thing }) => thing.name);
  const theirs = ['today', 'reminder', 'desk', 'me', 'help', 'find', 'status', 'timeline', 'record', ...shared];
  for (const { name, title } of house.registry.things) {
    const answer = await help('ana', 'C-client-here', name);
    if (theirs.includes(name)) expect(answer.fallbackText).toBe(title.en);
    else expect(shown(answer), name).toBe(shown(await help('ana', 'C-client-here')));
  }
  expect(shown(await help('mei', 'D-mei', 'rehearsal'))).toContain('Rehearse');
});
