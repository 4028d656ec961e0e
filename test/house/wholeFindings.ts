import type { z } from 'zod';
import type { RunningBot } from '../../src/core/bot.ts';
import type { Slice } from '../../src/core/slice.ts';
import type { MovableClock } from '../../src/ground/clock.ts';
import type { Database } from '../../src/store/collection.ts';
import { eventIn } from '../fakes/composed.ts';

/** Is in every internal field. */
export const CANARY = 'canary';

/** A field that holds a person's id. */
const PERSON_ID = /^(?:.*[pP]ersonId|ownerId|managerId|coverId|authorId|readerId)$/;

/** The missing declarations of a slice about its rows; checked at run time, since a cast bypasses the types. */
export function gapsOf({ collections, example }: Slice): string[] {
  const gaps = collections.flatMap((each) => {
    const { name, retention, person } = each as Partial<typeof each> & { name: string };
    const isAbout = person !== undefined && !('none' in person);
    const named = isAbout
      ? undefined
      : Object.keys((each.model as Partial<z.ZodObject>).shape ?? {}).find((key) => PERSON_ID.test(key));
    return [
      ...(retention === undefined ? [`${name}: no retention`] : []),
      ...(person === undefined || (isAbout && person.export === undefined) ? [`${name}: no export`] : []),
      ...(person === undefined || (isAbout && person.erase === undefined) ? [`${name}: no erasure`] : []),
      ...(named === undefined ? [] : [`${name}: nothing about a person, but it has ${named}`]),
    ];
  });
  return [...gaps, ...(collections.length > 0 && example === undefined ? ['no example'] : [])];
}

/** The stored rows of a slice, as JSON. */
export async function rowsOf(db: Database, { collections }: Pick<Slice, 'collections'>): Promise<string> {
  const rows = await Promise.all(collections.map((each) => db.housekeeping(each).find({})));
  return JSON.stringify(rows.flat());
}

/**
 * The internal data that a contact and a stranger of the tenant `here` read if they try every command of the slices,
 * alone and with each id of theirs.
 */
export async function leaksOf(
  { bot, db, clock }: { bot: Pick<RunningBot, 'handle'>; db: Database; clock: MovableClock },
  tried: readonly Slice[],
): Promise<string[]> {
  const leaks: string[] = [];
  for (const { commands, collections } of tried) {
    const ids = (await Promise.all(collections.map((each) => db.housekeeping(each).find({}, { limit: 1 })))).flat();
    for (const command of commands) {
      const fields = Object.keys(command.input);
      const inputs = [{}, ...ids.map(({ _id }) => Object.fromEntries(fields.map((name) => [name, _id])))];
      for (const input of inputs)
        for (const from of ['ana', 'zoe']) {
          clock.advance(5_000);
          const payload = { v: 1 as const, command: command.name, input };
          const place = { conversation: 'C-client-here', kind: 'channel' as const };
          const reply = await bot.handle(eventIn('here', 'action', from, { place, payload })).reply;
          if (JSON.stringify(reply).includes(CANARY)) leaks.push(`${from}: ${command.name}`);
        }
    }
  }
  return [...new Set(leaks)];
}
