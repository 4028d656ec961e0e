import type { Reply } from '../../src/core/command.ts';
import type { FormView } from '../../src/core/form.ts';
import { formMessage } from '../../src/core/formMessage.ts';
import type { Message } from '../../src/core/message.ts';
import type { FormPages } from '../../src/core/pages.ts';
import type { InboundEvent, SendResult } from '../../src/core/platform.ts';
import type { ViewIn } from './payload.ts';
import { localeOf, type ReplySender, type Route, SENT } from './replySender.ts';
import { slackTexts } from './texts.ts';
import { asPressed, type View, type Windows } from './windows.ts';

/** The result outside a window, and the next content of the window; undefined for none. */
export interface Made {
  readonly told: SendResult;
  readonly view: View | undefined;
}

/** A message of one text. */
export const plain = (text: string): Message => ({
  audience: 'client',
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});

/** Shows replies in a window that is open already. */
export function createInWindow({
  windows,
  replySender,
  pages,
}: {
  windows: Pick<Windows, 'callView' | 'formView' | 'liveTrigger' | 'messageView'>;
  replySender: Pick<ReplySender, 'replace' | 'tellAll' | 'tellCaller'>;
  pages: FormPages;
}) {
  /** A form as a message. For people from outside no modal can open: they also get a link to it in a browser. */
  async function formWaiting(event: InboundEvent, form: FormView): Promise<Message> {
    const link = event.from.outsider ? await pages.link(event, form).catch(() => undefined) : undefined;
    return formMessage(form, link);
  }

  /** Shows the result outside a window, and returns the window's next content; undefined for none. */
  async function besides(event: InboundEvent, reply: Reply, route: Route): Promise<Made> {
    switch (reply.kind) {
      case 'message': {
        const told = reply.to === 'conversation' ? await replySender.tellAll(event, reply.message, route) : SENT;
        const isPosted = reply.to === 'conversation' && told.outcome === 'sent';
        return {
          told,
          view: await windows.messageView(
            event,
            isPosted ? plain(slackTexts(localeOf(event)).posted()) : reply.message,
            route,
          ),
        };
      }
      case 'update': {
        await replySender.replace(event, reply.message, route);
        return { told: SENT, view: await windows.messageView(event, reply.message, route) };
      }
      case 'form':
      case 'invalid':
        return { told: SENT, view: await windows.formView(event, reply.form, route) };
      case 'nothing':
        return { told: SENT, view: undefined };
    }
  }

  /** Updates a waiting window. If it is closed by now, the person is told in their place. */
  async function into(
    window: ViewIn,
    event: InboundEvent,
    reply: Reply,
    { told, view }: Made,
    route: Route,
  ): Promise<SendResult> {
    const shown = view ?? (await windows.messageView(event, plain(slackTexts(localeOf(event)).done()), route));
    if (await windows.callView(event, 'views.update', asPressed(window), shown)) return told;
    if (reply.kind === 'form' || reply.kind === 'invalid') {
      // The window holds something else by now. Pushing over it loses nothing of either.
      const trigger = !window.isForm && window.hash !== undefined ? windows.liveTrigger(route) : undefined;
      if (trigger !== undefined && (await windows.callView(event, 'views.push', { trigger_id: trigger }, shown)))
        return SENT;
      return replySender.tellCaller(event, await formWaiting(event, reply.form), route);
    }
    return reply.kind === 'nothing' || (reply.kind === 'message' && reply.to === 'conversation')
      ? told
      : replySender.tellCaller(event, reply.message, route);
  }

  const showIn = async (window: ViewIn, event: InboundEvent, reply: Reply, route: Route) =>
    into(window, event, reply, await besides(event, reply, route), route);

  return { formWaiting, besides, into, showIn };
}
