import { deliveries } from '../../src/core/delivery/outbox.ts';
import type { Message } from '../../src/core/message.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { fakePlatform } from './platform.ts';
import { instance, workDatabase } from './work.ts';

export const START = '2026-11-23T08:00:00Z';

export async function house(platform = fakePlatform(), more: Parameters<typeof instance>[3] = {}) {
  const db = await workDatabase();
  const clock = stoppedClock(START);
  const rows = db.everywhere(deliveries);
  const byKey = async (key: string) => {
    const row = await rows.findOne({ key });
    if (row === undefined) throw new Error(`no delivery ${key}`);
    return row;
  };
  return { db, clock, platform, rows, byKey, ...instance(db, clock, platform, more) };
}

/** A promise that the test settles. */
export function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** The commands of a message's buttons. */
export const buttonsOf = (message: Message | undefined) =>
  (message?.blocks ?? [])
    .flatMap((block) => (block.kind === 'actions' ? block.items : []))
    .flatMap((item) => (item.kind === 'button' ? [item.payload.command] : []));
