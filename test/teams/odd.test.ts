import { afterAll, beforeAll, expect, test } from 'vitest';
import { nested, spoilt, uncaughtDuring } from '../fakes/odd.ts';
import { WORLD } from './agentsPlayground.ts';
import { activity, channel, own, tell, words } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

let fake: FakeConnector;
let house: HouseBeside;
beforeAll(async () => {
  fake = await startFakeConnector();
  house = await houseBeside(fake);
});
afterAll(async () => {
  await house.close();
  await fake.stop();
});

test.each<[string, string]>([
  ['null', 'null'],
  ['a list', '[]'],
  ['a word', '"x"'],
  ['a number', '5'],
  ['nothing', ''],
  ['half of something', '{"type":'],
  ['an object without a field', '{}'],
  ['a list nested without end', nested],
  [
    'an activity whose value is nested without end',
    JSON.stringify({ ...activity('', 'mei', own('mei')), value: 'VALUE' }).replace('"VALUE"', nested),
  ],
])('%s as an activity is answered, and later activities still work', async (_, body) => {
  let status = 0;
  const uncaught = await uncaughtDuring(async () => {
    status = (await tell(house.endpoint, body.replace('"serviceUrl":""', `"serviceUrl":"${fake.serviceUrl}"`))).status;
  });
  expect(uncaught).toEqual([]);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  expect((await house.type('mei', 'help')).status).toBe(200);
});

test('activities with any part spoilt do no harm, and are no fault of ours', async () => {
  const { serviceUrl } = fake;
  const sent = [
    activity(serviceUrl, 'mei', own('mei'), words('help', own('mei'))),
    activity(serviceUrl, 'mei', channel(WORLD.channel), {
      type: 'conversationUpdate',
      membersAdded: [{ id: 'tom' }],
      channelData: { eventType: 'channelRenamed' },
    }),
    activity(serviceUrl, 'mei', own('mei'), {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { type: 'Action.Execute', verb: 'x', data: { a: { v: 1 } } } },
    }),
    activity(serviceUrl, 'mei', own('mei'), {
      type: 'invoke',
      name: 'task/submit',
      value: { data: { a: { v: 1 } }, context: {} },
    }),
    activity(serviceUrl, 'mei', own('mei'), {
      ...{ type: 'invoke', name: 'composeExtension/fetchTask' },
      value: {
        commandId: 'track',
        messagePayload: {
          id: '1',
          body: { content: 'x', contentType: 'text' },
          from: { user: { displayName: 'Ana' } },
        },
      },
    }),
  ];
  const faults: [number, string][] = [];
  const uncaught = await uncaughtDuring(async () => {
    for (const one of sent)
      for (const odd of spoilt(one)) {
        const { status } = await tell(house.endpoint, odd);
        if (status >= 500 && status !== 501) faults.push([status, JSON.stringify(odd)]);
      }
    await house.edge.close();
  });
  await house.edge.connect(house.bot);
  expect(uncaught).toEqual([]);
  expect(faults).toEqual([]);
});
