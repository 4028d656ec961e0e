/** The one answer to several requests in one message: a line for each, then their buttons. */
import { inARow, type Locale, labelled } from '../ground/i18n.ts';
import type { Actor } from './access.ts';
import { doneAloud } from './answers.ts';
import { nothing, type Reply } from './command.ts';
import { fieldTexts, problemText } from './fieldTexts.ts';
import { formPress, problemsOf } from './formMessage.ts';
import { undoButton } from './lists/draw.ts';
import type { Block, Button, Menu } from './message.ts';
import { coreTexts } from './texts.ts';

/** The outcome of one of the requests. */
export interface Outcome {
  /** The request's name for the person: its number, or the words of its line. */
  readonly name: string;
  readonly reply: Reply;
}

/** Visible characters of all lines together, as in paging.ts: well below the limit of the strictest platform. */
const MOST_CHARACTERS = 5_000;
/** Bytes of all lines, their presses and the quoted words, as in paging.ts; Chinese takes three bytes a character. */
const MOST_BYTES = 14_500;
const MOST_BYTES_OF_LINES = 7_500;
const LONGEST_NAME = 60;
/** More lines are one text: the items of a list cost Teams 300 bytes each. */
const MOST_LISTED = 12;
/** More presses of one kind become a menu. */
const MOST_BUTTONS = 6;

/** Cut between characters, not inside one. */
const clipped = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

interface Line {
  readonly text: string;
  readonly button: Button | undefined;
  /** The button opens a form with the typed words, which may be too long for it. */
  readonly isForm?: boolean;
  readonly isTooLong?: boolean;
}

/** The press that belongs to one line: its undo, or the only one of its message. */
function buttonOf(reply: Extract<Reply, { kind: 'message' | 'update' }>, locale: Locale): Button | undefined {
  if (reply.kind === 'update' && reply.atLine?.undo !== undefined) return undoButton(reply.atLine.undo, locale);
  const items = reply.message.blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []));
  const buttons = items.filter((item) => item.kind === 'button');
  const undo = buttons.find(({ payload }) => payload.command.endsWith(' undo'));
  return undo ?? (items.length === 1 && buttons[0]?.confirm === undefined ? buttons[0] : undefined);
}

function lineOf(reply: Reply, locale: Locale): Line {
  switch (reply.kind) {
    case 'form':
    case 'invalid': {
      const { form } = reply;
      const texts = coreTexts(locale);
      const { payload, quoted } = formPress(form);
      const missing = form.fields
        .filter(({ required, value = '', error }) => required && value.length === 0 && error === undefined)
        .map(({ label }) => labelled(label, problemText({ code: 'required' }, locale), locale));
      // The form's general notice says less than the names of the fields.
      const notice = form.notice === fieldTexts(locale).missing() ? '' : (form.notice ?? '');
      const said = inARow([...problemsOf(form), ...missing, notice]);
      return {
        text: said === '' ? texts.formWaits({ title: form.title }) : said,
        button: { kind: 'button', label: texts.continue(), payload },
        isForm: true,
        isTooLong: Object.keys(quoted).length > 0,
      };
    }
    case 'nothing':
      return { text: '', button: undefined };
    default: {
      const own = reply.kind === 'update' ? reply.atLine?.text : undefined;
      return { text: own ?? reply.message.fallbackText, button: buttonOf(reply, locale) };
    }
  }
}

/** Whether a text names it already: TASK-1 is not named by TASK-12. */
function isNamed(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/^\d/.test(text.slice(at + name.length));
}

/** Shortens a line, so that so many lines have room in one message of every platform. */
function shortenedTo(count: number): (text: string) => string {
  const [characters, bytes] = [MOST_CHARACTERS, MOST_BYTES_OF_LINES].map((most) => Math.floor(most / count));
  return (text) => {
    let short = clipped(text, characters ?? 0);
    while (bytesOf(short) > (bytes ?? 0)) short = clipped(short, short.length - 1);
    return short;
  };
}

type Named = Line & { readonly name: string };

/**
 * The presses that have room. An act's press always has: a form's words can be quoted instead, and then the quotation
 * takes room too.
 */
function withRoom(
  lines: readonly Named[],
  bytes: number,
  typed: string,
): { readonly pressed: readonly { readonly name: string; readonly button: Button }[]; readonly isQuoted: boolean } {
  const presses = lines.flatMap(({ name, button, isForm }) =>
    button === undefined ? [] : [{ name, button, isForm: isForm === true, size: bytesOf(button) }],
  );
  const sum = (some: typeof presses) => some.reduce((total, { size }) => total + size, 0);
  const isQuoted =
    lines.some(({ isTooLong }) => isTooLong) || (presses.some(({ isForm }) => isForm) && sum(presses) > bytes);
  let room = bytes - sum(presses.filter(({ isForm }) => !isForm)) - (isQuoted ? bytesOf(typed) : 0);
  const pressed = presses.filter(({ isForm, size }) => {
    if (!isForm) return true;
    if (size > room) return false;
    room -= size;
    return true;
  });
  return { pressed, isQuoted };
}

/** Many presses of one kind become one menu, in which each has its line's name. */
function pressesOf(pressed: readonly { readonly name: string; readonly button: Button }[], locale: Locale): Block[] {
  const labels = [...new Set(pressed.map(({ button }) => button.label))];
  const items = labels.flatMap((label): (Button | Menu)[] => {
    const alike = pressed.filter(({ button }) => button.label === label);
    return alike.length > MOST_BUTTONS
      ? [
          {
            kind: 'menu',
            label,
            options: alike.map(({ name, button: { payload } }) => ({ label: name, payload })),
          },
        ]
      : alike.map(({ name, button: { payload } }) => ({
          kind: 'button',
          label: coreTexts(locale).pressFor({ press: label, name: clipped(name, LONGEST_NAME) }),
          payload,
        }));
  });
  return items.length === 0 ? [] : [{ kind: 'actions', items }];
}

/**
 * Combines the replies to one message, in the order typed. Private unless all of them are for the whole conversation.
 * `typed`: the message's text, quoted if a form does not carry all of its words. `notice`: told above the lines.
 */
export function combined(
  outcomes: readonly Outcome[],
  { actor, typed, notice }: { readonly actor: Actor; readonly typed: string; readonly notice?: string | undefined },
): Reply {
  const { locale } = actor;
  const replies = outcomes.map(({ reply }) => reply);
  const said = replies.flatMap((reply) => (reply.kind === 'message' ? [reply] : []));
  const [first] = replies;
  const refusal = coreTexts(locale).sensitive();
  // A refusal where others read repeats nothing of the message.
  if (first !== undefined && replies.every((reply) => lineOf(reply, locale).text === refusal)) return first;
  if (replies.every(({ kind }) => kind === 'nothing')) return nothing;

  const short = shortenedTo(outcomes.length);
  const lines = outcomes.map(({ name, reply }) => {
    const line = lineOf(reply, locale);
    const called = clipped(name, LONGEST_NAME);
    const whole = line.text === '' ? called : labelled(called, line.text, locale);
    const text = short(isNamed(line.text, name) ? line.text : whole);
    return { ...line, name, text, isTooLong: line.isTooLong === true || (line.isForm === true && text.endsWith('…')) };
  });
  const texts = lines.map(({ text }) => text);
  const { pressed, isQuoted } = withRoom(lines, MOST_BYTES - bytesOf(texts), typed);
  const isPublic = replies.length === said.length && said.every(({ to }) => to === 'conversation');
  const isInternal = isPublic
    ? said.some(({ message }) => message.audience === 'internal')
    : actor.standing.side === 'ours';
  return {
    kind: 'message',
    to: isPublic ? 'conversation' : 'caller',
    message: {
      audience: isInternal ? 'internal' : 'client',
      fallbackText: texts.join('\n'),
      blocks: [
        ...(notice === undefined ? [] : [{ kind: 'context' as const, text: notice }]),
        texts.length > MOST_LISTED ? { kind: 'text', text: texts.join('\n') } : { kind: 'list', items: texts },
        ...pressesOf(pressed, locale),
        ...(isQuoted ? [{ kind: 'quote' as const, text: typed }] : []),
      ],
    },
    ...(said.some(({ aloud }) => aloud !== undefined) ? { aloud: doneAloud(locale) } : {}),
  };
}
