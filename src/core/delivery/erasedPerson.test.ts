import { expect, test } from 'vitest';
import type { Subject } from '../kept.ts';
import { readMessage } from './compose.ts';
import { type Delivery, deliveries } from './outbox.ts';

const subject = (name: string): Subject => ({
  workspaceId: 'w',
  side: 'client',
  personIds: ['p1'],
  name,
  users: [],
  directs: [],
  at: new Date('2026-11-23T09:00:00Z'),
});

/** A message that waits for others, as an erasure of this person leaves it. */
function leftOf(text: string, name: string) {
  const message = JSON.stringify({ audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] });
  const row = { to: { platform: 'slack', conversation: 'C1' }, message, state: 'waiting' } as Delivery;
  const { person } = deliveries;
  const change = 'none' in person || person.erase === 'delete' ? undefined : person.erase(row, subject(name));
  const set = typeof change === 'object' ? (change.$set as { message: string }) : undefined;
  return readMessage(set?.message ?? '');
}

test('a waiting message to others is sent without the name of an erased person', () => {
  expect(leftOf('Ana asked for it', 'Ana')?.fallbackText).toBe('Erased · 已删除 2026-11-23 asked for it');
});

test.each(['text', 'client', 'kind'])('a person called %s takes no part of the message along', (name) => {
  expect(leftOf(`${name} asked for it`, name)).toMatchObject({
    audience: 'client',
    blocks: [{ kind: 'text', text: 'Erased · 已删除 2026-11-23 asked for it' }],
  });
});
