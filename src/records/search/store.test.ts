import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Composed, composed, settle } from '../../../test/fakes/composed.ts';
import { authorize, type Scope, systemScope } from '../../core/access.ts';
import type { Findable, FindOptions } from './store.ts';

let house: Composed;
const scope = systemScope('w1');
beforeEach(async () => {
  house = await composed();
});
afterEach(() => house.db.close());

const minute = (count: number) => new Date(Date.UTC(2026, 10, 23, 9, count));
const put = (number: number, words: string | readonly string[], more: Partial<Findable> = {}) =>
  house.search.put(scope, {
    ref: `entry:${number}`,
    projectId: 'p1',
    kind: 'risk',
    audience: 'internal',
    words: typeof words === 'string' ? [words] : words,
    at: minute(number),
    ...more,
  });
const found = async (typed: string, more: Partial<FindOptions> = {}, by: Scope = scope) =>
  (await house.search.find(by, typed, { audience: 'internal', limit: 20, ...more })).map(({ _id }) => _id);

describe('find', () => {
  beforeEach(async () => {
    await put(1, ['Vendor late', 'The vendor of the payment gateway is late']);
    await put(2, '支付接口延期，供应商没有回复');
    await put(3, 'Gateway payment was late; API 接口 ok', { projectId: 'p2' });
    await put(4, 'Nothing to see');
  });

  test('finds rows with all words, newest first, in English and in Chinese', async () => {
    expect(await found('late PAYMENT')).toEqual(['entry:3', 'entry:1']);
    expect(await found('late vendor')).toEqual(['entry:1']);
    expect(await found('接口')).toEqual(['entry:3', 'entry:2']);
    expect(await found('延期接口')).toEqual([]);
    expect(await found('延期 接口')).toEqual(['entry:2']);
    expect(await found('late 接口')).toEqual(['entry:3']);
    expect(await found('late tomorrow')).toEqual([]);
  });

  test('finds a quoted phrase as it is written', async () => {
    expect(await found('"payment gateway"')).toEqual(['entry:1']);
    expect(await found('“Gateway payment”')).toEqual(['entry:3']);
    expect(await found('"gateway late"')).toEqual([]);
  });

  test('finds nothing for nothing', async () => {
    expect(await found(' ')).toEqual([]);
    expect(await found('"…"')).toEqual([]);
    expect(await found('late', { projectIds: [] })).toEqual([]);
  });

  test('stays in the named projects, in the workspace, and in the limit', async () => {
    expect(await found('late', { projectIds: ['p2', 'p3'] })).toEqual(['entry:3']);
    expect(await found('late', {}, systemScope('w2'))).toEqual([]);
    expect(await found('late', { limit: 1 })).toEqual(['entry:3']);
    expect(await found('"late"', { limit: 1 })).toEqual(['entry:3']);
  });

  test('looks for a phrase in the 200 newest rows with its terms', async () => {
    await put(59, 'alpha beta');
    for (let number = 1; number <= 199; number++)
      await put(number, 'beta alpha', { ref: `other:${number}`, at: minute(60 + number) });
    expect(await found('"alpha beta"')).toEqual(['entry:59']);
    await put(200, 'beta alpha', { ref: 'other:200', at: minute(300) });
    expect(await found('"alpha beta"')).toEqual([]);
    expect(await found('"beta alpha"', { limit: 2 })).toEqual(['other:200', 'other:199']);
  });
});

describe('a row', () => {
  test('is replaced by the next words of its thing, and a repeat changes nothing', async () => {
    await put(1, 'old words');
    await put(1, 'new words', { projectId: 'p2', at: minute(9) });
    await put(1, 'new words', { projectId: 'p2', at: minute(9) });
    expect(await found('old')).toEqual([]);
    expect(await house.search.find(scope, 'words', { audience: 'internal', limit: 5 })).toMatchObject([
      { _id: 'entry:1', projectId: 'p2', at: minute(9), text: 'new words' },
    ]);
  });

  test('goes with its last word, and both rows go with their thing', async () => {
    await put(1, 'ours');
    await put(1, 'theirs', { audience: 'client' });
    await put(1, [], { audience: 'client' });
    expect(await found('theirs', { audience: 'client' })).toEqual([]);
    expect(await found('ours')).toEqual(['entry:1']);
    await put(1, 'theirs', { audience: 'client' });
    await house.search.remove(systemScope('w2'), 'entry:1');
    expect(await found('theirs', { audience: 'client' })).toEqual(['entry:1:client']);
    await house.search.remove(scope, 'entry:1');
    await house.search.remove(scope, 'entry:1');
    expect([...(await found('ours')), ...(await found('theirs', { audience: 'client' }))]).toEqual([]);
  });

  test('of the client never betrays our words, nor ours the other way round', async () => {
    await put(1, 'the canary in our words');
    await put(1, 'the wording', { audience: 'client' });
    expect(await found('canary', { audience: 'client' })).toEqual([]);
    expect(await found('the', { audience: 'client' })).toEqual(['entry:1:client']);
    expect(await found('wording')).toEqual([]);
  });
});

test('a contact looks through published rows of named projects only', async () => {
  const { ana, project, workspace } = await settle(house, { tenant: 'here' });
  const actor = {
    ...{ workspaceId: workspace._id, personId: ana._id, name: ana.name, locale: 'en' as const, zone: 'UTC' },
    user: { platform: 'playground' as const, tenant: 'here', user: 'ana' },
    standing: { side: 'client' as const, role: 'approver' as const, clientId: project.clientId },
  };
  const theirs = authorize(actor, 'view', undefined, house.clock.now());
  await expect(found('late', { projectIds: [project._id] }, theirs)).rejects.toMatchObject({ code: 'internal' });
  await expect(found('late', { audience: 'client' }, theirs)).rejects.toMatchObject({ code: 'internal' });
  expect(await found('late', { audience: 'client', projectIds: [project._id] }, theirs)).toEqual([]);
});
