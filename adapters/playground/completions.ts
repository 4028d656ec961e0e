import type { Permission } from '../../src/core/access.ts';
import type { Command } from '../../src/core/command.ts';
import { usageOf } from '../../src/core/registry.ts';
import type { Locale } from '../../src/ground/i18n.ts';

/** One thing that can be typed, as completion offers it. */
export interface Completion {
  /** The words after `/rapport `, e.g. `reminder new`. */
  readonly words: string;
  /** How to go on, e.g. `reminder new <Text> <When>`. */
  readonly usage: string;
  readonly summary: string;
}

/**
 * Who types: what is offered is in their language, and nothing that only our side may do is offered to people from
 * outside.
 */
export interface Typist {
  readonly locale: Locale;
  readonly outsider: boolean;
}

/** What a client's person can ever be allowed; offering is no permission, each command still asks for its own. */
const forClients: ReadonlySet<Permission> = new Set<Permission>([
  'greet',
  'ownThings',
  'view',
  'ask',
  'raise',
  'approve',
]);

/** What completion offers, from the commands' own declarations. */
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
