import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

let here: House;
beforeEach(async () => {
  here = await house();
});
afterEach(() => here.db.close());

const say = (words: string, where = INTERNAL_CHANNEL) => here.say('mei', words, where);
const said = async (words: string) => textOf(await say(words));
const passes = () => here.at(new Date(here.clock.now().getTime() + 60_000).toISOString());

describe('a lesson', () => {
  test('keeps what happened and what we do now, and is internal, also when typed in the client’s channel', async () => {
    const card = textOf(await say('lesson "Test earlier" because:"Bugs in the last week" now:"Test each Friday" @Tom'));
    expect(card).toContain('ACME-INT-LES-1 · Test earlier');
    expect(card).toContain('What happened: Bugs in the last week');
    expect(card).toContain('What we do now: Test each Friday');
    expect(card).toContain('Owner: Tom Berg');
    await say('lesson "Ask sooner"', CLIENT_CHANNEL);
    expect(await said('INT-LES-2')).toContain('The client does not see it.');
    await say('lesson share INT-LES-1 en:"We test earlier"');
    const told = textOf(await here.say('ana', 'LES-1', CLIENT_CHANNEL));
    expect(told).toContain('We test earlier');
    expect(told).not.toMatch(/Bugs|Friday/);
  });

  test('in Chinese: typed with its parts, reviewed on a date, and done', async () => {
    const card = await said('复盘 “更早测试” 经过:“上线前一周才测” 改进:“每周五测试” 周五');
    expect(card).toMatch(/What happened: 上线前一周才测\nWhat we do now: 每周五测试/);
    expect(card).toContain('Review: Fri 27 Nov');
    expect(await said('完成 INT-LES-1')).toContain('State: done');
    expect(await said('复盘')).toContain('Lessons: none');
  });
});

describe('the action of a lesson', () => {
  /** A lesson of this owner, whose action is Tom's. */
  async function tracked(owner = '') {
    await say(`lesson "Test earlier" ${owner}`);
    return textOf(await say('track LES-1 "Write a test plan" @Tom Friday'));
  }

  test('has an owner and a date, and is shown on the card, which then offers no second one', async () => {
    expect(buttonOf(await say('lesson "Test earlier"'), 'Make an action of it').command).toBe('lesson track');
    const card = textOf(await say('track LES-1 "Write a test plan" @Tom Friday'));
    expect(card).toContain('Became: ACME-INT-TASK-1 · Write a test plan');
    expect(card).not.toContain('Make an action of it');
    const task = await said('INT-TASK-1');
    expect(task).toMatch(/Due: Fri 27 Nov\nOwner: Tom Berg/);
    expect(task).toContain('Part of: ACME-INT-LES-1 · Test earlier');
  });

  test('is offered again once it was deleted', async () => {
    await tracked();
    expect(await said('INT-LES-1')).not.toContain('Make an action of it');
    await say('delete TASK-1');
    expect(buttonOf(await say('INT-LES-1'), 'Make an action of it').command).toBe('lesson track');
  });

  test('is closed: the manager is asked whether the lesson is done, once, and nothing closes by itself', async () => {
    await tracked();
    await here.say('tom', 'done TASK-1', INTERNAL_CHANNEL);
    await passes();
    expect(here.posted('D-mei')).toEqual([
      'ACME-INT-TASK-1 is closed. Is the lesson done too? ACME-INT-LES-1 Test earlier\n\n[The lesson is done] [Open]',
    ]);
    expect(await said('INT-LES-1')).toContain('State: open');
    const [post] = here.platform.posts.filter(({ to }) => to.conversation === 'D-mei');
    if (post === undefined) throw new Error('no post');
    const { command, input } = buttonOf(post.message, 'The lesson is done');
    expect(textOf(await here.press('mei', command, input))).toContain('State: done');
    await say('task edit TASK-1 state:"in progress"');
    await say('done TASK-1');
    await passes();
    expect(here.posted('D-mei')).toHaveLength(1);
  });

  test('is closed: the owner of the lesson is asked before the manager, in their language', async () => {
    await here.say('tom', '复盘', INTERNAL_CHANNEL);
    await tracked('@Tom');
    await say('done TASK-1');
    await passes();
    expect(here.posted('D-tom')).toEqual([
      'ACME-INT-TASK-1 已结束。这项复盘也已落实了吗？ACME-INT-LES-1 Test earlier\n\n[已落实] [打开]',
    ]);
    expect(here.posted('D-mei')).toEqual([]);
  });

  test('is closed while the project is paused: nothing is asked', async () => {
    await tracked();
    await here.projects.change(here.scope, here.project._id, { state: 'paused' });
    await here.say('tom', 'done TASK-1', INTERNAL_CHANNEL);
    await passes();
    expect(here.posted('D-mei')).toEqual([]);
  });

  test('is closed after the lesson, or only moves on: nobody is asked', async () => {
    await tracked();
    await say('start TASK-1');
    await say('done LES-1');
    await say('done TASK-1');
    await passes();
    expect(here.posted('D-mei')).toEqual([]);
  });
});
