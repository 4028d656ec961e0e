import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputId } from '../../adapters/teams/formState.ts';
import { systemScope } from '../../src/core/access.ts';
import { checkCard } from '../checkers/adaptiveCard.ts';
import {
  type AgentsPlayground,
  actionOf,
  partsOf,
  type Shown,
  startAgentsPlayground,
  WORLD,
} from './agentsPlayground.ts';
import { activity, channel, words } from './client.ts';
import { settled, type TeamsHouse, teamsHouse } from './house.ts';

const CALL = `<at>${WORLD.bot.name}</at>`;
let teams: AgentsPlayground;
let house: TeamsHouse;
/** The sender works all the time, as in a running installation. */
let beat: NodeJS.Timeout;
async function begin(): Promise<void> {
  house = await teamsHouse();
  beat = setInterval(() => void house.sender.tick(), 50);
  teams = await startAgentsPlayground(house.endpoint);
}
/** Every shown card is valid for Teams, in addition to a journey's own checks. */
async function end(): Promise<void> {
  clearInterval(beat);
  const all = [WORLD.personal, WORLD.group, WORLD.channel, WORLD.team].flatMap((conversation) =>
    teams.messages(conversation),
  );
  await teams.stop();
  await house.close();
  for (const { card, text } of all) expect(checkCard(card, { bytes: 80 * 1024 }), text).toEqual([]);
}

/** Presses an Action.Execute of a shown card like the client: with every input's value, changed or not. */
const press = (shown: Shown, title: string, changed: Readonly<Record<string, string>> = {}) => {
  const { data, verb } = actionOf(shown.card, title);
  const inputs = ['Text', 'ChoiceSet', 'Date', 'Time', 'Toggle', 'Number'].flatMap((kind) =>
    partsOf(shown.card, `Input.${kind}`),
  );
  const untouched = Object.fromEntries(inputs.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value]])));
  const where = shown.thread === undefined ? shown.conversation : `${shown.conversation};messageid=${shown.thread}`;
  const action = { type: 'Action.Execute', verb, data: { ...untouched, ...data, ...changed } };
  return teams.invoke('adaptiveCard/action', where, { action, trigger: 'manual' }, shown.id);
};
const filled = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [inputId.one(name), value]));
const has = (text: string) => (shown: Shown) => shown.text.includes(text);

describe('a team that has just installed Rapport', () => {
  beforeAll(begin);
  afterAll(end);

  test('starts its workspace, and sets a channel up without typing there', async () => {
    await teams.install(WORLD.personal);
    const founded = await teams.next(WORLD.personal, has('your workspace is ready'.slice(5)));
    expect(founded.text).toContain('you are its admin');
    const [workspace] = await house.workspaces.all();
    const scope = systemScope(workspace?._id ?? '');

    await teams.install(WORLD.channel);
    const offer = await teams.next(WORLD.personal, has('#acme'));
    await press(offer, 'Set it up');
    const form = await teams.next(WORLD.personal, (shown) => partsOf(shown.card, 'Input.ChoiceSet').length > 0);
    await press(form, 'Save', filled({ client: 'Acme & Sons' }));
    const settled_ = await teams.until(form.id, (shown) => partsOf(shown.card, 'Input.ChoiceSet').length === 0);
    expect(settled_.text).toContain('Acme & Sons');
    expect(await house.projects.all(scope)).toHaveLength(1);
    expect(teams.messages(WORLD.channel).filter(has('Set it up'))).toEqual([]);
  });
});

describe('an agency at work', () => {
  afterAll(end);
  beforeAll(async () => {
    await begin();
    await settled(house);
    for (const conversation of [WORLD.personal, WORLD.channel, WORLD.group]) await teams.install(conversation);
  });

  test('personal: a reminder is set by text, comes when it is due, and is marked as done in place', async () => {
    await teams.say(WORLD.personal, 'remind me "Send the invoice" tomorrow 3pm');
    await teams.next(WORLD.personal, has('Send the invoice'));
    await house.at('2026-11-24T14:00:30Z');
    const due = await teams.next(
      WORLD.personal,
      (shown) => shown.text.includes('Send the invoice') && shown.text.includes('Done'),
    );
    await press(due, 'Done');
    const done = await teams.until(due.id, (shown) => !shown.text.includes('Snooze') && shown.text !== due.text);
    expect(done.text).toContain('Send the invoice');
  });

  test('personal: missing values become a form, which keeps typed values until they are valid', async () => {
    await teams.say(WORLD.personal, 'remind me "Call Ana"');
    const form = await teams.next(WORLD.personal, (shown) => partsOf(shown.card, 'Input.Text').length > 0);
    expect(JSON.stringify(form.card)).toContain('Call Ana');
    await press(form, 'Save', filled({ text: 'Call Ana Lima', when: 'when pigs fly' }));
    const again = await teams.until(form.id, has('when pigs fly'));
    expect(again.text).toContain('Call Ana Lima');
    expect(again.text).toContain('⚠');
    await press(again, 'Save', filled({ text: 'Call Ana Lima', when: 'next Friday 3pm' }));
    const saved = await teams.until(form.id, (shown) => partsOf(shown.card, 'Input.Text').length === 0);
    expect(saved.text).toContain('Call Ana Lima');
  });

  test('channel: the author of a mention gets the answer, and a public post goes into the channel', async () => {
    await teams.say(WORLD.channel, `${CALL} remind here "Send the logo" tomorrow 4pm`, ['bot']);
    const told = await teams.next(WORLD.personal, has('Send the logo'));
    expect(told.text).toMatch(/^About #acme/);
    await house.at('2026-11-25T16:00:30Z');
    const posted = await teams.next(WORLD.channel, has('Send the logo'));
    expect(posted.card?.type).toBe('AdaptiveCard');
  });

  test('channel, in Chinese: a contact’s message is stored, and its kind is asked for, in their own chat', async () => {
    const li = activity(`${teams.url}/_connector`, 'li', channel(WORLD.channel, '1'), {
      ...words('网站打不开了！', channel(WORLD.channel)),
      locale: 'zh-CN',
      localTimezone: 'Asia/Shanghai',
    });
    await teams.send(li);
    const question = await teams.logged((line) => line.includes('关于 #acme') && line.includes('网站打不开了'));
    expect(question).toContain('@test.user');
    expect(teams.messages(WORLD.channel).filter(has('网站打不开了'))).toEqual([]);
  });

  test('personal, in Chinese: help, a form and a reminder', async () => {
    const own_ = { kind: 'personal' as const, conversation: WORLD.personal };
    const say = (text: string) =>
      teams.send(
        activity(`${teams.url}/_connector`, 'tom', own_, { text, locale: 'zh-CN', localTimezone: 'Asia/Shanghai' }),
      );
    await say('帮助');
    expect((await teams.next(WORLD.personal, has('我能做什么'))).text).toContain('提醒');
    await say('提醒我“发送发票”明天下午3点');
    expect((await teams.next(WORLD.personal, has('发送发票'))).text).toMatch(/11月27日|明天/);
  });

  test('group: other people’s mentions are understood, with any characters in their names', async () => {
    await teams.say(WORLD.group, `${CALL} remind <at>${WORLD.people.ana}</at> "Approve the draft" tomorrow 3pm`, [
      'bot',
      'ana',
    ]);
    const told = await teams.next(WORLD.personal, has('Approve the draft'));
    expect(told.text).toContain('Ana Lima');
    expect(told.text).toMatch(/^About Acme group/);
  });

  test('group: a press is answered on the card for its presser only', async () => {
    const to = {
      platform: 'teams' as const,
      tenant: WORLD.tenant,
      conversation: WORLD.group,
      audience: 'client' as const,
    };
    const message = {
      audience: 'client' as const,
      fallbackText: 'Shall I remind you?',
      blocks: [
        {
          kind: 'actions' as const,
          items: [
            {
              kind: 'button' as const,
              label: 'Set one',
              payload: { v: 1 as const, command: 'reminder new', input: { $form: 'open' } },
            },
          ],
        },
      ],
    };
    const sent = await house.edge.platform.send(to, message, { key: 'k1', locale: 'en', zone: 'UTC' });
    expect(sent.outcome).toBe('sent');
    const shown = await teams.next(WORLD.group, has('Set one'));
    const answer = (await press(shown, 'Set one')) as { type: string; value: unknown };
    expect(answer.type).toBe('application/vnd.microsoft.card.adaptive');
    expect(partsOf(answer.value, 'Input.Text').length).toBeGreaterThan(0);
    expect(teams.messages(WORLD.group).find(({ id }) => id === shown.id)?.text).toContain('Set one');
  });

  test('a plain submit of an old client works as well', async () => {
    await teams.say(WORLD.personal, 'remind me "Old client"');
    const form = await teams.next(
      WORLD.personal,
      (shown) => JSON.stringify(shown.card).includes('Old client') && partsOf(shown.card, 'Input.Text').length > 0,
    );
    await teams.submit(WORLD.personal, form.id, {
      ...actionOf(form.card, 'Save').data,
      ...filled({ text: 'Old client', when: 'tomorrow 9am' }),
    });
    await teams.until(form.id, (shown) => partsOf(shown.card, 'Input.Text').length === 0);
  });

  test('a post in a channel is updated in place', async () => {
    const to = {
      platform: 'teams' as const,
      tenant: WORLD.tenant,
      conversation: WORLD.channel,
      audience: 'client' as const,
    };
    const say = (text: string) => ({
      audience: 'client' as const,
      fallbackText: text,
      blocks: [{ kind: 'text' as const, text }],
    });
    const options = { key: 'k2', locale: 'en' as const, zone: 'UTC' };
    const sent = await house.edge.platform.send(to, say('Beta on 15 Dec'), options);
    const id = sent.outcome === 'sent' ? sent.message : '';
    await teams.next(WORLD.channel, has('Beta on 15 Dec'));
    expect(await house.edge.platform.update(to, id, say('Beta on 22 Dec'), options)).toMatchObject({ outcome: 'sent' });
    expect((await teams.until(id, has('22 Dec'))).text).not.toContain('15 Dec');
  });
});
