import type { Locale, LocalizedText } from '../../ground/i18n.ts';

/** A check to be made. `lines`: its checklist, all open. */
export interface Draft {
  readonly title: string;
  readonly standard?: string | undefined;
  readonly method?: string | undefined;
  readonly lines: readonly string[];
}

/** A ready-made set of checks, in each language. */
export interface CheckSet<V extends string = string> {
  readonly value: V;
  readonly label: LocalizedText;
  readonly aliases: readonly string[];
  readonly checks: Readonly<Record<Locale, readonly Draft[]>>;
}
