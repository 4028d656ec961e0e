import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

/** Mei in Berlin, Ana’s project in New York: nine to six each, Monday to Friday. */
describe('the card of a need says whose turn it is', () => {
  let here: House;
  beforeAll(async () => {
    here = await house('2026-11-20T14:00:00Z');
  });
  afterAll(() => here.db.close());
  const card = async (instant: string, user: 'mei' | 'tom' = 'mei') => {
    await here.at(instant);
    return textOf(await here.say(user, 'NEED-1', INTERNAL_CHANNEL), 'Europe/Berlin', instant);
  };

  test('ours until the client sees it', async () => {
    await here.say('mei', 'need "Product pictures" Tuesday from:@Ana', INTERNAL_CHANNEL);
    expect(await card('2026-11-20T17:00:00Z')).toContain('With us since Fri 20 Nov (less than a working day).');
  });

  test('then theirs, and the weekend is nobody’s delay', async () => {
    await here.say('mei', 'share INT-NEED-1 en:"Product pictures"', INTERNAL_CHANNEL);
    // The rest of Friday in New York, from noon on, is two thirds of a day; nobody works on the weekend.
    expect(await card('2026-11-23T14:00:00Z')).toContain('Waiting for the client since Fri 20 Nov (1 working day).');
    expect(await card('2026-11-23T23:00:00Z')).not.toContain('Of ');
  });

  test('and once it is late, what part of the time was the client’s', async () => {
    // Wednesday, nine in the morning in New York.
    expect(await card('2026-11-25T14:00:00Z')).toContain(
      'Waiting for the client since Fri 20 Nov (3 working days). Of 3 working days, 3 were the client’s.',
    );
    expect(await card('2026-11-25T14:00:00Z', 'tom')).toContain(
      '等待客户：自11月20日（周五）起（3 个工作日）。共 3 个工作日，其中等待客户 3 个。',
    );
    const theirs = textOf(await here.say('ana', 'NEED-1', CLIENT_CHANNEL));
    expect(theirs).not.toMatch(/Waiting|working day/);
  });

  test('nobody’s once it is given', async () => {
    await here.say('mei', 'done NEED-1', INTERNAL_CHANNEL);
    expect(await card('2026-11-25T15:00:00Z')).not.toMatch(/Waiting for the client|With us/);
  });
});

test('Golden Week with its make-up day is no delay of a client in Shanghai, and every other day counts', async () => {
  const here = await house('2026-09-28T07:00:00Z');
  await here.projects.change(here.scope, here.project._id, { zone: 'Asia/Shanghai', country: 'CN' });
  const lines: string[] = [];
  const does = async (instant: string, words: string) => {
    await here.at(instant);
    const card = textOf(await here.say('mei', words, INTERNAL_CHANNEL), 'Europe/Berlin', instant);
    lines.push(card.split('\n').find((line) => /^(Waiting|With us)/.test(line)) ?? 'nobody’s');
  };
  await does('2026-09-28T07:00:00Z', 'task "Translate the shop" @Tom 2026-10-09');
  await does('2026-09-28T07:00:00Z', 'share INT-TASK-1 en:"Translate the shop"');
  // Six in the evening in Berlin: midnight in Shanghai, where seven days off begin.
  await does('2026-09-30T16:00:00Z', 'assign TASK-1 @Ana');
  // Day by day at nine in the morning in Shanghai.
  for (const day of ['06', '08', '09', '10', '11', '12']) await does(`2026-10-${day}T01:00:00Z`, 'TASK-1');
  await does('2026-10-12T01:00:00Z', 'assign TASK-1 @Tom');
  await does('2026-10-13T16:00:00Z', 'TASK-1');
  await does('2026-10-13T16:00:00Z', 'done TASK-1');
  expect(lines).toEqual([
    'With us since Mon 28 Sep (less than a working day).',
    'With us since Mon 28 Sep (less than a working day).',
    'Waiting for the client since Thu 1 Oct (less than a working day).',
    'Waiting for the client since Thu 1 Oct (less than a working day).',
    'Waiting for the client since Thu 1 Oct (less than a working day).',
    'Waiting for the client since Thu 1 Oct (1 working day).',
    // Saturday the 10th is worked, and Sunday is not. It was due on the 9th.
    'Waiting for the client since Thu 1 Oct (2 working days). Of 5 working days, 2 were the client’s.',
    'Waiting for the client since Thu 1 Oct (3 working days). Of 6 working days, 3 were the client’s.',
    'Waiting for the client since Thu 1 Oct (3 working days). Of 6 working days, 3 were the client’s.',
    'With us since Mon 12 Oct (less than a working day). Of 6 working days, 3 were the client’s.',
    'With us since Mon 12 Oct (2 working days). Of 8 working days, 3 were the client’s.',
    'nobody’s',
  ]);
  await here.db.close();
});

test('a year without the official days off is said', async () => {
  const here = await house('2027-02-01T09:00:00Z');
  await here.projects.change(here.scope, here.project._id, { country: 'CN' });
  await here.say('mei', 'task "Translate the shop" @Tom 2027-02-20', INTERNAL_CHANNEL);
  await here.at('2027-02-01T10:00:00Z');
  const card = textOf(await here.say('mei', 'INT-TASK-1', INTERNAL_CHANNEL));
  expect(card).toContain('The official days off of 2027 are not included yet, so the working days are an estimate.');
  await here.db.close();
});
