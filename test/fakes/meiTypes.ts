import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Reply } from '../../src/core/command.ts';
import { buttonOf, type House, house, INTERNAL_CHANNEL, textOf, type User } from './house.ts';

/**
 * One house for all tests of a file, or a new one for each, in which Mei types and presses in the internal channel.
 * `anew`: each test gets its own house.
 */
export function meiTypes({ anew = false }: { readonly anew?: boolean } = {}) {
  let made: House;
  const [open, close] = anew ? [beforeEach, afterEach] : [beforeAll, afterAll];
  open(async () => {
    made = await house();
  });
  close(() => made.db.close());

  /** `as` and `where`: another person and another conversation. */
  const say = (words: string, { as = 'mei', where = INTERNAL_CHANNEL }: { as?: User; where?: string } = {}) => {
    // One person types slower than these tests.
    made.clock.advance(5_000);
    return made.say(as, words, where);
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
