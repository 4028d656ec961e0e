import type { Clock } from '../ground/clock.ts';
import type { Logger } from '../ground/log.ts';
import { withinRequest } from '../ground/request.ts';
import type { Actor } from './access.ts';
import { plainAnswer, referenceOf } from './answers.ts';
import { nothing, type Reply } from './command.ts';
import type { Located } from './commandRequest.ts';
import type { Directory } from './directory.ts';
import type { FormReplies } from './formReplies.ts';
import { requestIdOf } from './inbox.ts';
import { createLimits } from './limits.ts';
import type { InboundEvent } from './platform.ts';
import type { ReplyLocales } from './replyLocales.ts';
import type { EventContext, Slice } from './slice.ts';
import { coreTexts } from './texts.ts';

/** `again`: a listener failed, and the platform does not send this event again. */
export type Worked = { readonly reply: Reply; readonly again: boolean };

/** Kinds of event whose sender expects an answer. */
export const ASKS: ReadonlySet<InboundEvent['kind']> = new Set([
  'command',
  'mention',
  'directMessage',
  'action',
  'formSubmit',
  'messageShortcut',
  'globalShortcut',
]);

export interface EventWorkOptions {
  readonly slices: readonly Slice[];
  readonly directory: Directory;
  readonly locales: ReplyLocales;
  readonly formReplies: FormReplies;
  /** Runs the command of an event. */
  readonly dispatch: (event: InboundEvent, located: Located) => Promise<Reply>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Works on one event: finds the sender, refuses expired or excessive requests, calls the listeners, runs the command.
 */
export function createEventWork({ slices, directory, locales, formReplies, dispatch, clock, log }: EventWorkOptions) {
  const { localeOf } = locales;
  const limits = createLimits(clock);

  /**
   * Calls each slice that listens to this kind of event. The first answer counts; one failed listener does not stop the
   * others.
   */
  async function tellListeners(
    event: InboundEvent,
    context: EventContext,
  ): Promise<{ heard: Reply | undefined; failed: boolean }> {
    let heard: Reply | undefined;
    let failed = false;
    for (const { name, on } of slices) {
      const listener = on?.[event.kind] as
        | ((event: InboundEvent, context: EventContext) => Promise<Reply | undefined>)
        | undefined;
      if (listener === undefined) continue;
      try {
        const reply = await listener(event, context);
        heard ??= reply;
      } catch (error) {
        failed = true;
        log.error({ err: error, slice: name, kind: event.kind, request: requestIdOf(event) }, 'a listener failed');
      }
    }
    return { heard, failed };
  }

  /** The refusal over the limit: stated once; a form stays open with its values. Undefined: continue. */
  function overLimit(event: InboundEvent, actor: Actor | undefined): Reply | undefined {
    const { installation, from } = event;
    const place = `${installation.platform}/${installation.tenant}`;
    const verdict = limits.ask(`${installation.platform}/${from.tenant}/${from.user}`, actor?.workspaceId ?? place);
    if (verdict === 'ok') return undefined;
    const locale = actor?.locale ?? localeOf(event);
    const text = coreTexts(locale).slowDown();
    if (event.kind === 'formSubmit') return formReplies.givenBack(event, locale, text);
    return verdict === 'tell' ? plainAnswer(text) : nothing;
  }

  /** Never rejects: a fault is the reply. `isLate`: after a crash, so neither age nor limit refuses it. */
  const work = (event: InboundEvent, how: { isLate: boolean }): Promise<Worked> =>
    withinRequest(() => workOnce(event, how));

  async function workOnce(event: InboundEvent, { isLate }: { isLate: boolean }): Promise<Worked> {
    try {
      const { actor, setting } = await directory.locate(event);
      if (actor !== undefined) locales.keep(event, actor);
      const isAsked = ASKS.has(event.kind);
      const refused = isLate
        ? undefined
        : (formReplies.outlived(event, actor) ?? (isAsked ? overLimit(event, actor) : undefined));
      if (refused !== undefined) return { reply: refused, again: false };
      const { heard, failed: again } = await tellListeners(event, { actor, setting });
      if (!isAsked && again) return { reply: heard ?? nothing, again };
      if (heard !== undefined) return { reply: heard, again: false };
      if (actor === undefined) {
        const text = coreTexts(localeOf(event)).notConnected();
        return {
          reply:
            event.kind === 'formSubmit'
              ? formReplies.givenBack(event, localeOf(event), text)
              : isAsked
                ? plainAnswer(text)
                : nothing,
          again: false,
        };
      }
      return { reply: await dispatch(event, { actor, setting }), again: false };
    } catch (error) {
      log.error(
        { err: error, kind: event.kind, request: requestIdOf(event), reference: referenceOf(requestIdOf(event)) },
        'an event could not be handled',
      );
      return ASKS.has(event.kind)
        ? { reply: formReplies.failed(event, error), again: false }
        : { reply: nothing, again: true };
    }
  }

  return work;
}
