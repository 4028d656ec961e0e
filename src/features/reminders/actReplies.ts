import { undoButton } from '../../core/lists/draw.ts';
import type { ActionPayload, Button, Message, RichText } from '../../core/message.ts';
import { audienceFor, type Context } from './access.ts';
import { resumeButton } from './buttons.ts';
import type { Reminder } from './model.ts';
import { outcome } from './replies.ts';

/** The reply for a paused reminder, with a Resume button. */
export function pausedOutcome(one: Reminder, text: string, context: Context, more: readonly Button[] = []): Message {
  return outcome(one, text, {
    fallback: text,
    audience: audienceFor(context),
    buttons: [resumeButton(one._id, context.locale), ...more],
  });
}

/** The reply to an act, with an Undo button. */
export function undoable(
  one: Reminder,
  text: RichText,
  { fallback, undo, context }: { fallback: string; undo: ActionPayload; context: Context },
): Message {
  return outcome(one, text, { fallback, audience: audienceFor(context), buttons: [undoButton(undo, context.locale)] });
}
