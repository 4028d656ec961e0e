import { afterEach, describe, expect, test } from 'vitest';
import { wordsIn } from './blocks.ts';
import type { Mode } from './delivery.ts';
import { type SlackHouse, slackHouse } from './house.ts';
import type { Seen, Window } from './screen.ts';

let open: SlackHouse | undefined;
async function house(more: Parameters<typeof slackHouse>[0] = {}): Promise<SlackHouse> {
  open = await slackHouse(more);
  return open;
}
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

const published = (here: SlackHouse): Promise<Seen> => here.next(({ method }) => method === 'views.publish');
/** A window in which a person can press. */
const shownIn = ({ id, view }: Window, done: Seen['done']): Seen => ({
  done: { ...done, arguments: { view }, answer: { view } },
  words: wordsIn(view.blocks),
  blocks: view.blocks,
  container: { type: 'view', view_id: id },
});
/** The rows of buttons without text in front: a reader could not tell their subject. */
function orphans(blocks: unknown): unknown[] {
  const all = blocks as { type: string }[];
  return all.filter(({ type }, index) => type === 'actions' && all[index - 1]?.type === 'actions');
}

/** Creates reminders that are due and not done. */
async function leftUndone(here: SlackHouse, texts: readonly string[]): Promise<void> {
  const mei = here.as('mei');
  for (const text of texts) {
    await mei.dm(`remind me "${text}" today 12:00`);
    await here.next();
    here.clock.advance(10_000);
  }
  for (const at of ['11:00', '11:01', '11:02', '14:00']) await here.at(`2026-11-23T${at}:00Z`);
  here.lookAway();
}

describe('a Home tab with more items than fit', () => {
  test('shows the number of further items, and leads to all of them, page by page, in a window', async () => {
    const here = await house();
    const mei = here.as('mei');
    await leftUndone(
      here,
      Array.from({ length: 25 }, (_, index) => `Thing ${index + 1}.`),
    );
    await mei.opensHome();
    const home = await published(here);
    expect(home.words).toContain('25 things wait for you');
    expect(home.words).toContain('Thing 10.');
    expect(home.words).not.toContain('Thing 11.');

    await mei.press(home, '15 more');
    const second = shownIn(await here.window(), home.done);
    expect(second.words).toMatch(/Thing 11\.[\s\S]*Thing 20\./);
    await mei.press(second, '5 more');
    const third = shownIn(await here.window(), home.done);
    expect(third.words).toMatch(/Thing 21\.[\s\S]*Thing 25\./);
    expect(third.words).not.toContain(' more');

    // An item that is done there disappears from the Home tab too.
    await mei.press(third, 'Done');
    expect((await here.next(({ method }) => method === 'views.update')).words).toContain('Thing 21.');
    expect((await published(here)).words).toContain('24 things wait for you');
  });

  test('stays after a press on a line: the line is struck with Undo, and the others can be pressed', async () => {
    const here = await house();
    const mei = here.as('mei');
    await leftUndone(here, ['First thing.', 'Second thing.', 'Third thing.']);
    await mei.opensHome();
    await mei.press(await published(here), 'Done');
    const after = await published(here);
    expect(after.words).toMatch(
      /2 things wait for you[\s\S]*First thing\.[\s\S]*Done\.[\s\S]*Undo[\s\S]*Second thing\.[\s\S]*Third thing\./,
    );
    expect(JSON.stringify(after.blocks)).toContain('"text":"First thing.","style":{"strike":true}');
    await mei.press(after, 'Undo');
    expect((await published(here)).words).toMatch(
      /3 things wait for you[\s\S]*First thing\.[\s\S]*Undone, it is as it was\./,
    );
  });

  test('never shows a button without its text, for any length of text', async () => {
    const here = await house();
    const mei = here.as('mei');
    await leftUndone(
      here,
      Array.from({ length: 10 }, (_, index) => `Thing ${index + 1}. ${'long '.repeat(190)}`),
    );
    await mei.command('reminders');
    const list = await here.next();
    expect(list.words).toMatch(/\d more/);
    expect(orphans(list.blocks).length).toBeLessThanOrEqual(1);
    expect(list.words.split('Done')).toHaveLength(list.words.split('Thing').length);
    await mei.dm('today');
    const today = await here.next();
    expect(today.words.split('Done')).toHaveLength(today.words.split('Thing').length);
    expect(today.words).toMatch(/\d more/);
  });
});

describe('the first run', () => {
  /**
   * Rapport is installed without a workspace: Mei and Tom are members of the team, Gus is a guest, Ana is from another
   * one.
   */
  const begun = (mode: Mode) => house({ mode, agency: async () => undefined });

  test.each<Mode>(['http', 'socket'])(
    'begins in the Home tab, which goes on by itself; a second one to press is told so, over %s',
    async (mode) => {
      const here = await begun(mode);
      const [mei, tom] = [here.as('mei'), here.as('tom')];
      await tom.opensHome();
      const late = await published(here);
      await mei.opensHome();
      const first = await published(here);
      expect(first.words).toContain('Start a workspace, and you are its admin');

      await mei.press(first, 'Start a workspace');
      expect(wordsIn((await here.window()).view.blocks)).toContain('you are its admin');
      expect((await published(here)).words).toMatch(/There is no project yet[\s\S]*Start a project/);

      await tom.press(late, '创建工作区');
      expect(wordsIn((await here.window()).view.blocks)).toContain('请管理员私信我');
      const now = await published(here);
      expect(now.words).toContain('角色 @tom 成员');
      expect(now.words).not.toContain('创建工作区');
    },
  );

  test('offers nothing to a guest or an outsider, before or after: they learn what they can do', async () => {
    const here = await begun('http');
    const [mei, gus, ana] = [here.as('mei'), here.as('gus'), here.as('ana')];
    for (const outsider of [gus, ana]) {
      await outsider.opensHome();
      expect((await published(here)).words).toContain('I am not set up here yet');
      await outsider.dm('hello');
      expect((await here.next()).words).not.toContain('Start a workspace');
    }
    await mei.opensHome();
    await mei.press(await published(here), 'Start a workspace');
    await published(here);
    for (const outsider of [gus, ana]) {
      await outsider.opensHome();
      const { words } = await published(here);
      expect(words).toContain('Write to me directly');
      expect(words).not.toContain('role @');
      // Their text is stored, and no message asks to make them a member.
      await outsider.dm('The checkout is down!');
      expect((await here.next()).words).toMatch(/Thanks, Mei has this[\s\S]*The checkout is down!/);
    }
  });

  test('tells a colleague without a role what an admin must do, and then shows their day', async () => {
    const here = await begun('http');
    const [mei, tom] = [here.as('mei'), here.as('tom')];
    await mei.opensHome();
    await mei.press(await published(here), 'Start a workspace');
    await published(here);
    await tom.opensHome();
    expect((await published(here)).words).toContain('我还不认识您');
    await mei.command(`role <@${tom.user}|tom> member`, 'acme');
    expect((await here.next()).words).toContain('Member');
    await tom.opensHome();
    expect((await published(here)).words).toContain('待办');
  });

  test.each(['2026-11-23T09:00:00Z', '2026-11-28T22:30:00Z'])(
    'goes as docs/slack.md says, from hello to the first post in a channel, also at night (%s)',
    async (begin) => {
      const here = await begun('http');
      here.clock.moveTo(new Date(begin));
      const mei = here.as('mei');
      const direct = { channel: { id: await mei.direct(), name: 'directmessage' } };
      await mei.dm('hello');
      await mei.press(await here.next(), 'Start a workspace', direct);
      expect((await here.next()).words).toContain('Your workspace is ready');

      const channel = mei.team.channel('blue');
      await mei.event({
        type: 'member_joined_channel',
        user: mei.team.bot.user,
        channel,
        channel_type: 'C',
        team: mei.team.id,
        inviter: mei.user,
      });
      await mei.press(await here.next(), 'Set it up', direct);
      const { window } = await mei.submit(await here.window(), {});
      expect(wordsIn(window.view.blocks)).toContain('is ready');

      await mei.command('remind here "Please send the product pictures" in 1 minute', 'blue');
      const answer = await here.next();
      expect(answer.words).toContain('I will remind #blue');
      if (answer.words.includes('Even at night')) {
        await mei.press(answer, 'Even at night', { channel: { id: channel, name: 'blue' } });
        await here.next();
      }
      await here.at(new Date(Date.parse(begin) + 61_000).toISOString());
      const posted = await here.next();
      expect(posted.done).toMatchObject({ method: 'chat.postMessage', arguments: { channel } });
      expect(posted.words).toContain('Please send the product pictures');
    },
  );
});
