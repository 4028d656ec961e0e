/** A bot that is slow on request of a test. */
import type { Bot } from '../../src/core/bot.ts';

/** A bot whose answers wait until the test releases them. */
export function slowBot() {
  let release: () => void = () => undefined;
  let isSlow = false;
  const between = (bot: Bot): Bot => ({
    accept: (event) => bot.accept(event),
    handle(event) {
      const work = bot.handle(event);
      if (!isSlow) return work;
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      return { kept: work.kept, reply: gate.then(() => work.reply) };
    },
  });
  return {
    between,
    slow: (slow = true) => {
      isSlow = slow;
    },
    release: () => release(),
  };
}
