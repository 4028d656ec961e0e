import { afterAll, beforeAll, expect, test } from 'vitest';
import { registers } from '../../src/app/registers.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Entry } from '../../src/records/entries/model.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';

/** Is in every internal field. */
const CANARY = 'canary';
/** Was shared once, and is no longer. */
const EARLIER = 'formerly';
const logged: unknown[] = [];
const write = (...line: unknown[]) => void logged.push(line);
const log = { debug: write, info: write, warn: write, error: write, child: () => log } as unknown as Logger;

let here: Composed;
let agency: Settled;
const tenant = 'here';
/** An entry of each register, shared and never shared. */
const all: Entry[] = [];

async function send(kind: 'command' | 'action' | 'formSubmit' | 'mention', from: string, more: object) {
  here.clock.advance(5_000);
  const conversation = from === 'mei' ? 'C-internal' : 'C-client';
  const place = { conversation: `${conversation}-${tenant}`, kind: 'channel' as const };
  return here.bot.handle(eventIn(tenant, kind, from, { place, ...more }) as InboundEvent).reply;
}

beforeAll(async () => {
  here = await composed({ log });
  agency = await settle(here, { tenant });
  for (const { spec, kind } of registers) {
    const words = Object.fromEntries(
      Object.entries(spec.fields).flatMap(([name, field]) =>
        (field.kind === 'text' || field.kind === 'longText') && !spec.seenByClient?.includes(name)
          ? [[name, `${CANARY} ${name}`]]
          : [],
      ),
    );
    const due = spec.due === undefined ? {} : { due: spec.due.isPast === true ? '2026-11-20' : '2026-12-04' };
    for (const title of ['told', 'ours'])
      await send('formSubmit', 'mei', {
        command: `${spec.name} new`,
        values: {
          project: 'ACME',
          ...due,
          ...spec.sample,
          ...words,
          title: `${CANARY} ${title}`,
          note: `${CANARY} note`,
        },
      });
    const [told, ours] = await here.entries.list(agency.scope, { kind: kind.name });
    if (told === undefined || ours === undefined) throw new Error(`no ${spec.name} was added`);
    for (const wording of [`${EARLIER} so`, 'For the client'])
      await send('formSubmit', 'mei', {
        command: `${spec.name} share`,
        values: { number: told._id, en: wording, enMore: wording, zh: wording, zhMore: wording },
      });
    const shared = await here.entries.must(agency.scope, told._id);
    expect(shared.published?.wording.en?.title, spec.name).toBe('For the client');
    all.push(shared, ours);
  }
  // Changes that are not told: also these words are internal.
  for (const { _id, kind } of all)
    await send('formSubmit', 'mei', { command: `${kind} edit`, values: { number: _id, title: `${CANARY} changed` } });
});
afterAll(() => here.db.close());

const numbersOf = ({ kind, number, clientNumber }: Entry) => {
  const { numberKind } = here.entries.kindOf(kind);
  return [`INT-${numberKind}-${number}`, `ACME-INT-${numberKind}-${number}`, `${numberKind}-${clientNumber ?? number}`];
};

test('no contact or stranger reads an internal or earlier word of an entry, by any command, form, number or list', async () => {
  const replies: [string, unknown][] = [];
  const record = async (what: string, reply: Promise<unknown>) => void replies.push([what, await reply]);
  for (const from of ['ana', 'zoe']) {
    for (const entry of all) {
      for (const number of numbersOf(entry)) {
        await record(`${from}: ${number}`, send('mention', from, { text: number }));
        await record(`${from}: edit ${number}`, send('mention', from, { text: `edit ${number} due:nonsense` }));
      }
      const slice = here.slices.find(({ name }) => name === entry.kind);
      for (const { name } of slice?.commands ?? []) {
        const input = { number: entry._id, undo: entry._id };
        await record(`${from}: ${name}`, send('action', from, { payload: { v: 1, command: name, input } }));
        await record(`${from}: form ${name}`, send('formSubmit', from, { command: name, values: input }));
        const opening = { v: 1, command: name, input: { ...input, $form: 'open' } };
        await record(`${from}: opens ${name}`, send('action', from, { payload: opening }));
      }
    }
    for (const { spec } of registers)
      for (const which of ['open', 'all', 'mine'])
        await record(`${from}: ${spec.name} ${which}`, send('mention', from, { text: `${spec.name} list ${which}` }));
    await record(`${from}: today`, send('mention', from, { text: 'today' }));
    await record(`${from}: me`, send('mention', from, { text: 'me export' }));
  }
  expect(replies.length).toBeGreaterThan(100);
  // What a contact types comes back to them; nobody has typed such a word.
  const leaks = replies.filter(([, reply]) => new RegExp(`${CANARY}|${EARLIER}`).test(JSON.stringify(reply)));
  expect(leaks.map(([what]) => what)).toEqual([]);
  expect(replies.filter(([, reply]) => JSON.stringify(reply).includes('For the client')).length).toBeGreaterThan(10);
});

test('a contact’s export of their data has the wording that they may read, and no other words', async () => {
  const subject = await here.people.subjectOf(agency.scope, agency.ana._id);
  const rows = await Promise.all(
    here.collections
      .filter(({ name }) => name === 'entries')
      .flatMap(({ person }) => ('none' in person ? [] : all.map((entry) => person.export(entry as never, subject)))),
  );
  expect(rows.length).toBe(all.length);
  expect(JSON.stringify(rows)).toContain('For the client');
  expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${CANARY}|${EARLIER}`));
});

test('an act that fails is logged without its words', async () => {
  const { change } = here.entries;
  Object.assign(here.entries, { change: () => Promise.reject(new Error('the disk is full')) });
  try {
    for (const { _id, kind } of all) {
      const values = { number: _id, title: `${CANARY} again`, note: `${CANARY} note` };
      await send('formSubmit', 'mei', { command: `${kind} edit`, values });
    }
  } finally {
    Object.assign(here.entries, { change });
  }
  expect(logged.length).toBe(all.length);
  const told = logged.flat().map((part) => (part instanceof Error ? part.stack : JSON.stringify(part)));
  expect(told.join()).not.toMatch(new RegExp(`${CANARY}|${EARLIER}`));
});
