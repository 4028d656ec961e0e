import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { house } from '../../../test/fakes/senders.ts';
import { channel, fakeDirectory, gateThat, outgoing, PROJECT } from '../../../test/fakes/work.ts';

test('a rehearsed project posts to its internal channel, marked in the language of that channel', async () => {
  const { outbox, sender, platform, byKey } = await house(fakePlatform(), {
    gate: gateThat(() => ({ verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' })),
    directory: fakeDirectory({
      reachChannel: async () => ({
        to: channel('C-team', 'internal'),
        name: '#team',
        locale: 'zh-CN',
        zone: 'Asia/Shanghai',
        projectId: PROJECT,
      }),
    }),
  });
  await outbox.enqueue(outgoing('k1'));

  await sender.tick();

  expect(platform.posts[0]?.to).toMatchObject({ conversation: 'C-team', audience: 'internal' });
  expect(platform.posts[0]?.message).toMatchObject({
    audience: 'internal',
    blocks: [
      { kind: 'context', text: '演练：正式运行时会发送到 #acme。' },
      { kind: 'text', text: 'k1' },
    ],
  });
  expect(await byKey('k1')).toMatchObject({
    state: 'sent',
    rehearsalOf: '#acme',
    to: { conversation: 'C1' },
    target: { conversation: 'C-team' },
  });
});

test('two rehearsed conversations never post into the internal channel at the same time', async () => {
  const { outbox, sender, platform, clock } = await house(fakePlatform(), {
    gate: gateThat(() => ({ verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' })),
  });
  for (let index = 0; index < 12; index++) {
    await outbox.enqueue(outgoing(`k${index}`, `C${index % 4}`));
    clock.advance(1);
  }

  for (let round = 0; round < 12; round++) await sender.tick();

  expect(platform.mostInFlight()).toBe(1);
  expect(new Set(platform.calls).size).toBe(12);
});
