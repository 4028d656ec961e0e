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
const SHORTEST_LINE = 100;
const LONGEST_NAME = 60;
/** Bytes of all buttons as JSON, as in paging.ts; the words of a form without room are quoted. */
const MOST_BYTES = 9_000;
/** More presses of one kind become a menu. */
const MOST_BUTTONS = 6;

const clipped = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

interface Line {
  readonly text: string;
  readonly button: Button | undefined;
  /** Typed words that the button does not carry. */
  readonly isQuoted: boolean;
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
        isQuoted: Object.keys(quoted).length > 0,
      };
    }
    case 'nothing':
      return { text: '', button: undefined, isQuoted: false };
    default: {
      const own = reply.kind === 'update' ? reply.atLine?.text : undefined;
      return { text: own ?? reply.message.fallbackText, button: buttonOf(reply, locale), isQuoted: false };
    }
  }
}

/** Whether a text names it already: TASK-1 is not named by TASK-12. */
function isNamed(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/^\d/.test(text.slice(at + name.length));
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

  const most = Math.max(SHORTEST_LINE, Math.floor(MOST_CHARACTERS / Math.max(1, outcomes.length)));
  let bytes = 0;
  let isQuoted = false;
  const lines: string[] = [];
  const pressed: { name: string; button: Button }[] = [];
  for (const { name, reply } of outcomes) {
    const line = lineOf(reply, locale);
    const short = clipped(name, LONGEST_NAME);
    const text = line.text === '' ? short : isNamed(line.text, name) ? line.text : labelled(short, line.text, locale);
    lines.push(clipped(text, most));
    const size = Buffer.byteLength(JSON.stringify(line.button ?? ''));
    const hasRoom = bytes + size <= MOST_BYTES;
    if (line.isQuoted || !hasRoom || (reply.kind === 'form' && text.length > most)) isQuoted = true;
    if (line.button === undefined || !hasRoom) continue;
    bytes += size;
    pressed.push({ name, button: line.button });
  }
  const isPublic = replies.length === said.length && said.every(({ to }) => to === 'conversation');
  const isInternal = isPublic
    ? said.some(({ message }) => message.audience === 'internal')
    : actor.standing.side === 'ours';
  return {
    kind: 'message',
    to: isPublic ? 'conversation' : 'caller',
    message: {
      audience: isInternal ? 'internal' : 'client',
      fallbackText: lines.join('\n'),
      blocks: [
        ...(notice === undefined ? [] : [{ kind: 'context' as const, text: notice }]),
        { kind: 'list', items: lines },
        ...pressesOf(pressed, locale),
        ...(isQuoted ? [{ kind: 'quote' as const, text: typed }] : []),
      ],
    },
    ...(said.some(({ aloud }) => aloud !== undefined) ? { aloud: doneAloud(locale) } : {}),
  };
}
