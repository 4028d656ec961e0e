/** Typed text with numbers: `MS-3 move 22 Dec`, `done TASK-12 TASK-15`, `TASK-12 到 15 完成`. */
import type { FrontContext } from './addressee.ts';
import { type Assigned, assignWords } from './assign.ts';
import type { Command, Thing } from './command.ts';
import type { FieldKind, FieldProblem } from './form.ts';
import { type FoundNumber, type NumbersProblem, readNumbers } from './numbers.ts';
import type { FormValues } from './platform.ts';
import { listNumber, splitWords } from './tokens.ts';
import { isHan, normal, wordsBehind } from './typedText.ts';
import { typedWords, verbWords } from './verbs.ts';

/** One number with the command for it: undefined if its thing has no such command. */
export interface NumberTarget {
  readonly number: string;
  readonly command: Command | undefined;
  readonly values: FormValues;
  readonly leftover: string | undefined;
  readonly problems?: Readonly<Record<string, FieldProblem>> | undefined;
}

/** Numbers at the beginning of a text or behind its verb; a number without a verb opens its thing. */
export interface NumbersMeant {
  readonly kind: 'number';
  /** At least one; each number once, in the order typed. */
  readonly targets: readonly NumberTarget[];
  /** The person is told, and nothing is done. */
  readonly problem: NumbersProblem | undefined;
}

/** The typed words of each verb, the longest first: the shared ones, and those of commands that take a number. */
function verbsOf(commands: readonly Command[]): readonly (readonly [word: string, verb: string])[] {
  const shared = Object.keys(verbWords).map((verb) => ({ verb, words: typedWords(verb) }));
  const own = commands
    .filter(({ thing, input, hidden }) => thing.numberKind !== undefined && input.number !== undefined && !hidden)
    .map(({ verb, verbAliases }) => ({ verb, words: typedWords(verb, verbAliases) }));
  const verbs = new Map<string, string>();
  for (const { verb, words } of [...shared, ...own])
    for (const word of words.map(normal)) if (!verbs.has(word)) verbs.set(word, verb);
  return [...verbs].sort(([one], [other]) => other.length - one.length);
}

/** The fields that words behind a number fill. */
const besides = (command: Command) => command.positional.filter((name) => name !== 'number');

/** `move MS-3 to 22 Dec`, `assign TASK-12 to @Tom`, `改期到周五`: a word that only ties a time or a person to the number. */
const TIE = /^(?:to\s+|[–—-]\s+|[到至给]\s*)/iu;
const TIED: readonly FieldKind[] = ['when', 'date', 'person'];
/** `supersede DEC-2 by "Use Adyen"`, `by DEC-5`: the same in front of a quotation or another number. */
const TEXT_TIE = /^(?:by|with|as|为|成|由)\s*(?=["“「『＂]|(?:[A-Z][A-Z0-9]*-){1,3}\d)/iu;
const untied = (command: Command, words: string) => {
  const [next = ''] = besides(command);
  const kind = command.input[next]?.kind;
  if (kind === 'text') return words.replace(TEXT_TIE, '');
  return TIED.some((tied) => tied === kind) ? words.replace(TIE, '') : words;
};

/** The words behind a number; they never become a part of it. */
const assignedBehind = (command: Command, words: string, context: FrontContext): Assigned =>
  assignWords({ ...command, positional: besides(command) }, untied(command, words), context);

/** `GOAL-2`, `ACME-INT-GOAL-2`, or a line of the list shown last. */
const isNumber = (word: string) =>
  listNumber(word) !== undefined || /^\p{L}[\p{L}\p{N}-]*-\d+$/u.test(word.normalize('NFKC'));

/**
 * Typed words for a command, as `assignWords` reads them. A number in front of further fields is taken alone: in `goal
 * now GOAL-2 abc` the mistake is in the value, not in the number.
 */
export function assignNumbered(command: Command, text: string, context: FrontContext): Assigned {
  const [first] = splitWords(text);
  const isNumbered =
    command.thing.numberKind !== undefined && command.positional[0] === 'number' && besides(command).length > 0;
  if (!isNumbered || first?.kind !== 'plain' || !isNumber(first.value)) return assignWords(command, text, context);
  const { values, ...others } = assignedBehind(command, text.slice(first.end).trimStart(), context);
  return { ...others, values: { ...values, number: first.value } };
}

/**
 * Makes the reader of numbers. `things` have them, by their kind as in ACME-ISS-12; the `commands` may have verbs of
 * their own; `commandOf` finds a thing's command
 * by its verb.
 */
export function createNumberWords({
  things,
  commands,
  commandOf,
}: {
  readonly commands: readonly Command[];
  readonly things: ReadonlyMap<string, Thing>;
  readonly commandOf: (thing: Thing, verb: string) => Command | undefined;
}) {
  const verbs = verbsOf(commands);

  /** A verb at the text's beginning, and the text after it. */
  function leadingVerb(text: string): [verb: string | undefined, rest: string] {
    const found = verbs.find(
      ([word]) =>
        normal(text.slice(0, word.length)) === word &&
        (/^($|\s)/u.test(text.slice(word.length)) || isHan(word.slice(-1))),
    );
    return found === undefined ? [undefined, text] : [found[1], text.slice(found[0].length).trimStart()];
  }

  /** The words behind the numbers, for each number by its own command. */
  function targetsOf(
    numbers: readonly FoundNumber[],
    verb: string | undefined,
    words: string,
    context: FrontContext,
  ): readonly NumberTarget[] {
    const read = new Map<Command, Assigned>();
    return numbers.map(({ number, kind, inRange }) => {
      const thing = things.get(kind);
      const named = thing === undefined ? undefined : commandOf(thing, verb ?? 'show');
      const command = named?.input.number === undefined ? undefined : named;
      if (command === undefined) return { number, command, values: {}, leftover: words === '' ? undefined : words };
      const known = read.get(command);
      const assigned = known ?? assignedBehind(command, words, context);
      if (known === undefined) read.set(command, assigned);
      const { values, leftover, problems } = assigned;
      const typed = thing?.hasTwoSequences === true ? (inRange ?? number) : number;
      return { number, command, values: { ...values, number: typed }, leftover, problems };
    });
  }

  /**
   * The meaning of a text with numbers. Figures without a kind count only where all words fit then: `done TASK-12 5 Dec`
   * is about TASK-12 alone, and in `move TASK-12 to 15 Dec` the figure belongs to the date.
   */
  return (text: string, context: FrontContext): NumbersMeant | undefined => {
    const [verbFirst, afterVerb] = leadingVerb(text);
    const begins = wordsBehind(afterVerb);
    const isKind = (kind: string) => things.has(kind);
    for (const figures of ['all', 'ends', 'glued'] as const) {
      const found = readNumbers(begins, { isKind, figures });
      if (found === undefined) return undefined;
      const behind = wordsBehind(found.rest).replace(/^[.。!！?？]+$/u, '');
      const [verb, words] = verbFirst === undefined ? leadingVerb(behind) : [verbFirst, behind];
      const targets = targetsOf(found.numbers, verb, words, context);
      const isFitting = ({ command, leftover }: NumberTarget) =>
        command !== undefined &&
        leftover === undefined &&
        (besides(command).length === 0 || (found.figures === 'ends' && verbFirst === undefined));
      if (found.figures === 'glued' || targets.every(isFitting))
        return { kind: 'number', targets, problem: found.problem };
    }
    return undefined;
  };
}
