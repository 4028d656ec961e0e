import type { RunningBot } from '../../src/core/bot.ts';
import type { History } from '../../src/core/history/history.ts';

/** The bot, whose replies wait for the reactions to its changes: a test sees their effect at once. */
export function settling({ bot, histories }: { bot: RunningBot; histories: History }): RunningBot {
  return {
    ...bot,
    handle(event) {
      const work = bot.handle(event);
      const reply = work.reply.then(async (answer) => {
        await histories.settled();
        return answer;
      });
      return { ...work, reply };
    },
  };
}
