import { beforeEach, describe, expect, test } from 'vitest';
import { inputId, pressData } from '../../adapters/teams/formState.ts';
import { press } from '../../src/core/message.ts';
import { actionOf, textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, own, words } from './client.ts';
import { fragileHouse } from './fragileHouse.ts';

const rig = fragileHouse();
const { open, textsIn } = rig;
const client = channel(WORLD.channel, '100');

describe('private answers in a channel', () => {
  test('go to the person’s own chat with the name of their place; presses there count in the channel', async () => {
    await open();
    await rig.house.type('mei', 'remind', client);
    await rig.house.quiet();
    expect(rig.fake.in(WORLD.channel)).toEqual([]);
    const [answer] = rig.fake.in('D-mei');
    expect(textOf(answer?.card)).toMatch(/^About #acme/);

    const opened = await rig.house.execute(
      'mei',
      own('mei'),
      answer?.id ?? '',
      actionOf(answer?.card, 'New reminder').data,
    );
    await rig.house.quiet();
    const form = rig.fake.in('D-mei').at(-1);
    expect(opened.json.statusCode).toBe(200);
    const { data } = actionOf(form?.card, 'Save');
    await rig.house.execute('mei', own('mei'), form?.id ?? '', {
      ...data,
      [inputId.one('text')]: 'Send the logo',
      [inputId.one('when')]: 'tomorrow 3pm',
      [inputId.typed('channel')]: 'here',
    });
    await rig.house.quiet();
    expect(textOf(form?.card)).toMatch(/^About #acme I will remind/);
    await rig.house.at('2026-11-24T15:00:00Z');
    expect(textsIn(WORLD.channel).join()).toContain('Send the logo');
  });

  test('are updated in that chat, and keep the name of their place', async () => {
    await open();
    await rig.house.type('mei', 'remind me "Send the invoice" tomorrow 3pm', client);
    await rig.house.quiet();
    const [told] = rig.fake.in('D-mei');
    await rig.house.execute('mei', own('mei'), told?.id ?? '', actionOf(told?.card, 'Delete').data);
    await rig.house.quiet();
    expect(rig.fake.in('D-mei')).toHaveLength(1);
    expect(textOf(told?.card)).toMatch(/^About #acme .*Deleted/);
  });

  test('belong to that person: another person’s press with the same id counts in its own place', async () => {
    await open();
    await rig.house.type('mei', 'remind', client);
    await rig.house.quiet();
    const [answer] = rig.fake.in('D-mei');
    await rig.house.execute('li', own('li'), answer?.id ?? '', pressData(press('help show')));
    await rig.house.quiet();
    expect(textsIn('D-li').join()).not.toContain('#acme');
  });

  test('are targeted messages if the tenant has them', async () => {
    await open({ config: { app: undefined, targeted: true } });
    await rig.house.type('mei', 'remind', client);
    await rig.house.quiet();
    expect(rig.fake.posts.map(({ conversation, only }) => [conversation, only])).toEqual([
      [`${WORLD.channel};messageid=100`, 'mei'],
    ]);
  });

  test('are updated in place as targeted messages', async () => {
    await open({ config: { app: undefined, targeted: true } });
    await rig.house.type('ana', 'the logo is broken', client);
    await rig.house.quiet();
    const [question] = rig.fake.in(WORLD.channel);
    const heard = await rig.house.execute('ana', client, question?.id ?? '', actionOf(question?.card, 'Problem').data);
    await rig.house.quiet();
    expect(rig.fake.in(WORLD.channel).map(({ only, edits }) => [only, edits])).toEqual([['ana', 1]]);
    expect(heard.json.value).toEqual(question?.card);
  });

  test('answer a private message there, also a sensitive one, without any other reader', async () => {
    await open({ config: { app: undefined, targeted: true } });
    const privately = { recipient: { ...WORLD.bot, isTargeted: true }, textFormat: 'plain' };
    await rig.house.said(
      activity(rig.fake.serviceUrl, 'mei', channel(WORLD.channel), { ...privately, text: 'project' }),
    );
    await rig.house.said(
      activity(rig.fake.serviceUrl, 'ana', channel(WORLD.channel), { ...privately, text: 'the logo is broken' }),
    );
    await rig.house.quiet();
    expect(rig.fake.posts.map(({ conversation, only, card }) => [conversation, only, textOf(card)])).toEqual([
      [WORLD.channel, 'mei', expect.stringContaining('Acme shop')],
      [WORLD.channel, 'ana', expect.stringContaining('the logo is broken')],
    ]);
  });

  test.each([
    ['refused: the own chat', { status: 400, code: 'BadArgument' }, ['D-mei']],
    ['perhaps there: not said twice', { status: 502, posts: true }, [`${WORLD.channel};messageid=100`]],
  ])('a targeted message that is %s', async (_name, fault, where) => {
    await open({ config: { app: undefined, targeted: true } });
    rig.fake.faults.push(fault);
    await rig.house.type('mei', 'remind', client);
    await rig.house.quiet();
    expect(rig.fake.posts.map(({ conversation }) => conversation)).toEqual(where);
  });
});

describe('text that is typed where a client reads', () => {
  beforeEach(() => open());

  test('is refused privately if it is sensitive, and never repeated', async () => {
    const secret = 'Umbrella takeover';
    await rig.house.type('mei', `project new "${secret}" client:Acme`, client);
    await rig.house.quiet();
    expect(rig.fake.in(WORLD.channel)).toEqual([]);
    const said = textsIn('D-mei').join();
    expect(said).not.toBe('');
    expect(JSON.stringify(rig.fake.posts)).not.toContain(secret);
    expect((await rig.house.projects.all(rig.house.scope)).map(({ name }) => name)).not.toContain(secret);
  });

  test('gets its form privately', async () => {
    await rig.house.type('mei', 'remind', channel(WORLD.channel));
    await rig.house.type('mei', 'remind "no time given"', channel(WORLD.channel));
    await rig.house.quiet();
    expect(rig.fake.in(WORLD.channel)).toEqual([]);
    expect(JSON.stringify(rig.fake.in('D-mei').at(-1)?.card)).toContain('no time given');
  });

  test('by a contact is stored, and its kind is asked for in their language, in their own chat', async () => {
    await rig.house.type('li', '网站打不开了！', client, { locale: 'zh-CN', localTimezone: 'Asia/Shanghai' });
    await rig.house.quiet();
    expect(textsIn('D-li').join()).toContain('网站打不开了！');
    expect(rig.fake.in(WORLD.channel)).toEqual([]);
  });
});

test('a picture without text is reported as not received, and formatted text is text', async () => {
  await open();
  const picture = [{ contentType: 'image/*', contentUrl: 'https://smba.trafficmanager.net/x' }];
  await rig.house.said(activity(rig.fake.serviceUrl, 'ana', own('ana'), { attachments: picture }));
  await rig.house.said(
    activity(rig.fake.serviceUrl, 'li', client, { ...words('', client), attachments: picture, locale: 'zh-CN' }),
  );
  await rig.house.type('mei', 'help', own('mei'), {
    attachments: [{ contentType: 'text/html', content: '<p>help</p>' }],
  });
  await rig.house.quiet();
  expect(textsIn('D-ana')).toEqual([expect.stringContaining('I read words alone')]);
  expect(textsIn('D-li')).toEqual([expect.stringContaining('收不到图片和文件')]);
  expect(textsIn('D-mei').join()).toContain('What I can do');
});

test('after a crash the answer is delivered late, to its place', async () => {
  await open();
  await rig.house.type('mei', 'remind', client);
  await rig.house.quiet();
  const [answer] = rig.fake.in('D-mei');
  const place = {
    conversation: WORLD.channel,
    kind: 'channel' as const,
    name: 'acme',
    thread: '100',
    message: answer?.id ?? '',
  };
  const event = {
    kind: 'action' as const,
    ...{ id: 'e1', installation: { platform: 'teams' as const, tenant: WORLD.tenant } },
    ...{
      from: { user: 'mei', tenant: WORLD.tenant, name: 'Mei Chen', outsider: false },
      place,
      payload: press('help show'),
    },
  };
  await rig.house.edge.answerLate(event, {
    kind: 'update',
    message: { audience: 'internal', fallbackText: 'late news', blocks: [{ kind: 'text', text: 'late news' }] },
  });
  expect(textOf(answer?.card)).toContain('late news');
  expect(answer?.edits).toBe(1);
});
