import type { Reply } from '../../src/core/command.ts';
import { formMessage } from '../../src/core/formMessage.ts';
import type { Message } from '../../src/core/message.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { Hub } from './hub.ts';
import type { PageEvent } from './page/wire.ts';
import type { Posts } from './posts.ts';
import { EVERYONE, type World } from './world.ts';

/** The reader of a private answer: the acting person; when the bot itself was added, the person who added it. */
function caller(event: InboundEvent): string {
  return event.kind === 'memberJoined' && event.bot && event.by !== undefined ? event.by : event.from.user;
}

/**
 * Shows the bot's replies. Keys come from the event, so a repeated answer after a crash shows once. `tab` is where a
 * form opens; without one (long after the event, or the page was closed) a message holds it, with a button that opens
 * it as it was filled in.
 */
export function createReplies({ world, posts, hub }: { world: World; posts: Posts; hub: Hub }) {
  async function post(event: InboundEvent, message: Message, to: 'caller' | 'conversation'): Promise<void> {
    const person = caller(event);
    const place = 'place' in event ? event.place : undefined;
    const channel = place === undefined ? undefined : await world.channel(place.conversation);
    // Without a place (a global shortcut), or when the person has left it, the answer goes to their direct
    // conversation.
    const here = channel?.members.includes(person) === true ? channel : await world.direct(person);
    await posts.posted({
      key: `reply:${event.id}`,
      conversation: here._id,
      thread: here._id === channel?._id ? place?.thread : undefined,
      reader: to === 'caller' && here.kind === 'channel' ? person : EVERYONE,
      message,
      locale: nearestLocale(event.from.locale),
    });
  }

  return async function show(event: InboundEvent, reply: Reply, tab: string | undefined): Promise<void> {
    const tell = (pageEvent: PageEvent) => tab !== undefined && hub.toTab(tab, pageEvent);
    switch (reply.kind) {
      case 'message': {
        // Only this person sees the pressed message, so the answer replaces it.
        const pressed = reply.instead === true && 'place' in event ? event.place.message : undefined;
        const own = pressed === undefined ? undefined : await posts.seenBy(caller(event), pressed);
        if (own === undefined || own.reader === EVERYONE) await post(event, reply.message, reply.to);
        else await posts.replaced(own._id, reply.message, nearestLocale(event.from.locale));
        break;
      }
      case 'update': {
        const message = 'place' in event ? event.place.message : undefined;
        const changed =
          message === undefined
            ? undefined
            : await posts.replaced(message, reply.message, nearestLocale(event.from.locale));
        if (changed === undefined) await post(event, reply.message, 'caller');
        break;
      }
      case 'form':
      case 'invalid': {
        const { conversation, thread, message } = 'place' in event ? event.place : await directPlace(event);
        const opened = tell({
          type: 'form',
          event: event.id,
          form: reply.form,
          spot: { conversation, thread, message },
        });
        if (!opened) await post(event, formMessage(reply.form), 'caller');
        break;
      }
      case 'nothing':
        break;
    }
    tell({ type: 'done', event: event.id });
  };

  async function directPlace(event: InboundEvent) {
    return { conversation: (await world.direct(caller(event)))._id, thread: undefined, message: undefined };
  }
}
export type ShowReply = ReturnType<typeof createReplies>;
