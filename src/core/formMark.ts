import { randomBytes } from 'node:crypto';
import { idFrom, isId } from '../ground/ids.ts';
import type { Reply } from './command.ts';
import { FORM_MARK } from './message.ts';
import type { FormValues, InboundEvent } from './platform.ts';
import type { Registry } from './registry.ts';
import { READING_VERBS } from './verbs.ts';

/**
 * A form's mark: an id of 24 hex digits, whose first 12 are the creation time in milliseconds. It travels with the
 * hidden values. Submits with one mark by one person are done once. It comes from a device and may be forged: a forger
 * reaches only their own answers.
 */
const DIGITS_OF_TIME = 12;

/**
 * How long a form can be sent. A card may stay in a conversation for longer; then the form comes back as a new one,
 * with its values.
 */
export const FORM_LIFE_MS = 30 * 86_400_000;

const timeIn = (at: Date): string => at.getTime().toString(16).padStart(DIGITS_OF_TIME, '0');
const newMark = (now: Date): string => timeIn(now) + randomBytes(6).toString('hex');

/** The mark of a stored form, by its id: the same at every reading. `made`: the start of its lifetime. */
export const markOf = (id: string, made: Date): string => timeIn(made) + idFrom(id, 'form').slice(0, DIGITS_OF_TIME);

/** The mark of the next form in a sequence: the same at every submit. */
export const followingMark = (mark: string, command: string): string =>
  mark.slice(0, DIGITS_OF_TIME) + idFrom(mark, command).slice(0, DIGITS_OF_TIME);

export function markIn({ [FORM_MARK]: mark }: FormValues): string | undefined {
  return typeof mark === 'string' && isId(mark) ? mark : undefined;
}

export const isOutlived = (mark: string, now: Date): boolean =>
  now.getTime() - Number.parseInt(mark.slice(0, DIGITS_OF_TIME), 16) > FORM_LIFE_MS;

/**
 * Adds a mark to every form that leaves the core: a new one, or the sent form's if it comes back. A form that only
 * shows data has none: it may be sent any number of times and shows the present state.
 */
export function withMark(
  reply: Reply,
  { event, registry, now }: { event: InboundEvent; registry: Registry; now: Date },
): Reply {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') return reply;
  const { form } = reply;
  const verb = registry.find(form.command)?.verb;
  if (verb === undefined || READING_VERBS.has(verb)) return reply;
  const sent = event.kind === 'formSubmit' ? { command: event.command, mark: markIn(event.values) } : undefined;
  const mark =
    sent?.mark === undefined || isOutlived(sent.mark, now)
      ? newMark(now)
      : sent.command === form.command
        ? sent.mark
        : followingMark(sent.mark, form.command);
  return { ...reply, form: { ...form, hidden: { ...form.hidden, [FORM_MARK]: mark } } };
}
