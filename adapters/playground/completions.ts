import type { Permission } from '../../src/core/access.ts';
import type { Command } from '../../src/core/command.ts';
import { usageOf } from '../../src/core/registry.ts';
import type { Locale } from '../../src/ground/i18n.ts';

/** A suggestion of the composer's completion. */
export interface Completion {
  /** The words after `/rapport `, e.g. `reminder new`. */
  readonly words: string;
  /** The usage line, e.g. `reminder new <Text> <When>`. */
  readonly usage: string;
  readonly summary: string;
}

/** The person who types: suggestions are in their language, and outsiders get no commands of our side only. */
export interface Typist {
  readonly locale: Locale;
  readonly outsider: boolean;
}

/** The widest permissions of a client's person. A suggestion is not a permission: each command still checks its own. */
const forClients: ReadonlySet<Permission> = new Set<Permission>([
  'greet',
  'ownThings',
  'view',
  'ask',
  'raise',
  'approve',
]);

/** The suggestions, from the commands' own declarations. */
export function completionsOf({
  commands,
}: {
  readonly commands: readonly Command[];
}): (typist: Typist) => readonly Completion[] {
  return ({ locale, outsider }) =>
    commands
      .filter(({ hidden, permission }) => hidden !== true && (!outsider || forClients.has(permission)))
      .map((command) => {
        const usage = usageOf(command, locale);
        return { words: usage.replace(/\s+(?:[<[]|\S+:…).*$/su, ''), usage, summary: command.summary[locale] };
      });
}
