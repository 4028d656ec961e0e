import { afterAll, beforeAll } from 'vitest';
import type { Reply } from '../../src/core/command.ts';
import { buttonOf, type House, house, INTERNAL_CHANNEL, textOf } from './house.ts';

/** One house for all tests of a file, in which Mei types and presses in the internal channel. */
export function meiTypes() {
  let made: House;
  beforeAll(async () => {
    made = await house();
  });
  afterAll(() => made.db.close());

  const say = (words: string): Promise<Reply> => {
    // One person types slower than these tests.
    made.clock.advance(5_000);
    return made.say('mei', words, INTERNAL_CHANNEL);
  };
  return {
    /** The house; only inside a test. */
    get here() {
      return made;
    },
    say,
    said: async (words: string) => textOf(await say(words)),
    /** Presses the button or the menu's entry with this label. */
    press(reply: Reply, label: string): Promise<Reply> {
      const { command, input } = buttonOf(reply, label);
      return made.press('mei', command, input, INTERNAL_CHANNEL);
    },
  };
}
