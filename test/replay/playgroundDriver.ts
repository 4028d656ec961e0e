import { PEOPLE } from './agency.ts';
import type { Driver } from './driver.ts';
import { conversationOf, startPlaygroundAgency, userOf } from './playgroundAgency.ts';
import { createPlaygroundScreens } from './playgroundScreens.ts';
import { type Answered, openPlaygroundTabs } from './playgroundTabs.ts';
import type { DeedOf, Who } from './scenario.ts';

/** The playground, driven by the requests of its page and the event stream of each person's tab. */
export async function startPlayground(start: string): Promise<Driver> {
  const { parts, clock, world, base, end } = await startPlaygroundAgency(start);
  const { heard, answered, filled, offered, closed, look } = createPlaygroundScreens();
  const { call, flush, worked, close } = await openPlaygroundTabs(base, heard);
  const lastSent = new Map<Who, object>();

  async function settle(): Promise<void> {
    for (let round = 0; round < 8; round++)
      if ((await parts.scheduler.tick()) + (await parts.sender.tick()) === 0) break;
    await flush();
  }
  async function finish(who: Who, answer: Answered): Promise<void> {
    await worked(who, answer);
    answered(who, answer);
    await settle();
  }

  return {
    async act(deed: DeedOf) {
      const { who } = deed;
      if ('types' in deed) {
        const { isOurs } = PEOPLE[who];
        const text = isOurs ? `/rapport ${deed.types}` : deed.in === undefined ? deed.types : `@Rapport ${deed.types}`;
        const conversation = deed.in === undefined ? (await world.direct(userOf(who)))._id : conversationOf(deed.in);
        return finish(who, await call(who, 'say', { conversation, text }));
      }
      if ('mentions' in deed)
        return finish(
          who,
          await call(who, 'say', { conversation: conversationOf(deed.in), text: `@Rapport ${deed.mentions}` }),
        );
      if ('presses' in deed) {
        return finish(who, await call(who, 'press', offered(who, deed.presses, deed.under ?? '')));
      }
      if ('fills' in deed) {
        const body = filled(who, deed.fills);
        lastSent.set(who, body);
        const answer = await call(who, 'submit', body);
        if (answer.outcome === 'taken') closed(who);
        return finish(who, answer);
      }
      if ('sendsAgain' in deed) return finish(who, await call(who, 'submit', lastSent.get(who) ?? {}));
      if ('closes' in deed) {
        const body = filled(who, deed.closes);
        closed(who);
        return finish(who, await call(who, 'dismiss', body));
      }
      if ('brings' in deed)
        return finish(
          who,
          await call(who, 'join', { conversation: conversationOf(deed.in), user: userOf(deed.brings) }),
        );
      if (!('takesAway' in deed)) throw new Error('the playground’s channels stay as they are');
      return finish(
        who,
        await call(who, 'leave', { conversation: conversationOf(deed.in), user: userOf(deed.takesAway) }),
      );
    },
    async at(instant) {
      clock.moveTo(new Date(instant));
      await settle();
    },
    now: () => clock.now(),
    look: async () => look(),
    async end() {
      close();
      await end();
    },
  };
}
