/** A bot that is slow on request of a test. */
import type { Bot } from '../../src/core/bot.ts';

/** A bot whose answers wait until the test releases them. */
export function slowBot() {
  const waiting: (() => void)[] = [];
  let isSlow = false;
  const between = (bot: Bot): Bot => ({
    accept: (event) => bot.accept(event),
    handle(event) {
      const work = bot.handle(event);
      if (!isSlow) return work;
      const gate = new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
      return { kept: work.kept, reply: gate.then(() => work.reply) };
    },
  });
  return {
    between,
    slow: (slow = true) => {
      isSlow = slow;
    },
    release: () => {
      for (const finish of waiting.splice(0)) finish();
    },
  };
}
