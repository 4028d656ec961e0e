import type { FormView } from '../../src/core/form.ts';
import type { Message } from '../../src/core/message.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { SlackApi } from './api.ts';
import { answeredView, renderForm, savingView } from './form.ts';
import { encodeMetadata } from './formState.ts';
import { renderHome } from './home.ts';
import type { KeptTexts } from './keptTexts.ts';
import { carryOf, type ViewIn } from './payload.ts';
import { localeOf, placeIn, type Route, readerOf } from './replySender.ts';
import type { SlackWaits } from './waits.ts';

const VIEW_TIMEOUT_MS = 5_000;

export type View = Readonly<Record<string, unknown>>;

/**
 * A window as the press saw it. It may hold something else by now, such as a form with typed values, which must not be
 * lost.
 */
export const asPressed = ({ id, hash, isForm }: ViewIn) => ({
  view_id: id,
  ...(isForm || hash === undefined ? {} : { hash }),
});

export interface WindowsOptions {
  readonly api: Pick<SlackApi, 'call'>;
  readonly kept: Pick<KeptTexts, 'keep'>;
  readonly waits: Pick<SlackWaits, 'trigger'>;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Logger;
}

export type Windows = ReturnType<typeof createWindows>;

/** Modals and the Home tab: their content, and the calls that show it. */
export function createWindows({ api, kept, waits, clock, log }: WindowsOptions) {
  /** The time since the payload arrived, in milliseconds. */
  const age = ({ since }: Route) => clock.now().getTime() - since.getTime();
  const optionsOf = (event: InboundEvent) => ({ ...readerOf(event), now: clock.now() });
  const carry = (event: InboundEvent, route: Route) => carryOf(placeIn(event), route, event.from.user);

  async function callView(event: InboundEvent, method: string, more: View, view: View): Promise<boolean> {
    const answer = await api.call(event.installation.tenant, method, { ...more, view }, { timeoutMs: VIEW_TIMEOUT_MS });
    if (!answer.ok) log.debug({ method, error: answer.error }, 'slack: a window could not be shown');
    return answer.ok;
  }

  async function messageView(event: InboundEvent, message: Message, route: Route): Promise<View> {
    const made = answeredView(message, optionsOf(event));
    const metadata = encodeMetadata({ command: '', hidden: {}, carry: carry(event, route) });
    await kept.keep([...made.kept, ...metadata.kept]);
    return { ...made.view, private_metadata: metadata.text };
  }

  async function formView(event: InboundEvent, form: FormView, route: Route): Promise<View> {
    const made = renderForm(form, carry(event, route));
    await kept.keep(made.kept);
    return { ...made.view };
  }

  async function publishHome(event: InboundEvent, message: Message): Promise<void> {
    const home = renderHome(message, optionsOf(event));
    await kept.keep(home.kept);
    await callView(event, 'views.publish', { user_id: event.from.user }, { ...home.view });
  }

  return {
    age,
    /** The trigger of a press, while it opens windows. */
    liveTrigger: (route: Route): string | undefined => (age(route) < waits.trigger ? route.trigger : undefined),
    callView,
    messageView,
    formView,
    publishHome,
    /** The window of a message that has neither buttons nor long texts. */
    plainView: (event: InboundEvent, message: Message): View => ({ ...answeredView(message, optionsOf(event)).view }),
    /** Opens a window that says that something is under way; undefined when it cannot be opened. */
    async openSaving(event: InboundEvent, trigger: string): Promise<ViewIn | undefined> {
      const view = savingView({ locale: localeOf(event) });
      const answer = await api.call(
        event.installation.tenant,
        'views.open',
        { trigger_id: trigger, view },
        { timeoutMs: VIEW_TIMEOUT_MS },
      );
      const id = answer.ok ? (answer.body.view as { id?: unknown } | undefined)?.id : undefined;
      return typeof id === 'string' ? { id, kind: 'modal', isForm: false, blocks: [] } : undefined;
    },
  };
}
