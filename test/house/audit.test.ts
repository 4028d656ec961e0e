import { beforeEach, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import { auditEntries } from '../../src/core/auditLog.ts';
import type { EventKind, EventOf, FormValues, InboundEvent } from '../../src/core/platform.ts';
import { READING_VERBS } from '../../src/core/verbs.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { subjectsNow, untoldSince } from '../fakes/untold.ts';

let house: Composed;
let here: Settled;
/** What the commands below are about, by a short name. */
let ids: Record<string, string>;
beforeEach(async () => {
  house = await composed();
  here = await settle(house, { tenant: 'here' });
  await given('mei', 'reminder new', { text: 'Assets', when: 'every Monday 9:00' });
  await given('tom', 'reminder new', { channel: '<#C-client-here>', text: 'Logo', when: 'tomorrow 9:00' });
  await given('cai', 'words new', { sort: 'problem', text: 'It is down' });
  await given('mei', 'project import', { table: 'client,project\nCato,Cato site' });
  const kept = async (name: string, filter = {}) => {
    const definition = house.collections.find((one) => one.name === name);
    if (definition === undefined) throw new Error(`no collection ${name}`);
    const [found] = await house.db.within(definition, here.scope).find(filter);
    return found?._id ?? '';
  };
  ids = {
    reminder: await kept('reminders', { state: 'active' }),
    asked: await kept('reminders', { state: 'asked' }),
    words: await kept('words'),
    draft: await kept('importDrafts'),
    internal: here.internalChannel._id,
    project: here.project._id,
    zoe: (
      await house.people.see(here.scope, {
        platform: 'playground',
        tenant: 'here',
        user: 'zoe',
        via: 'here',
        name: 'Zoe',
      })
    ).person._id,
  };
  const before = await subjectsNow(house);
  return async () => {
    // Whatever the test did: no subject changes past its history.
    expect(await untoldSince(house, before)).toEqual([]);
    await house.db.close();
  };
});

const happens = (event: InboundEvent) => house.bot.handle(event).reply;
const given = (as: string, command: string, input: FormValues) =>
  happens(
    eventIn('here', 'formSubmit', as, { place: { conversation: `D-${as}`, kind: 'direct' }, command, values: input }),
  );

/** The record: everything that somebody would miss, without what the machinery keeps for itself. */
async function record(): Promise<string> {
  const own = [
    'auditEntries',
    'history',
    'inbox',
    'deliveries',
    'posts',
    'schedules',
    'counters',
    'ledger',
    'shownLists',
    'undos',
  ];
  const kept = house.collections.filter(({ name }) => !own.includes(name));
  const rows = kept.map((one) =>
    (one.tenancy === 'workspace' ? house.db.within(one, here.scope) : house.db.everywhere(one)).find(
      {},
      { sort: { _id: 1 } },
    ),
  );
  return JSON.stringify(await Promise.all(rows));
}
const trail = (): Promise<AuditEntry[]> =>
  house.db.within(auditEntries, here.scope).find({}, { sort: { at: 1, _id: 1 } });

/** Every command that changes the record, with somebody who may and input that does; `$name` is one of `ids`. */
const changing: Record<string, [as: string, input: FormValues]> = {
  'away new': ['tom', { from: '2026-12-01', until: '2026-12-04', cover: '@Mei' }],
  'budget edit': ['mei', { profile: 'off', project: 'ACME' }],
  'client edit': ['mei', { client: 'Acme', note: 'Likes short mails' }],
  'client new': ['mei', { name: 'Borealis', language: 'en' }],
  'connect new': ['root', {}],
  'contact new': ['mei', { name: 'Di', client: 'Acme', role: 'viewer' }],
  'delivery pause': ['root', {}],
  'desk post': ['mei', { project: 'ACME' }],
  'holiday new': ['mei', { dates: '2026-12-24', kind: 'off', project: 'ACME' }],
  'link check': ['mei', { channel: '$internal' }],
  'link new': ['mei', { channel: '<#C-new>', kind: 'client', project: 'OTHER' }],
  'me edit': ['ana', { language: 'zh-CN' }],
  'me link': ['ana', {}],
  'person confirm': ['mei', { person: '$zoe', project: '$project', as: 'viewer' }],
  'person erasenow': ['root', { person: 'Tom Berg' }],
  'person leave': ['root', { person: '@Tom' }],
  'person link': ['mei', { person: '$zoe', to: '@Ana' }],
  'project assign': ['mei', { project: 'ACME', manager: '@Tom' }],
  'project edit': ['mei', { project: 'ACME', note: 'Beta in May' }],
  'project import': ['mei', { table: 'client,project\nDelta,Delta site' }],
  'project importnow': ['mei', { draft: '$draft' }],
  'project new': ['mei', { name: 'Second shop', client: 'Acme' }],
  'rehearsal new': ['mei', { state: 'on', project: 'ACME' }],
  'reminder allow': ['mei', { reminder: '$asked' }],
  'reminder assign': ['mei', { reminder: '$reminder', to: '@Tom' }],
  'reminder delete': ['mei', { reminder: '$reminder' }],
  'reminder edit': ['mei', { reminder: '$reminder', text: 'All assets' }],
  'reminder new': ['ana', { text: 'Sign', when: 'tomorrow 9:00' }],
  'reminder refuse': ['mei', { reminder: '$asked' }],
  'reminder snooze': ['mei', { reminder: '$reminder', by: '1h' }],
  'role new': ['root', { person: '@Tom', role: 'director' }],
  'setup new': ['mei', { client: 'Borealis', kind: 'client', language: 'en', channel: '<#C-new>' }],
  'unlink new': ['mei', { channel: '#acme' }],
  'words assign': ['mei', { id: '$words', to: '@Tom' }],
  'words edit': ['mei', { id: '$words', sort: 'change' }],
  'words done': ['mei', { id: '$words' }],
  'words reply': ['mei', { id: '$words', text: 'We look at it.' }],
  'words new': ['zoe', { sort: 'question', text: 'When?' }],
};
/**
 * Commands that change nothing but a plan of the machinery's, or nothing where nothing happened before; each is on the
 * trail all the same.
 */
const quiet: Record<string, [as: string, input: FormValues]> = {
  'me exportfile': ['ana', {}],
  'reminder pause': ['mei', { reminder: '$reminder' }],
  'reminder now': ['mei', { reminder: '$reminder' }],
  'reminder skip': ['mei', { reminder: '$reminder' }],
  'reminder done': ['mei', { reminder: '$reminder' }],
  'reminder resume': ['mei', { reminder: '$reminder' }],
  'today edit': ['mei', { morning: 'on', at: '08:30' }],
};
/**
 * Commands that are tried elsewhere, since they need something that happened before: a pause, an absence, a parked
 * delivery.
 */
const elsewhere = [
  'away accept',
  'away decline',
  'away done',
  'delivery resume',
  'delivery retry',
  'delivery drop',
  'delivery there',
  'delivery again',
  'delivery post',
  'delivery wait',
  'delivery undo',
  'holiday delete',
  'reminder undo',
  'words allow',
  'words undo',
  'words refuse',
  'words sort',
];

/** Commands that show what another one would do. */
const previews = ['person erase'];

test('every command is known to change the record or only to read it', () => {
  const names = house.registry.commands.filter(({ verb }) => !READING_VERBS.has(verb)).map(({ name }) => name);
  expect(names.sort()).toEqual([...Object.keys(changing), ...Object.keys(quiet), ...elsewhere, ...previews].sort());
});

test.each(Object.entries({ ...changing, ...quiet }))(
  '%s is on the trail: who, what, when and from where',
  async (name, [as, input]) => {
    const [before, told] = [await record(), (await trail()).length];
    const values = Object.fromEntries(
      Object.entries(input).map(([key, value]) => [
        key,
        String(value).replace(/^\$(\w+)$/, (_, which) => ids[which] ?? ''),
      ]),
    );
    house.clock.advance(60_000);
    const reply = await given(as, name, values);
    if (name in changing && name !== 'link check' && name !== 'desk post')
      expect(await record(), JSON.stringify(reply)).not.toBe(before);
    const entries = (await trail()).slice(told);
    if (name === 'project import') return expect(entries).toEqual([]);
    expect(entries.length, JSON.stringify(reply)).toBeGreaterThan(0);
    const who = await house.people.byUser(here.scope, { platform: 'playground', tenant: 'here', user: as });
    const by = as === 'zoe' ? 'playground/here/zoe' : who?.person._id;
    for (const entry of entries) {
      expect(entry).toMatchObject({
        by,
        byName: who?.person.name,
        at: house.clock.now(),
        from: `playground/direct D-${as}`,
      });
      expect(entry.subject).toMatch(/^\w+:\w/);
    }
  },
);

test('whatever is read leaves no mark', async () => {
  const told = (await trail()).length;
  for (const { name } of house.registry.commands.filter(({ verb }) => READING_VERBS.has(verb)))
    await given('root', name, { project: 'ACME', client: 'Acme', reminder: '1' });
  expect((await trail()).length).toBe(told);
});

test.each<[EventKind, string, Record<string, unknown>]>([
  ['channelRenamed', 'channel renamed', { name: 'acme-new' }],
  ['channelShared', 'channel shared', {}],
  ['channelArchived', 'channel archived', {}],
  ['channelDeleted', 'channel deleted', {}],
  ['channelIdChanged', 'channel moved', {}],
])('%s is on the trail, once however often it is told', async (kind, action, place) => {
  const event = (name = {}) =>
    eventIn('here', kind, 'mei', {
      place: { conversation: here.internalChannel.conversation, kind: 'channel', ...place, ...name },
      ...(kind === 'channelIdChanged' ? { newConversation: 'C-moved' } : {}),
    } as unknown as Partial<EventOf<EventKind>>);
  await happens(event());
  await happens(event());
  const entries = (await trail()).filter((entry) => entry.action === action);
  expect(entries).toMatchObject([
    { by: here.mei._id, subject: `channel:${ids.internal}`, projectId: here.project._id, from: `playground/${kind}` },
  ]);
  expect(entries[0]?.before).not.toBe(entries[0]?.after);
});

test('a stop of posting is on the trail, with who was seen', async () => {
  const place = { conversation: here.internalChannel.conversation, kind: 'channel' as const };
  await happens(eventIn('here', 'memberJoined', 'ana', { place, bot: false }));
  expect((await trail()).at(-1)).toMatchObject({
    action: 'channel stop',
    by: 'rapport',
    after: '{"reason":"contact","who":"Ana Lima"}',
    projectId: here.project._id,
  });
});

test('an installation that goes and comes back is on the trail', async () => {
  await happens(eventIn('here', 'uninstalled', 'root'));
  await happens(eventIn('here', 'installed', 'root'));
  expect((await trail()).slice(-2)).toMatchObject([
    { action: 'installation uninstalled', subject: 'installation:playground/here', from: 'playground/uninstalled' },
    { action: 'installation back' },
  ]);
});

test('a contact’s own words are on the trail under whoever wrote them, also when nobody has confirmed them', async () => {
  await happens(
    eventIn('here', 'mention', 'zoe', {
      place: { conversation: 'C-client-here', kind: 'channel' },
      text: 'the cart is empty!!',
    }),
  );
  expect((await trail()).at(-1)).toMatchObject({
    action: 'words new',
    by: 'playground/here/zoe',
    after: '{"text":"the cart is empty!!"}',
    projectId: here.project._id,
  });
});
