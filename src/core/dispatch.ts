import { isCarried, notSavedAnswer, plainAnswer } from './answers.ts';
import { nothing, type Reply } from './command.ts';
import type { Located, Request } from './commandRequest.ts';
import type { FormReplies } from './formReplies.ts';
import { isUnseen } from './formView.ts';
import { type Inbox, requestIdOf } from './inbox.ts';
import { openForm } from './message.ts';
import type { EventOf, InboundEvent } from './platform.ts';
import type { Registry } from './registry.ts';
import { unmarked } from './repeat.ts';
import { coreTexts } from './texts.ts';
import { withNames } from './tokens.ts';

export interface DispatchOptions {
  readonly registry: Registry;
  readonly inbox: Pick<Inbox, 'sentBefore'>;
  readonly formReplies: Pick<FormReplies, 'answerAgain'>;
  /** Runs one command. */
  readonly perform: (request: Request) => Promise<Reply>;
  /** Answers typed words. */
  readonly answerTyped: (event: EventOf<'command' | 'mention' | 'directMessage'>, located: Located) => Promise<Reply>;
}

/** Maps each kind of event to its command: one case per kind. */
export function createDispatch({ registry, inbox, formReplies, perform, answerTyped }: DispatchOptions) {
  async function dispatch(event: InboundEvent, located: Located): Promise<Reply> {
    const { actor } = located;
    const request = (command: string, values: Request['values'], via: Request['via']): Promise<Reply> => {
      const found = registry.find(command);
      if (found === undefined) return Promise.resolve(plainAnswer(coreTexts(actor.locale).gone()));
      return perform({ command: found, values, via, requestId: requestIdOf(event), ...located });
    };
    switch (event.kind) {
      case 'command':
      case 'mention':
      case 'directMessage':
        return answerTyped(event, located);
      case 'action':
        return request(event.payload.command, event.payload.input, 'action');
      case 'formSubmit':
        return request(event.command, event.values, 'form');
      case 'formClosed': {
        const first = await inbox.sentBefore(event);
        if (first !== undefined) return first === 'working' ? nothing : formReplies.answerAgain(event, first, located);
        const command = registry.find(event.command);
        const typed = Object.entries(event.values).filter(([name, value]) => {
          const field = command?.input[name];
          return field !== undefined && !isUnseen(field, value) && value.length > 0 && value !== field.initial;
        });
        const { values } = unmarked(event.values, requestIdOf(event));
        return command !== undefined && typed.length > 0 && isCarried(values)
          ? notSavedAnswer(command, values, actor.locale)
          : nothing;
      }
      case 'messageShortcut': {
        const command = registry.find(event.command);
        const text = withNames(event.text, actor.locale);
        const target = command?.positional.find((name) =>
          ['text', 'longText'].includes(command.input[name]?.kind ?? ''),
        );
        const { author, place } = event;
        const picked = { text, message: place.message, author: withNames(author, actor.locale).replace(/^@/u, '') };
        const values = command?.fromMessage?.(picked) ?? (target === undefined ? {} : { [target]: text });
        return request(event.command, openForm(event.command, values).input, 'action');
      }
      case 'globalShortcut':
        return request(event.command, openForm(event.command).input, 'action');
      default:
        return nothing;
    }
  }

  return dispatch;
}
