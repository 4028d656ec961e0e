import type { ProjectSummary } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { type Block, type Button, press } from '../../core/message.ts';
import type { Entry } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import type { CardPart } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { registerTexts } from './texts.ts';

type How = NonNullable<Entry['links']>[number]['how'] | 'parent' | 'part';

const LABELS = {
  became: 'became',
  supersedes: 'supersedes',
  supersededBy: 'supersededBy',
  follows: 'follows',
  parent: 'partOf',
  part: 'parts',
} as const satisfies Record<How, string>;

/** The order on the card. */
const ORDER = Object.keys(LABELS) as readonly How[];

/** The most related entries with a button on the card. */
const MOST_BUTTONS = 3;

/**
 * The entries that an entry is linked with, for our side's card: their numbers and titles in words, and a button to open
 * each. Costs a read only for an entry with a link or a parent.
 */
export function createRelated({ entries }: Pick<RegisterPorts, 'entries'>) {
  return async (
    { scope, locale }: Pick<CommandContext, 'scope' | 'locale'>,
    { entry, project }: { readonly entry: Entry; readonly project: ProjectSummary },
  ): Promise<CardPart> => {
    const { links = [], parentId } = entry;
    if (links.length === 0 && parentId === undefined) return { blocks: [], buttons: [] };
    const texts = registerTexts(locale);
    const others = (await entries.related(scope, entry)).filter(({ deletedAt }) => deletedAt === undefined);
    const howOf = (other: Entry): How =>
      links.find(({ entryId }) => entryId === other._id)?.how ?? (other._id === parentId ? 'parent' : 'part');
    const known = others
      .map((other) => ({
        other,
        how: howOf(other),
        number: numberOf(other, entries.kindOf(other.kind), project.key),
      }))
      .toSorted((one, other) => ORDER.indexOf(one.how) - ORDER.indexOf(other.how));
    const items = ORDER.flatMap((how) => {
      const values = known.filter((one) => one.how === how).map(({ other, number }) => `${number} · ${other.title}`);
      return values.length === 0 ? [] : [{ label: texts[LABELS[how]](), value: values.join('; ') }];
    });
    const blocks: Block[] = items.length === 0 ? [] : [{ kind: 'fields', items }];
    const buttons = known.slice(0, MOST_BUTTONS).map(
      ({ other, number }): Button => ({
        kind: 'button',
        label: texts.openNumber({ number }),
        payload: press(`${other.kind} show`, { number: other._id }),
      }),
    );
    return { blocks, buttons };
  };
}
