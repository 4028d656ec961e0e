import { createAuthentication } from '../../adapters/teams/auth.ts';
import { createConnector, createTransport } from '../../adapters/teams/connector.ts';
import { createPlatform } from '../../adapters/teams/platform.ts';
import { teamsCollections } from '../../adapters/teams/referenceRows.ts';
import { createReferences } from '../../adapters/teams/references.ts';
import { createSending } from '../../adapters/teams/send.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import type { Logger } from '../../src/ground/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { checkCard } from '../checkers/adaptiveCard.ts';
import { describePlatform } from '../contracts/platform.ts';
import type { Fault, Person, PlatformUnderTest, PlatformWorld, ShownPost } from '../contracts/platformWorld.ts';
import { readCard } from '../replay/readCard.ts';
import { WORLD } from './agentsPlayground.ts';
import { startFakeConnector } from './fakeConnector.ts';
import { ownCredentials } from './signing.ts';

const APP = '11111111-2222-3333-4444-555555555555';
const ELSEWHERE = '00000000-0000-0000-0000-0000000000099';
const [SHARED, INSIDE, TEAM] = ['19:acme@thread.tacv2', '19:inside@thread.tacv2', '19:team@thread.tacv2'];

const worldWith =
  (targeted: boolean) =>
  async (log: Logger): Promise<PlatformWorld> => {
    const fake = await startFakeConnector();
    const db = await openDatabase({ memory: true });
    await db.prepare(teamsCollections);
    const clock = stoppedClock('2026-11-23T09:00:00Z');
    const app = {
      type: 'SingleTenant' as const,
      appId: APP,
      password: 'never-used-0123456789',
      tenantId: WORLD.tenant,
    };
    const authentication = createAuthentication({
      app,
      transport: createTransport({ local: true, clock }),
      credentials: ownCredentials(APP),
    });
    const connector = createConnector(authentication, { local: true });
    const references = createReferences({ db });
    const platform = createPlatform(createSending({ connector, references, clock, log, targeted, dialogs: true }), {
      connector,
      references,
      log,
    });

    const place = { platform: 'teams', tenant: WORLD.tenant } as const;
    const to = <A extends 'client' | 'internal'>(conversation: string, audience: A) => ({
      ...place,
      conversation,
      audience,
    });
    const see = (conversation: string) =>
      references.see(
        { tenant: WORLD.tenant, conversation, kind: 'channel', name: 'acme', team: TEAM, thread: undefined },
        { serviceUrl: fake.serviceUrl, bot: WORLD.bot.id, user: undefined },
      );
    const [blocked, deleted, left] = ['19:blocked@thread.tacv2', '19:deleted@thread.tacv2', '19:left@thread.tacv2'];
    for (const conversation of [blocked, deleted, left, SHARED, INSIDE]) await see(conversation);
    await references.bury(WORLD.tenant, left, { why: 'notInChannel', reason: 'Rapport was taken out' });
    fake.closed
      .set(blocked, { status: 403, code: 'MessageWritesBlocked' })
      .set(deleted, { status: 404, code: 'ConversationNotFound' });

    const ours = [
      { id: 'mei', name: 'Mei Chen', tenantId: WORLD.tenant },
      { id: 'tom', name: 'Tom Berg', tenantId: WORLD.tenant },
    ];
    fake.rosters.set(INSIDE, ours);
    fake.everybody.push(...ours, { id: 'ana', name: 'Ana Lima', tenantId: ELSEWHERE });

    return {
      platform,
      installation: place,
      user: (person) => ({ ...place, tenant: person === 'ana' ? ELSEWHERE : WORLD.tenant, user: person }),
      shared: to(SHARED, 'client'),
      inside: to(INSIDE, 'internal'),
      dead: {
        'a channel that is not there any more': { to: to(deleted, 'client'), reason: 'channelGone' },
        'a channel that we never were in': { to: to('19:never@thread.tacv2', 'client'), reason: 'notInChannel' },
        'a channel that we were taken out of': { to: to(left, 'client'), reason: 'notInChannel' },
        'a conversation that blocked us': { to: to(blocked, 'client'), reason: 'blocked' },
        'another installation': {
          to: { ...place, tenant: 'T0FOREIGN', conversation: SHARED, audience: 'client' },
          reason: 'disconnected',
        },
      },
      async read(person, conversation) {
        const isDirect = conversation.startsWith('D-');
        const isIn = isDirect
          ? conversation === `D-${person}`
          : (fake.rosters.get(conversation) ?? fake.everybody).some(({ id }) => id === person);
        if (!isIn) return [];
        return fake
          .in(conversation)
          .filter(({ only }) => only === undefined || only === person)
          .map(
            ({ id, conversation: where, card }): ShownPost => ({
              id,
              thread: where.split(';messageid=')[1],
              ...readCard(card),
            }),
          );
      },
      close: (person: Person) => void fake.unreachable.add(person),
      fail(fault: Fault) {
        if (fault === 'silent') fake.silent = true;
        else
          fake.faults.push(
            fault === 'before'
              ? 'reset'
              : fault === 'after'
                ? 'lost'
                : { status: 429, headers: { 'Retry-After': '1' } },
          );
      },
      problems: () => fake.posts.flatMap(({ card }) => checkCard(card)),
      async end() {
        await fake.stop();
        await db.close();
      },
    };
  };

const under: Omit<PlatformUnderTest, 'open' | 'whispers'> = {
  faults: ['before', 'after', 'busy', 'silent'],
  // Teams has no look-up of a bot's posts.
  finds: false,
  secrets: ['token-of-ours', 'never-used-0123456789'],
};
describePlatform('Teams', { ...under, open: worldWith(false), whispers: 'direct' });
// Silence is the same for both, and takes time.
const faults = under.faults.filter((fault) => fault !== 'silent');
describePlatform('Teams with targeted messages', { ...under, faults, open: worldWith(true), whispers: 'there' });
