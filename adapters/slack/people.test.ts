import { describe, expect, test } from 'vitest';
import { stoppedClock } from '../../src/ground/clock.ts';
import type { SlackAnswer } from './api.ts';
import { createSlackPeople, readUser } from './people.ts';

const TEAM = 'T0NORTH';
const mei = { id: 'U1', team_id: TEAM, name: 'mei', real_name: 'Mei Chen', tz: 'Europe/Berlin', locale: 'zh-CN' };

describe('people from outside', () => {
  test.each<[string, Record<string, unknown>, boolean, string]>([
    ['a member of our team', {}, false, TEAM],
    ['a member of another team', { team_id: 'T0ACME' }, true, 'T0ACME'],
    ['somebody whom Slack calls a stranger', { is_stranger: true }, true, TEAM],
    ['a guest', { is_restricted: true }, true, TEAM],
    ['a guest of one channel', { is_restricted: true, is_ultra_restricted: true }, true, TEAM],
    [
      'a colleague of the same Grid organisation who is in our team',
      { team_id: 'T0OTHER', enterprise_user: { teams: ['T0OTHER', TEAM] } },
      false,
      TEAM,
    ],
    [
      'somebody of the same organisation who is not',
      { team_id: 'T0OTHER', enterprise_user: { teams: ['T0OTHER'] } },
      true,
      'T0OTHER',
    ],
  ])('%s', (_, more, outsider, tenant) => {
    expect(readUser({ ...mei, ...more }, TEAM)).toMatchObject({
      outsider,
      tenant,
      name: 'Mei Chen',
      zone: 'Europe/Berlin',
      locale: 'zh-CN',
    });
  });

  test('names come from the person’s data, and a non-user gives none', () => {
    expect(readUser({ id: 'U2', profile: { display_name: ' Bo ', real_name: '' } }, TEAM)?.name).toBe('Bo');
    expect(readUser({ id: 'U2' }, TEAM)?.name).toBe('U2');
    expect(readUser({ id: 'U2', real_name: 7, tz: null }, TEAM)).toEqual({
      user: 'U2',
      tenant: TEAM,
      name: 'U2',
      outsider: false,
    });
    expect(readUser(undefined, TEAM)).toBeUndefined();
  });
});

/** Slack's users.info with the answers of the test. */
function asked() {
  const questions: ((answer: SlackAnswer) => void)[] = [];
  const clock = stoppedClock('2026-11-23T09:00:00Z');
  const call = () => new Promise<SlackAnswer>((resolve) => questions.push(resolve));
  return { questions, clock, people: createSlackPeople({ api: { call }, clock }) };
}
const answer: SlackAnswer = { ok: true, body: { user: mei } };
const refused: SlackAnswer = { ok: false, fault: 'refused', error: 'user_not_found' };

describe('look-ups of people', () => {
  test('share one call among all that wait, and no call while the answer is fresh', async () => {
    const { questions, people, clock } = asked();
    const both = Promise.all([people.who(TEAM, { user: 'U1' }, 1_000), people.who(TEAM, { user: 'U1' }, 1_000)]);
    questions[0]?.(answer);
    expect((await both).map(({ name }) => name)).toEqual(['Mei Chen', 'Mei Chen']);
    await people.who(TEAM, { user: 'U1' }, 1_000);
    expect(questions).toHaveLength(1);
    clock.advance(6 * 60_000);
    const later = people.who(TEAM, { user: 'U1' }, 1_000);
    questions[1]?.(answer);
    await later;
    expect(questions).toHaveLength(2);
  });

  test('treat the same id in another team as another person', async () => {
    const { questions, people } = asked();
    const north = people.who(TEAM, { user: 'U1' }, 1_000);
    const south = people.who('T0SOUTH', { user: 'U1' }, 1_000);
    for (const settle of questions) settle(answer);
    expect([(await north).outsider, (await south).outsider]).toEqual([false, true]);
  });

  test('wait at most the given time; the next event finds the answer', async () => {
    const { questions, people } = asked();
    const hint = { user: 'U1', tenant: 'T0ACME', name: 'mei' };
    expect(await people.who(TEAM, hint, 5)).toEqual({ user: 'U1', tenant: 'T0ACME', name: 'mei', outsider: true });
    questions[0]?.(answer);
    expect(await people.who(TEAM, hint, 1_000)).toMatchObject({ name: 'Mei Chen', outsider: false });
  });

  test('use an old answer rather than none, for a day', async () => {
    const { questions, people, clock } = asked();
    const first = people.who(TEAM, { user: 'U1' }, 1_000);
    questions[0]?.(answer);
    await first;
    clock.advance(3_600_000);
    const second = people.who(TEAM, { user: 'U1' }, 1_000);
    questions[1]?.(refused);
    expect(await second).toMatchObject({ name: 'Mei Chen', outsider: false });
    clock.advance(24 * 3_600_000);
    const third = people.who(TEAM, { user: 'U1' }, 1_000);
    questions[2]?.(refused);
    expect(await third).toMatchObject({ name: 'U1', outsider: true });
  });
});
