import type { ProjectSummary } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { type Block, type Button, press, type RichText, type Span } from '../../core/message.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Entry } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import { MOST_PARTS } from '../entries/reads.ts';
import type { CardPart } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { registerTexts } from './texts.ts';

type How = NonNullable<Entry['links']>[number]['how'] | 'parent';

const LABELS = {
  became: 'became',
  supersedes: 'supersedes',
  supersededBy: 'supersededBy',
  follows: 'follows',
  parent: 'partOf',
} as const satisfies Record<How, string>;
/** The order on the card. */
const ORDER = Object.keys(LABELS) as readonly How[];

/** The most linked entries with a button on the card, and the most parts that it names. */
const MOST_BUTTONS = 3;
const MOST_NAMED = 5;

/** An entry with its number, as a card names it. */
interface Known {
  readonly other: Entry;
  readonly number: string;
}
const called = ({ other, number }: Known): string => `${number} · ${other.title}`;
const opens = ({ other }: Known): Button['payload'] => press(`${other.kind} show`, { number: other._id });

/** The parts of an entry: the first ones by name, closed ones struck through, and a menu that opens each. */
function partBlocks(parts: readonly Known[], locale: Locale): Block[] {
  if (parts.length === 0) return [];
  const texts = registerTexts(locale);
  const named = parts.slice(0, MOST_NAMED);
  const rest = parts.length - named.length;
  const value: RichText = [
    ...named.flatMap((part, index): Span[] => [
      ...(index === 0 ? [] : ['; ']),
      part.other.isOpen ? called(part) : { kind: 'struck', text: called(part) },
    ]),
    ...(rest === 0 ? [] : [`; ${texts.andMore({ count: parts.length < MOST_PARTS ? rest : `${rest}+` })}`]),
  ];
  const options = named.map((part) => ({ label: called(part), payload: opens(part) }));
  return [
    { kind: 'fields', items: [{ label: texts.parts(), value }] },
    { kind: 'actions', items: [{ kind: 'menu', label: texts.openPart(), options }] },
  ];
}

/**
 * The entries that an entry is linked with, for our side's card: those that it names, with buttons that open them, and
 * its parts. Costs a read for an entry with a link or a parent, and one for a kind that may have parts.
 */
export function createRelated({ entries }: Pick<RegisterPorts, 'entries'>) {
  return async (
    { scope, locale }: Pick<CommandContext, 'scope' | 'locale'>,
    { entry, project }: { readonly entry: Entry; readonly project: ProjectSummary },
  ): Promise<CardPart> => {
    const { links = [], parentId } = entry;
    const howOf = new Map<string, How>([
      ...(parentId === undefined ? [] : [[parentId, 'parent'] as const]),
      ...links.map(({ entryId, how }) => [entryId, how] as const),
    ]);
    const [others, parts] = await Promise.all([
      entries.byIds(scope, [...howOf.keys()]),
      entries.hasParts(entry.kind) ? entries.partsOf(scope, entry) : [],
    ]);
    const texts = registerTexts(locale);
    const known = (other: Entry): Known => ({
      other,
      number: numberOf(other, entries.kindOf(other.kind), project.key),
    });
    const named = ORDER.flatMap((how) =>
      others
        .filter(({ _id, deletedAt }) => howOf.get(_id) === how && deletedAt === undefined)
        .toSorted((one, other) => one.number - other.number)
        .map((other) => ({ how, ...known(other) })),
    );
    const items = ORDER.flatMap((how) => {
      const values = named.filter((one) => one.how === how).map(called);
      return values.length === 0 ? [] : [{ label: texts[LABELS[how]](), value: values.join('; ') }];
    });
    const buttons = named.slice(0, MOST_BUTTONS).map(
      (one): Button => ({
        kind: 'button',
        label: texts.openNumber({ number: one.number }),
        payload: opens(one),
      }),
    );
    const own = parts.filter(({ _id }) => !howOf.has(_id)).map(known);
    return {
      blocks: [...(items.length === 0 ? [] : [{ kind: 'fields' as const, items }]), ...partBlocks(own, locale)],
      buttons,
    };
  };
}
