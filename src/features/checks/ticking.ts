/** The marks of a check's lines: `tick CHK-1 3`, `cross CHK-1 2-4`, `untick CHK-1 all`, and the menus on its card. */

import { type Command, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Block, type Button, type Menu, press } from '../../core/message.ts';
import { RapportError } from '../../ground/errors.ts';
import { enumerated, inARow, inEachLocale, type Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { createEntryAccess, numberField, startsWithNumber } from '../../records/registers/access.ts';
import type { Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { isAllOk, type Line, linesOf, type Mark, numberedLine, positionsIn, withMark } from './checklist.ts';
import { checkTexts } from './texts.ts';

const VERBS = [
  { verb: 'tick', mark: 'ok', aliases: ['check off', '勾选', '打勾'], said: 'isTicked' },
  { verb: 'cross', mark: 'notOk', aliases: ['not ok', '打叉', '不合格'], said: 'isCrossed' },
  { verb: 'untick', mark: 'open', aliases: ['uncheck', '取消勾选', '取消标记'], said: 'isUnticked' },
] as const satisfies readonly { verb: string; mark: Mark; aliases: readonly string[]; said: string }[];

/** The most lines of a menu. */
const MOST_OPTIONS = 20;

/** The menus on a card that mark one line each: those that are not ticked, those that are open, those with a mark. */
export function markMenus(entry: Entry, locale: Locale): Block[] {
  const lines = linesOf(entry);
  const isMarkable = entry.state === 'planned' || entry.state === 'failed';
  if (entry.deletedAt !== undefined || !isMarkable) return [];
  const menuOf = (verb: 'tick' | 'cross' | 'untick', wanted: (line: Line) => boolean): Menu[] => {
    const options = lines.flatMap((each, index) =>
      wanted(each)
        ? [
            {
              label: numberedLine(each, index),
              payload: press(`${entry.kind} ${verb}`, {
                number: entry._id,
                lines: String(index + 1),
                line: each.text,
              }),
            },
          ]
        : [],
    );
    if (options.length === 0) return [];
    return [{ kind: 'menu', label: checkTexts(locale)[verb](), options: options.slice(0, MOST_OPTIONS) }];
  };
  const items = [
    ...menuOf('tick', ({ mark }) => mark !== 'ok'),
    ...menuOf('cross', ({ mark }) => mark === 'open'),
    ...menuOf('untick', ({ mark }) => mark !== 'open'),
  ];
  return items.length === 0 ? [] : [{ kind: 'actions', items }];
}

/** The position of a pressed line: where it was, or where an edit has moved it. Undefined: it is gone. */
function pressedAt(lines: readonly Line[], position: number | undefined, text: string): number | undefined {
  if (position !== undefined && lines[position]?.text === text) return position;
  const found = lines.findIndex((each) => each.text === text);
  return found === -1 ? undefined : found;
}

/** The commands that mark lines, each an act with Undo. When all lines are fine, the answer offers *Passed*. */
export function tickCommands(ports: RegisterPorts, register: Register): Command[] {
  const { entries } = ports;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);

  return VERBS.map(({ verb, mark, aliases, said: outcome }) =>
    defineCommand({
      thing: register.thing,
      verb,
      verbAliases: aliases,
      summary: checkTexts.all(`${verb}Summary`),
      permission: 'work',
      about,
      sensitive: true,
      input: {
        number: numberField(register),
        lines: field.text({ label: checkTexts.all('whichLines'), hint: checkTexts.all('whichHint') }),
        /** The text of the pressed line: an edit since may have moved it. */
        line: field.text({ label: checkTexts.all('line'), hidden: true, optional: true, maxLength: 3_000 }),
      },
      positional: ['number', 'lines'],
      read(words) {
        if (!startsWithNumber(words, register)) return 'notThis';
        const found = /^(\S+)\s+([^:：]+)$/u.exec(words.trim());
        return found === null ? undefined : { number: found[1] ?? '', lines: found[2] ?? '' };
      },
      async run({ lines: words, line: pressed }, context) {
        const { scope, locale, subject } = context;
        const texts = checkTexts(locale);
        const { entry } = subject;
        const lines = linesOf(entry);
        if (lines.length === 0) return replies.outcome(context, subject, { said: texts.noLines() });
        const typed = positionsIn(words, lines.length);
        const found = pressed === undefined ? undefined : pressedAt(lines, typed?.[0], pressed);
        if (pressed !== undefined && found === undefined)
          return replies.outcome(context, subject, { said: texts.lineGone() });
        const positions = found === undefined ? typed : [found];
        if (positions === undefined)
          throw new RapportError('invalid', 'no such lines', {
            forPeople: inEachLocale((reader) => checkTexts(reader).noSuchLines({ count: lines.length })),
            field: 'lines',
          });
        const after = withMark(lines, positions, mark);
        const isSame = after.every((each, index) => each.mark === lines[index]?.mark);
        if (isSame && !(await entries.hasMade(scope, entry, 'edited', 'stateChanged')))
          return replies.outcome(context, subject, { said: texts.wasSo() });
        const named = positions.map((index) => `${index + 1}. ${lines[index]?.text ?? ''}`);
        const isComplete = entry.state === 'planned' && isAllOk(after);
        const passed: Button = {
          kind: 'button',
          label: texts.setPassed(),
          style: 'primary',
          payload: press(`${entry.kind} passed`, { number: entry._id }),
        };
        // A passed check with a line that is not fine has not passed any more.
        const isBack = entry.state === 'passed' && !isAllOk(after) && isAllOk(lines);
        return replies.act(context, {
          changes: { details: { lines: after }, ...(isBack ? { state: 'planned' } : {}) },
          event: isBack ? 'stateChanged' : 'edited',
          said: inARow([
            texts[outcome]({ lines: enumerated(named, locale) }),
            ...(isBack ? [registerTexts(locale).isDone({ state: texts.planned() })] : []),
            ...(isComplete ? [texts.allFine()] : []),
          ]),
          buttons: isComplete ? [passed] : [],
        });
      },
    }),
  );
}
