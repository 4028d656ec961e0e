import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputId } from '../../adapters/teams/formState.ts';
import { actionOf, partsOf, textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, own, words } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

let fake: FakeConnector;
let house: HouseBeside;
beforeEach(async () => {
  fake = await startFakeConnector();
  house = await houseBeside(fake);
  fake.posts.length = 0;
});
afterEach(async () => {
  await house.close();
  await fake.stop();
});

const client = channel(WORLD.channel, '100');
const textsIn = (conversation: string) => fake.in(conversation).map(({ card }) => textOf(card));

describe('mentioned people', () => {
  const nina = { id: '29:1nina', name: 'Nina Neu' };
  const mention = (who: { id: string; name: string }) => ({
    type: 'mention',
    mentioned: who,
    text: `<at>${who.name}</at>`,
  });
  const calls = (text: string, who: { id: string; name: string }) => {
    const called = words(text, client);
    return { ...called, entities: [...(called.entities as object[]), mention(who)] };
  };

  test('a colleague who has never used Rapport is identified by the roster', async () => {
    fake.everybody.push({ ...nina, tenantId: WORLD.tenant, userRole: 'user' });
    await house.said(
      activity(fake.serviceUrl, 'mei', client, calls('remind <at>Nina Neu</at> "Call Acme" tomorrow 3pm', nina)),
    );
    await house.quiet();
    expect(textsIn('D-mei').at(-1)).toContain('I will remind Nina Neu: Call Acme');
  });

  test('so is one who is chosen in a form', async () => {
    fake.everybody.push({ ...nina, tenantId: WORLD.tenant, userRole: 'user' });
    await house.type('mei', 'remind "Call Acme"', client);
    await house.quiet();
    const form = fake.in('D-mei').at(-1);
    const [choice] = partsOf(form?.card, 'Input.ChoiceSet')
      .flatMap(({ choices }) => (choices as { title: string; value: string }[]) ?? [])
      .filter(({ title }) => title === 'Nina Neu');
    const { data } = actionOf(form?.card, 'Save');
    await house.execute('mei', own('mei'), form?.id ?? '', {
      ...data,
      ...{
        [inputId.one('text')]: 'Call Acme',
        [inputId.one('for')]: choice?.value,
        [inputId.one('when')]: 'tomorrow 3pm',
      },
    });
    await house.quiet();
    expect(textOf(form?.card)).toContain('I will remind Nina Neu: Call Acme');
  });

  test('a person that Teams does not identify is shown in the form as typed, never by an id', async () => {
    await house.said(
      activity(fake.serviceUrl, 'mei', client, calls('remind <at>Nina Neu</at> "Call Acme" tomorrow 3pm', nina)),
    );
    await house.quiet();
    const card = fake.in('D-mei').at(-1)?.card;
    expect(textOf(card)).toContain('I do not know “@Nina Neu”');
    expect(partsOf(card, 'Input.ChoiceSet').flatMap(({ choices }) => choices)).toContainEqual({
      title: 'Nina Neu',
      value: '<@29:1nina|Nina Neu>',
    });
  });

  test('a mention within a text stays there by name', async () => {
    const tom = { id: 'tom', name: 'Tom Berg' };
    await house.said(
      activity(fake.serviceUrl, 'mei', client, calls('remind me "Ask <at>Tom Berg</at> for it" tomorrow 3pm', tom)),
    );
    await house.said(activity(fake.serviceUrl, 'ana', client, calls('<at>Tom Berg</at> promised the logo', tom)));
    await house.quiet();
    expect(textsIn('D-mei').at(-1)).toContain('Ask @Tom Berg for it');
    expect(textsIn('D-ana').at(-1)).toContain('@Tom Berg promised the logo');
  });
});
