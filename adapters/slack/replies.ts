import type { Reply } from '../../src/core/command.ts';
import type { FormView } from '../../src/core/form.ts';
import { OPEN_FORM } from '../../src/core/message.ts';
import type { FormPages } from '../../src/core/pages.ts';
import type { InboundEvent, SendResult } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { SlackApi } from './api.ts';
import { savingView } from './form.ts';
import { createInWindow, type Made, plain } from './inWindow.ts';
import type { KeptTexts } from './keptTexts.ts';
import type { ViewIn } from './payload.ts';
import { within } from './people.ts';
import { localeOf, placeIn, type ReplySender, type Route, SENT } from './replySender.ts';
import { slackTexts } from './texts.ts';
import type { SlackWaits } from './waits.ts';
import { createWindows } from './windows.ts';

export interface RepliesOptions {
  readonly api: Pick<SlackApi, 'call'>;
  readonly replySender: ReplySender;
  readonly kept: Pick<KeptTexts, 'keep'>;
  readonly pages: FormPages;
  readonly waits: Pick<SlackWaits, 'loading' | 'saving' | 'trigger'>;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Logger;
}

/** The answer to a submit: the acknowledgement, and the work that goes on after it. */
export interface SubmitAnswer {
  readonly ack: Readonly<Record<string, unknown>> | undefined;
  readonly behind: Promise<void>;
}

export interface Replies {
  /** Shows the result of the work. Opens a loading window when a form takes longer than Slack waits. Never rejects. */
  answer(event: InboundEvent, work: Promise<Reply>, route: Route): Promise<void>;
  /**
   * Shows the result of a submitted form in its window: at once when the work is quick, else behind a window that says
   * "saving". Never rejects.
   */
  submitted(event: InboundEvent, work: Promise<Reply>, route: Route & { readonly view: ViewIn }): Promise<SubmitAnswer>;
  /** Sends a reply long after its event. @throws RapportError `unavailable` when it could not be delivered now. */
  late(event: InboundEvent, reply: Reply): Promise<void>;
}

/** An update of a window that arrives before the answer to its submit would be overwritten by it. */
const SETTLED_MS = 300;

/** Whether the event asks for a form. */
function expectsForm(event: InboundEvent): boolean {
  return (
    event.kind === 'globalShortcut' ||
    event.kind === 'messageShortcut' ||
    (event.kind === 'action' && event.payload.input[OPEN_FORM] !== undefined)
  );
}

/** Shows the results of commands where they belong: in a window, in the Home tab, or as a message. */
export function createReplies({ api, replySender, kept, pages, waits, clock, log }: RepliesOptions): Replies {
  const { report } = replySender;
  const windows = createWindows({ api, kept, waits, clock, log });
  const inWindow = createInWindow({ windows, replySender, pages });

  /** A form as a modal; where none can be opened, as a message that opens it later. Nothing typed is lost. */
  async function openForm(event: InboundEvent, form: FormView, route: Route): Promise<SendResult> {
    const view = await windows.formView(event, form, route);
    const trigger = windows.liveTrigger(route);
    if (trigger !== undefined) {
      // Pushed over a form that is not sent yet: its typed values stay.
      const method = route.view?.kind === 'modal' ? 'views.push' : 'views.open';
      if (await windows.callView(event, method, { trigger_id: trigger }, view)) return SENT;
    }
    return replySender.tellCaller(event, await inWindow.formWaiting(event, form), route);
  }

  /** Replies in private. If that fails, posts the reply's public version, if it has one. */
  async function tellCaller(
    event: InboundEvent,
    { message, aloud }: Extract<Reply, { kind: 'message' }>,
    route: Route,
  ): Promise<SendResult> {
    const told = await replySender.tellCaller(event, message, route);
    return told.outcome === 'dead' && aloud !== undefined ? replySender.tellAloud(event, aloud) : told;
  }

  async function show(event: InboundEvent, reply: Reply, route: Route): Promise<SendResult> {
    // A window that only shows something is updated with the next answer.
    const window = route.view?.kind === 'modal' && !route.view.isForm ? route.view : undefined;
    if (window !== undefined && reply.kind !== 'nothing') return inWindow.showIn(window, event, reply, route);
    switch (reply.kind) {
      case 'message':
        if (event.kind === 'homeOpened') {
          await windows.publishHome(event, reply.message);
          return SENT;
        }
        if (reply.to === 'conversation') return replySender.tellAll(event, reply.message, route);
        // Only this person sees the pressed message, so the answer replaces it.
        if (reply.instead === true && route.isEphemeral === true) {
          const changed = await replySender.replace(event, reply.message, route);
          if (changed.outcome === 'sent') return changed;
        }
        // In the Home tab a message elsewhere would go unseen.
        if (route.view?.kind === 'home') {
          const trigger = windows.liveTrigger(route);
          const view = trigger === undefined ? undefined : await windows.messageView(event, reply.message, route);
          if (view !== undefined && (await windows.callView(event, 'views.open', { trigger_id: trigger }, view)))
            return SENT;
        }
        return tellCaller(event, reply, route);
      case 'update': {
        // The Home tab is redrawn as a whole: from the answer itself, where that is the whole tab.
        if (route.view?.kind === 'home') {
          if (reply.isWhole === true) await windows.publishHome(event, reply.message);
          return SENT;
        }
        const changed = await replySender.replace(event, reply.message, route);
        return changed.outcome === 'sent' ? changed : replySender.tellCaller(event, reply.message, route);
      }
      case 'form':
      case 'invalid':
        return openForm(event, reply.form, route);
      case 'nothing':
        return SENT;
    }
  }

  /** Opens the loading window of a form; undefined when it is not needed or cannot be opened. */
  async function loading(event: InboundEvent, work: Promise<Reply>, route: Route): Promise<ViewIn | undefined> {
    if (!expectsForm(event) || route.trigger === undefined || route.view?.kind === 'modal') return undefined;
    if ((await within(work, Math.max(0, waits.loading - windows.age(route)))) !== undefined) return undefined;
    return windows.openSaving(event, route.trigger);
  }

  /** Updates the window that says "saving" with the result, in every case. */
  async function settle(
    event: InboundEvent,
    work: Promise<Reply>,
    made: Promise<Made>,
    route: Route & { readonly view: ViewIn },
  ): Promise<void> {
    try {
      const [reply, done] = await Promise.all([work, made, new Promise((resolve) => setTimeout(resolve, SETTLED_MS))]);
      report(event, await inWindow.into(route.view, event, reply, done, route));
    } catch (error) {
      log.error({ err: error, kind: event.kind, request: event.id }, 'slack: the result of a form could not be shown');
      const view = windows.plainView(event, plain(slackTexts(localeOf(event)).notShown()));
      await windows.callView(event, 'views.update', { view_id: route.view.id }, view);
    }
  }

  /** A file for one person goes to their direct conversation, from any place. */
  async function brought(
    event: InboundEvent,
    reply: Reply,
    route: Route,
    options?: { readonly again: boolean },
  ): Promise<Reply> {
    if (reply.kind !== 'message' || reply.to !== 'caller') return reply;
    if (placeIn(event)?.kind === 'direct' && route.view === undefined) return reply;
    return { ...reply, message: await replySender.filesBrought(event, reply.message, options) };
  }

  return {
    async answer(event, work, route) {
      try {
        const view = await loading(event, work, route);
        const reply = await brought(event, await work, route);
        report(
          event,
          await (view === undefined
            ? show(event, reply, route)
            : inWindow.showIn(view, event, reply, { ...route, view })),
        );
      } catch (error) {
        log.error({ err: error, kind: event.kind, request: event.id }, 'slack: an answer could not be shown');
      }
    },
    async submitted(event, worked, route) {
      const work = worked.then((reply) => brought(event, reply, route));
      const made = work.then((reply) => inWindow.besides(event, reply, route));
      const quick = await within(
        made.catch(() => undefined),
        Math.max(0, waits.saving - windows.age(route)),
      );
      if (quick === undefined) {
        const saving = { response_action: 'update', view: savingView({ locale: localeOf(event) }) };
        return { ack: saving, behind: settle(event, work, made, route) };
      }
      report(event, quick.told);
      return {
        ack: quick.view === undefined ? undefined : { response_action: 'update', view: quick.view },
        behind: Promise.resolve(),
      };
    },
    async late(event, given) {
      if (given.kind === 'message' && given.to === 'conversation' && (await replySender.wasToldToAll(event))) return;
      // A window that was left behind says "saving" until it is updated. Its id is part of the submit's id.
      const viewId = event.kind === 'formSubmit' ? /^submit:([^:]+):/.exec(event.id)?.[1] : undefined;
      const route: Route = { since: clock.now() };
      const reply = await brought(event, given, route, { again: true });
      const result =
        viewId === undefined
          ? await show(event, reply, route)
          : await inWindow.showIn({ id: viewId, kind: 'modal', isForm: true, blocks: [] }, event, reply, route);
      if (result.outcome === 'retry')
        throw new RapportError('unavailable', `a late answer waits for Slack: ${result.reason}`);
      report(event, result);
    },
  };
}
