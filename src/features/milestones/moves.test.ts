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
import { createPersonData } from '../../core/personData.ts';
import type { FormValues } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';
import { milestoneOf } from './model.ts';

let here: House;
let minute: number;

const says = async (user: User, words: string, where = INTERNAL_CHANNEL) =>
  textOf(await here.say(user, words, where), 'Europe/Berlin', here.clock.now().toISOString());
const passes = () => here.at(new Date(Date.parse('2026-11-23T09:00:00Z') + ++minute * 60_000).toISOString());
function posted(label: string, where = CLIENT_CHANNEL): { command: string; input: FormValues } {
  const post = here.platform.posts.filter(({ to }) => to.conversation === where).at(-1);
  if (post === undefined) throw new Error('nothing is posted');
  return buttonOf(post.message, label);
}
const presses = async (user: User, { command, input }: ReturnType<typeof posted>, where?: string) =>
  textOf(await here.press(user, command, input, where), 'Europe/Berlin', here.clock.now().toISOString());
const milestone = async () => {
  const [entry] = await here.entries.list(here.scope, { kind: 'milestone' });
  if (entry === undefined) throw new Error('no milestone');
  return entry;
};

/** A milestone for 15 December that Ana agreed to. */
beforeEach(async () => {
  here = await house();
  minute = 0;
  await says('mei', 'milestone "Beta" 15 Dec scope:"Checkout and search"', CLIENT_CHANNEL);
  await says('mei', 'milestone agree MS-1');
  await passes();
  await presses('ana', posted('Agree'), CLIENT_CHANNEL);
  await passes();
  here.platform.posts.length = 0;
});
afterEach(() => here.db.close());

describe('an agreed milestone moves', () => {
  test('only with a reason: without one the form asks for it, and keeps what was typed', async () => {
    const asked = await here.say('tom', 'MS-1 move 22 Dec', INTERNAL_CHANNEL);
    if (asked.kind !== 'form') throw new Error('no form');
    const fields = asked.form.fields.map(({ name, value, error }) => ({ name, value, error }));
    expect(fields).toContainEqual({ name: 'due', value: '22 Dec', error: undefined });
    expect(fields).toContainEqual({ name: 'why', value: undefined, error: '客户已确认此里程碑，请写明变更原因。' });
    const scope = await here.say('mei', 'MS-1 edit scope:"Checkout alone"', INTERNAL_CHANNEL);
    expect(scope.kind).toBe('form');
    expect((await milestone()).due).toBe('2026-12-15');
  });

  test('and the manager hears it from the colleague, while the client reads the old date everywhere', async () => {
    const said = await says('tom', 'MS-1 move 22 Dec why:"API late"');
    await passes();
    expect(said).toContain('客户尚不知情，由 Mei Chen 决定何时告知。');
    expect(here.posted('D-mei')).toEqual([
      'Tom Berg has changed ACME-MS-1 Beta: Tue 15 Dec → Tue 22 Dec. Why: API late\n\n' +
        'The client does not know yet.\n\n[Tell now] [In the next report] [Call first] [Open]',
    ]);
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('Date: Tue 15 Dec');
    expect(await says('ana', 'milestones', CLIENT_CHANNEL)).toContain('Tue 15 Dec');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    expect(milestoneOf(await milestone()).changes).toMatchObject([
      {
        ...{ before: { due: '2026-12-15' }, after: { due: '2026-12-22' }, why: 'API late', by: here.tom._id },
        revision: (await milestone()).revision,
      },
    ]);
  });

  test('the manager who moves it gets the three choices in the answer, and no message', async () => {
    const said = await says('mei', 'MS-1 move 22 Dec why:"API late"');
    await passes();
    expect(said).toContain('Tue 15 Dec → Tue 22 Dec. Why: API late');
    expect(said).toContain('[Undo] [Tell now] [In the next report] [Call first] [Done] [More]');
    expect(said).not.toContain('Tell the client now');
    expect(here.posted('D-mei')).toEqual([]);
  });

  test('sharing it does not pass the new date by: the client hears of it with the reason, or not at all', async () => {
    await says('mei', 'MS-1 move 22 Dec why:"API late"');
    const shared = await here.say('mei', 'share MS-1', INTERNAL_CHANNEL);
    expect(JSON.stringify(shared)).toContain('Use “Tell now”');
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('Date: Tue 15 Dec');
  });

  test('an undone move is as if it had never been', async () => {
    const moved = await here.say('mei', 'MS-1 move 22 Dec why:"API late"', INTERNAL_CHANNEL);
    expect(await presses('mei', buttonOf(moved, 'Undo'))).not.toContain('Tell now');
    expect(milestoneOf(await milestone()).changes).toBeUndefined();
    await says('mei', 'MS-1 move 22 Dec why:"API late"');
    const again = await here.say('mei', 'MS-1 move 24 Dec why:"Vendor"', INTERNAL_CHANNEL);
    await presses('mei', buttonOf(again, 'Undo'));
    expect(milestoneOf(await milestone()).changes?.map(({ why }) => why)).toEqual(['API late']);
  });
});

describe('the manager tells the client', () => {
  beforeEach(async () => {
    await says('tom', 'MS-1 move 22 Dec why:"API late"');
    await passes();
  });

  test('now: one visible change in their channel, however often it is pressed', async () => {
    const now = posted('Tell now', 'D-mei');
    await Promise.all([1, 2].map(() => presses('mei', now)));
    expect(await presses('mei', now)).toContain('The client knows this already.');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([
      'ACME-MS-1 Beta: Tue 15 Dec → Tue 22 Dec. Why: API late\n\n[Seen] [Let’s talk]',
    ]);
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('Date: Tue 22 Dec');
    expect(milestoneOf(await milestone()).changes).toMatchObject([{ told: 'now' }]);
  });

  test('a crash before the post is made good by the next try, with the same words', async () => {
    vi.spyOn(here.outbox, 'enqueue').mockRejectedValueOnce(new RapportError('unavailable', 'the process ends here'));
    const { command, input } = posted('Tell now', 'D-mei');
    const failed = await here.press('mei', command, input);
    expect(await says('ana', 'MS-1', CLIENT_CHANNEL)).toContain('Date: Tue 22 Dec');
    await presses('mei', buttonOf(failed, 'Try again'));
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([expect.stringContaining('Tue 15 Dec → Tue 22 Dec. Why: API late')]);
  });

  test('only a manager does', async () => {
    expect(await presses('tom', posted('Tell now', 'D-mei'))).toContain('只有本项目的项目经理');
    expect(await presses('ana', posted('Tell now', 'D-mei'))).toContain('Only the manager of this project');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  });

  test('later: in the next report, or after a call; the card says so until it is told', async () => {
    expect(await presses('mei', posted('In the next report', 'D-mei'))).toContain('To be told: In the next report.');
    expect(await says('mei', 'MS-1')).toContain('To be told: In the next report.');
    expect(await says('mei', 'milestone tell MS-1 call')).toContain('To be told: Call first.');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    expect(milestoneOf(await milestone()).changes).toMatchObject([{ told: 'call' }]);
    // The manager's own words for the client replace the colleague's.
    await says('mei', 'milestone tell MS-1 why:"The payment API comes a week later"');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([expect.stringContaining('Why: The payment API comes a week later')]);
  });

  test('several changes are told at once, with the scope before and after', async () => {
    await says('mei', 'MS-1 edit due:"24 Dec" scope:"Checkout alone" why:"Search moves to phase 2"');
    await says('mei', 'milestone tell MS-1');
    await passes();
    expect(here.posted(CLIENT_CHANNEL)).toEqual([
      'ACME-MS-1 Beta: Tue 15 Dec → Thu 24 Dec. Why: API late; Search moves to phase 2\n\n' +
        'Scope: ~Checkout and search~ → Checkout alone\n\n[Seen] [Let’s talk]',
    ]);
  });
});

describe('each contact may say that they have seen it', () => {
  beforeEach(async () => {
    await says('mei', 'MS-1 move 22 Dec why:"API late"');
    await says('mei', 'milestone tell MS-1');
    await passes();
  });

  test('of what was told, and of nothing that may be told one day', async () => {
    const { command, input } = posted('Seen');
    const round = String(Number(input.round) + 1);
    for (const answer of ['seen', 'talk']) {
      const forged = { command, input: { ...input, round, answer } };
      expect(await presses('ana', forged, CLIENT_CHANNEL)).toContain('I find no entry');
    }
    expect(here.posted('D-mei')).toEqual([]);
  });

  test('once each; the count stands in our card, and the message stays as it is', async () => {
    const [before] = here.posted(CLIENT_CHANNEL);
    expect(await says('mei', 'MS-1')).toContain(
      'Told the client: Tue 15 Dec → Tue 22 Dec. Nobody has marked it as seen yet.',
    );
    for (const _ of [1, 2]) expect(await presses('ana', posted('Seen'), CLIENT_CHANNEL)).toBe('Thank you, noted.');
    expect(await presses('mei', posted('Seen'), CLIENT_CHANNEL)).toBe('These buttons are for the client’s people.');
    expect(await says('mei', 'MS-1')).toContain('Seen by 1: Ana Lima.');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([before]);
  });

  test('a contact who wants to talk has seen it, and the manager is told once', async () => {
    for (const _ of [1, 2])
      expect(await presses('ana', posted('Let’s talk'), CLIENT_CHANNEL)).toBe(
        'Thank you. Mei knows that you want to talk.',
      );
    await passes();
    expect(here.posted('D-mei')).toEqual([
      'Ana Lima wants to talk about ACME-MS-1 Beta: Tue 15 Dec → Tue 22 Dec. Why: API late\n\n[Open]',
    ]);
    expect(await says('mei', 'MS-1')).toContain('Seen by 1: Ana Lima.');
  });
});

test('in Chinese the client reads the change and its reason in their own language', async () => {
  await here.projects.change(here.scope, here.project._id, { locale: 'zh-CN', zone: 'Asia/Shanghai' });
  await here.histories.settled();
  await says('mei', '里程碑 改期 MS-1 12月22日 原因:“接口延期”');
  await says('mei', '里程碑 告知 MS-1');
  await passes();
  expect(here.posted(CLIENT_CHANNEL)).toEqual([
    'ACME-MS-1 Beta: 12月15日（周二） → 12月22日（周二）。原因：接口延期\n\n[已阅] [想聊聊]',
  ]);
});

test('an erasure blanks the name in a reason, in what was told too, and nothing else', async () => {
  await says('mei', 'MS-1 move 22 Dec why:"Ana Lima is away"');
  await says('mei', 'milestone tell MS-1');
  const data = createPersonData({
    db: here.db,
    histories: here.histories,
    house: { collections: here.collections } as never,
  });
  await data.erase(await here.people.subjectOf(here.scope, here.ana._id));
  const { changes, lastTold, baseline } = milestoneOf(await milestone());
  expect(JSON.stringify([changes, lastTold])).not.toContain('Ana Lima');
  expect(changes).toMatchObject([
    { after: { due: '2026-12-22' }, why: expect.stringContaining('Erased'), by: here.mei._id, told: 'now' },
  ]);
  expect(lastTold?.why).toContain('Erased');
  expect(baseline).toMatchObject({ due: '2026-12-15', scope: 'Checkout and search' });
});

test('the history says that something has changed, also where it has no name for it', async () => {
  await says('tom', 'MS-1 move 22 Dec why:"API late"');
  await says('mei', 'milestone tell MS-1 report');
  expect(await says('mei', 'MS-1')).toMatch(/Mei Chen · changed\n/);
});
