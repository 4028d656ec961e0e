import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  buttonOf,
  CLIENT_CHANNEL,
  type House,
  house,
  INTERNAL_CHANNEL,
  textOf,
  type User,
} from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';

let here: House;
let minute = 0;
beforeEach(async () => {
  here = await house();
  minute = 0;
  await here.say('mei', 'training "CMS" Fri 14:00 material:"Internal link"', INTERNAL_CHANNEL);
});
afterEach(() => here.db.close());

/** A minute passes, and what is due is posted. */
const passes = () => here.at(new Date(Date.parse('2026-11-23T09:00:00Z') + ++minute * 60_000).toISOString());
const say = async (words: string, user: User = 'mei') => {
  await passes();
  return here.say(user, words, INTERNAL_CHANNEL);
};
const said = async (words: string, user?: User) => textOf(await say(words, user));
const press = (user: User, { command, input }: { command: string; input: FormValues }) =>
  here.press(user, command, input, CLIENT_CHANNEL);

const isHeld = async () => {
  await say('share INT-TRN-1 en:"The new CMS"');
  await say('done TRN-1');
};
const isAsked = async () => {
  await isHeld();
  await press('mei', buttonOf(await say('TRN-1'), 'Ask how it was'));
  await passes();
};
function posted(label: string) {
  const post = here.platform.posts.find(({ to }) => to.conversation === CLIENT_CHANNEL);
  if (post === undefined) throw new Error('nothing is posted');
  return buttonOf(post.message, label);
}
const QUESTION =
  'How was the training “The new CMS”? One press, until Mon 7 Dec. Your answer is not shown here; the team sees who answered what.\n\n[Useful] [Partly] [Not useful]';

describe('the manager asks how a training was', () => {
  test('once it is held and the client sees it; nobody else is offered that', async () => {
    expect(JSON.stringify(await say('training ask INT-TRN-1'))).toContain('The client does not see this training yet.');
    await say('share INT-TRN-1 en:"The new CMS"');
    expect(await said('TRN-1')).not.toContain('[Ask how it was]');
    expect(JSON.stringify(await say('training ask TRN-1'))).toContain('once the training is held');
    await say('done TRN-1');
    expect(await said('TRN-1')).toContain('[Ask how it was]');
    expect(textOf(await say('TRN-1', 'tom'), 'Asia/Shanghai', undefined, 'zh-CN')).not.toContain('[征求反馈]');
    expect(JSON.stringify(await say('training ask TRN-1', 'tom'))).not.toContain('已在');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  });

  test('with one post in the client’s channel, in the client’s words, however often it is pressed', async () => {
    await isHeld();
    const ask = buttonOf(await say('TRN-1'), 'Ask how it was');
    const answers = (await Promise.all([press('mei', ask), press('mei', ask)])).map((reply) => JSON.stringify(reply));
    expect(answers.some((answer) => answer.includes('Asked in #acme. Answers count until Mon 7 Dec.'))).toBe(true);
    await here.at('2026-11-25T09:00:00Z');
    expect(textOf(await press('mei', ask))).toContain('asked already. Answers count until Mon 7 Dec.');
    await here.at('2026-11-25T09:01:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([QUESTION]);
    const card = textOf(await here.say('mei', 'TRN-1', INTERNAL_CHANNEL));
    expect(card).toContain('How it was (until Mon 7 Dec): no answers yet');
    // Who is asked how it was reads that it was held.
    expect(textOf(await here.say('ana', 'TRN-1', CLIENT_CHANNEL))).toContain('State: held');
  });

  test('a failure before the post is made good without another press, with one post', async () => {
    await isHeld();
    vi.spyOn(here.outbox, 'enqueue').mockRejectedValueOnce(new RapportError('unavailable', 'the process ends here'));
    const asked = await say('training ask TRN-1');
    await here.histories.settled();
    await here.histories.recover();
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([QUESTION]);
    expect(textOf(asked)).toContain('Asked in #acme.');
    expect(await said('training ask TRN-1')).toContain('asked already');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([QUESTION]);
  });

  test('a crash after it is stored is made good by the next try of the same request', async () => {
    await isHeld();
    const { change } = here.entries;
    vi.spyOn(here.entries, 'change').mockImplementationOnce(async (...all) => {
      await change(...all);
      throw new RapportError('unavailable', 'the process ends here');
    });
    const again = buttonOf(await say('training ask TRN-1'), 'Try again');
    expect(textOf(await press('mei', again))).toContain('Asked in #acme.');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([QUESTION]);
  });

  test.each([
    ['taken back', 'training withdraw TRN-1', 'share INT-TRN-1 en:"The new CMS"'],
    ['no longer held', 'training edit TRN-1 state:planned', 'training done TRN-1'],
  ])(
    'a training that is %s before the question is posted is not asked about, until it can be again',
    async (_case, off, on) => {
      await isHeld();
      const at = (words: string) => here.say('mei', words, INTERNAL_CHANNEL);
      await at('training ask TRN-1');
      here.clock.advance(1_000);
      await at(off);
      await passes();
      await passes();
      expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
      await at(on);
      await passes();
      expect(here.posted(CLIENT_CHANNEL)).toEqual([QUESTION]);
    },
  );

  test('a training that is deleted before the question is posted is not asked about; Undo asks', async () => {
    await isHeld();
    await here.say('mei', 'training ask TRN-1', INTERNAL_CHANNEL);
    here.clock.advance(1_000);
    let deleted = await here.say('mei', 'training delete TRN-1', INTERNAL_CHANNEL);
    if (deleted.kind === 'form')
      deleted = await here.submit('mei', deleted.form.command, { ...deleted.form.hidden }, INTERNAL_CHANNEL);
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    await press('mei', buttonOf(deleted, 'Undo'));
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([QUESTION]);
  });

  test.each([
    ['paused', 'The project is paused: nothing is posted to the client.'],
    ['closed', 'closed'],
  ] as const)('not in a project that is %s', async (state, told) => {
    await isHeld();
    await here.projects.change(here.scope, here.project._id, { state });
    expect(JSON.stringify(await say('training ask TRN-1'))).toContain(told);
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  });

  test('in the language of the client', async () => {
    await here.projects.change(here.scope, here.project._id, { locale: 'zh-CN', zone: 'Asia/Shanghai' });
    await say('share INT-TRN-1 zh:"新后台"');
    await say('done TRN-1');
    await say('training ask TRN-1');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([
      '“新后台”培训对您有帮助吗？点一下即可，截至12月7日（周一）。您的评价不会在此显示，项目团队可以看到每位参与者的评价。\n\n[有用] [部分有用] [没有用]',
    ]);
  });
});

describe('the client’s people answer', () => {
  const trail = async () => (await here.history(`entry:${posted('Useful').input.number}:held`)).length;

  test('privately, each once, and may change it; our side sees the counts and names', async () => {
    await isAsked();
    const bo = await here.people.add(here.scope, {
      name: 'Bo Diaz',
      side: { kind: 'client', clientId: here.acme._id, role: 'contributor' },
      identities: [],
    });
    const first = await press('ana', posted('Useful'));
    // Not an update: the message of the channel stays as it is for the others.
    expect(first).toMatchObject({ kind: 'message', to: 'caller' });
    expect(textOf(first)).toBe('Thank you: Useful. You can change your answer until Mon 7 Dec.');
    expect(await said('TRN-1')).toContain('How it was (until Mon 7 Dec): Useful 1: Ana Lima');
    expect(textOf(await press('ana', posted('Partly')))).toContain('Thank you: Partly.');
    const ballot = { projectId: here.project._id, about: `entry:${posted('Useful').input.number}`, round: 'held' };
    const asBo = { ...here.scope, personId: bo._id };
    await here.ballots.answer(asBo, { ...ballot, answer: 'notUseful', options: ['useful', 'partly', 'notUseful'] });
    expect(await said('TRN-1')).toContain('Partly 1: Ana Lima; Not useful 1: Bo Diaz');
    const tom = textOf(await say('TRN-1', 'tom'), 'Asia/Shanghai', undefined, 'zh-CN');
    expect(tom).toContain('培训反馈（截至12月7日（周一））：部分有用 1（Ana Lima）；没有用 1（Bo Diaz）');
    const theirs = textOf(await here.say('ana', 'TRN-1', CLIENT_CHANNEL));
    expect(theirs).not.toMatch(/How it was|Ask|Bo|Partly/);
    expect(here.posted(CLIENT_CHANNEL)).toEqual([QUESTION]);
  });

  test('a redelivered press and the same answer again count once', async () => {
    await isAsked();
    const { command, input } = posted('Useful');
    const event = {
      kind: 'action' as const,
      payload: { v: 1 as const, command, input },
      ...here.common('ana', CLIENT_CHANNEL),
    };
    await here.answer(event);
    await here.answer(event);
    expect(textOf(await press('ana', posted('Useful')))).toContain('Thank you: Useful.');
    expect(await trail()).toBe(1);
    expect(await said('TRN-1')).toContain('Useful 1: Ana Lima');
  });

  test('a press that ended half-way is made good by the next try', async () => {
    await isAsked();
    vi.spyOn(here.ballots, 'answer').mockRejectedValueOnce(new RapportError('unavailable', 'the process ends here'));
    const failed = await press('ana', posted('Not useful'));
    expect(await trail()).toBe(0);
    expect(textOf(await press('ana', buttonOf(failed, 'Try again')))).toContain('Thank you: Not useful.');
    expect([await trail(), (await said('TRN-1')).includes('Not useful 1: Ana Lima')]).toEqual([1, true]);
  });

  test('until the end of the last day in the project’s zone; then they are told whom to write to', async () => {
    await isAsked();
    await press('ana', posted('Useful'));
    // 23:59 in New York
    await here.at('2026-12-08T04:59:00Z');
    expect(textOf(await press('ana', posted('Partly')))).toContain('Thank you: Partly.');
    await here.at('2026-12-08T05:00:00Z');
    expect(textOf(await press('ana', posted('Useful')))).toBe(
      'Thank you. Answers were taken until Mon 7 Dec; Mei is glad to hear from you directly.',
    );
    const card = textOf(await here.say('mei', 'TRN-1', INTERNAL_CHANNEL));
    expect(card).toContain('Partly 1: Ana Lima');
  });

  test('our own people are told that the buttons are not for them', async () => {
    await isAsked();
    const pressed: Reply = await press('tom', posted('Useful'));
    expect(pressed).toMatchObject({ kind: 'message', to: 'caller' });
    expect(textOf(pressed, 'Asia/Shanghai', undefined, 'zh-CN')).toContain('这些按钮供客户方使用。');
    expect(await said('TRN-1')).toContain('no answers yet');
  });

  test('nothing that is taken back or was never asked', async () => {
    await isHeld();
    const number = String((await here.entries.list(here.scope, { kind: 'training' }))[0]?._id);
    const rate = { command: 'training rate', input: { number, answer: 'useful' } };
    expect(JSON.stringify(await press('ana', rate))).not.toContain('Thank you');
    await say('training ask TRN-1');
    await say('training withdraw TRN-1');
    expect(JSON.stringify(await press('ana', rate))).not.toContain('Thank you');
    expect((await here.ballots.of(here.scope, `entry:${number}`, 'held')).answers).toEqual([]);
  });
});

test('a training of tomorrow stands in the list of today', async () => {
  await say('training "Search" tomorrow 10:00 by:@Mei');
  expect(textOf(await here.say('mei', 'today'))).toMatch(/Search · ACME-INT-TRN-2 · due/);
});
