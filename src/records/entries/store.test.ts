import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, house } from '../../../test/fakes/house.ts';
import { systemScope } from '../../core/access.ts';
import { risks } from '../../features/risks/index.ts';
import { newId } from '../../ground/ids.ts';

let here: House;
beforeAll(async () => {
  here = await house();
});
afterAll(() => here.db.close());

const fresh = (title: string, _id = newId()) => ({ _id, projectId: here.project._id, kind: risks.kind, title });
const words = (title: string) => ({ en: { title, by: 'x', at: new Date('2026-11-23T09:00:00Z'), from: 1 } });

describe('numbers', () => {
  test('fifty entries at once get fifty numbers without a gap, and a repeat takes none', async () => {
    const ids = Array.from({ length: 50 }, () => newId());
    const added = await Promise.all(ids.map((id) => here.entries.add(here.scope, fresh('One of many', id))));
    expect(new Set(added.map(({ number }) => number))).toEqual(new Set(ids.map((_, index) => index + 1)));
    const again = await here.entries.add(here.scope, fresh('One of many', ids[7]));
    expect(again).toEqual(added[7]);
    expect((await here.entries.add(here.scope, fresh('The next one'))).number).toBe(51);
  });

  test('the client’s numbers count only what was shared, and stay after it is taken back', async () => {
    const [first, second, third] = await Promise.all(
      ['a', 'b', 'c'].map((title) => here.entries.add(here.scope, fresh(title))),
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error('nothing was added');
    const shared = await here.entries.publish(here.scope, third, words('For them'));
    const back = await here.entries.withdraw(here.scope, shared);
    const other = await here.entries.publish(here.scope, first, words('For them too'));
    const again = await here.entries.publish(here.scope, back, words('For them'));
    expect([shared.clientNumber, other.clientNumber, again.clientNumber]).toEqual([1, 2, 1]);
  });
});

describe('a change', () => {
  test('is refused if somebody else was faster, and is found again by a repeat of its own request', async () => {
    const entry = await here.entries.add(here.scope, fresh('Contested'));
    const mine = { ...systemScope(here.workspace._id), requestId: 'R1' };
    const closing = { changes: { state: 'closed' }, event: 'stateChanged' } as const;
    const changed = await here.entries.change(mine, entry, closing);
    await expect(here.entries.change({ ...mine, requestId: 'R2' }, entry, closing)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await here.entries.change(mine, entry, closing)).toMatchObject({
      revision: changed.revision,
      isOpen: false,
      turn: 'nobody',
    });
  });

  test('is in the history with its values, without free words', async () => {
    const entry = await here.entries.add(here.scope, {
      ...fresh('Secret words'),
      details: { probability: 2, prevention: 'Secret plan' },
    });
    const changed = await here.entries.change(here.scope, entry, {
      changes: { details: { probability: 5, trigger: 'Secret sign' } },
      event: 'edited',
    });
    const trail = await here.entries.trailOf(here.scope, changed);
    expect(trail.map(({ kind, revision }) => [kind, revision])).toEqual([
      ['added', 1],
      ['edited', 2],
    ]);
    expect(JSON.parse(trail[1]?.after ?? '{}')).toMatchObject({ 'risk.probability': 5 });
    expect(JSON.stringify(trail)).not.toContain('Secret');
  });
});
