import type { Clock } from '../ground/clock.ts';
import type { Locale } from '../ground/i18n.ts';
import type { Logger } from '../ground/log.ts';
import type { Actor } from './access.ts';
import { faultAnswer, type Interrupted, plainAnswer, referenceOf } from './answers.ts';
import { type Command, nothing, type Reply, toCaller } from './command.ts';
import type { Located } from './commandRequest.ts';
import { isOutlived, markIn } from './formMark.ts';
import { sentBeforeMessage } from './formMessage.ts';
import { formView } from './formView.ts';
import { requestIdOf, type SentBefore } from './inbox.ts';
import type { EventOf, InboundEvent } from './platform.ts';
import type { Registry } from './registry.ts';
import { digestOf, unmarked, withDoubt } from './repeat.ts';
import { guarded } from './replyGuard.ts';
import type { ReplyLocales } from './replyLocales.ts';
import { coreTexts } from './texts.ts';
import { withNames } from './tokens.ts';

export interface FormRepliesOptions {
  readonly registry: Registry;
  readonly locales: ReplyLocales;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Replies that return a form, or the text of an event, to the person: a refusal loses no typed text. */
export function createFormReplies({ registry, locales: { localeOf }, clock, log }: FormRepliesOptions) {
  /** The request of a press or a form, for another try. */
  function interruptedBy(event: InboundEvent): Interrupted | undefined {
    if (event.kind !== 'formSubmit' && event.kind !== 'action') return undefined;
    const { command: name, input } =
      event.kind === 'action' ? event.payload : { command: event.command, input: event.values };
    const command: Command | undefined = registry.find(name);
    if (command === undefined) return undefined;
    const { values, doubt, requestId } = unmarked(input, requestIdOf(event));
    return { command, via: event.kind === 'action' ? 'action' : 'form', values: withDoubt(values, doubt), requestId };
  }

  /** A fault outside of any command, with all of the person's input. */
  function failed(event: InboundEvent, error: unknown): Reply {
    const reply = faultAnswer(error, {
      locale: localeOf(event),
      audience: 'client',
      reference: referenceOf(requestIdOf(event)),
      interrupted: interruptedBy(event),
    });
    // A platform does not show a sent slash command.
    if (event.kind !== 'command' || reply.kind !== 'message') return reply;
    return {
      ...reply,
      message: {
        ...reply.message,
        blocks: [...reply.message.blocks, { kind: 'quote', text: withNames(event.text, localeOf(event)) }],
      },
    };
  }

  /** The submitted form again, with its values and a notice. */
  function givenBack(event: EventOf<'formSubmit'>, locale: Locale, notice: string): Reply {
    const form = interruptedBy(event);
    return form === undefined
      ? plainAnswer(notice)
      : { kind: 'invalid', form: formView(form.command, { locale, values: form.values, notice }) };
  }

  /**
   * The refusal of a form that is older than the inbox remembers: whether it was sent before is no longer known, so it
   * comes back as a new one. Undefined: continue.
   */
  function outlived(event: InboundEvent, actor: Actor | undefined): Reply | undefined {
    const mark = event.kind === 'formSubmit' ? markIn(event.values) : undefined;
    if (event.kind !== 'formSubmit' || mark === undefined || !isOutlived(mark, clock.now())) return undefined;
    const locale = actor?.locale ?? localeOf(event);
    return givenBack(event, locale, coreTexts(locale).formOutlived());
  }

  /**
   * The outcome of the first submission, privately to the sender: the others have seen it, and the pressed message may
   * show a newer state by now.
   */
  function answerAgain(
    event: EventOf<'formSubmit' | 'formClosed'>,
    { sent, message }: SentBefore,
    { actor, setting }: Located,
  ): Reply {
    const command = registry.find(event.command);
    if (message === undefined || command === undefined) return nothing;
    const isChanged = event.kind === 'formSubmit' && sent !== digestOf(event.values);
    const { values } = unmarked(event.values, requestIdOf(event));
    const told = isChanged ? sentBeforeMessage(message, formView(command, { locale: actor.locale, values })) : message;
    return guarded(toCaller(told), { actor, setting, log, command });
  }

  return { failed, givenBack, outlived, answerAgain };
}

/** The result of `createFormReplies`. */
export type FormReplies = ReturnType<typeof createFormReplies>;
