/**
 * What happens in a scenario, as data: who does what, and what everybody then sees. It knows no platform; each
 * platform's driver turns a step into what its people's devices really send, and reads back what they are shown.
 */

/**
 * Root is the admin, Mei the manager, Tom a member who reads Chinese. Of Acme, from outside: Ana, who approves, and Li,
 * who reads Chinese. Nobody knows Zoe.
 */
export type Who = 'root' | 'mei' | 'tom' | 'ana' | 'li' | 'zoe';
/** The client's channel, ours, and one that Rapport is not in yet. */
export type Channel = 'acme' | 'acme-internal' | 'launch';
/** Whoever sees something alone, wherever they are; or all who are in a channel. */
export type Viewer = Who | `#${Channel}`;

export interface FormSight {
  readonly form: string;
  /** What stands above the fields. */
  readonly says?: string;
  /** Every field by its name, with what is filled in. */
  readonly fields: Readonly<Record<string, string>>;
  /** What is wrong, by field. */
  readonly wrong?: Readonly<Record<string, string>>;
}
/**
 * A message: its words in order, with ` | ` between texts that stand for themselves, and its buttons in brackets. `=> `
 * in front: it took the place of what was pressed. Days are written out (`Tue 24 Nov 15:00`), times are the reader's
 * own. ` ... ` is whatever: wording that the scenario is not about.
 */
export type Sight = string | FormSight;
/** The same on each platform; or otherwise on one, where it cannot be the same. Why is told in differences.ts. */
export type Expected = Sight | { readonly elsewhere: Sight; readonly teams: Sight };

type Deed =
  /**
   * To Rapport, in the way of the place: the words after `/rapport`, or after its name. `@Tom Berg` and `#acme` are
   * mentions. Without a place, to Rapport alone.
   */
  | { readonly who: Who; readonly types: string; readonly in?: Channel }
  /** Rapport's name and these words, for all to read. */
  | { readonly who: Who; readonly mentions: string; readonly in: Channel }
  /**
   * A button, or a menu's entry, on the newest that they see it on; `under`: words that stand there too. What is asked
   * before it counts is confirmed.
   */
  | { readonly who: Who; readonly presses: string; readonly under?: string }
  /** Sends the form that they have open, changed so. */
  | { readonly who: Who; readonly fills: Readonly<Record<string, string>> }
  /** Sends the form that they sent last once more, as it was: their device got no answer. */
  | { readonly who: Who; readonly sendsAgain: true }
  /** Puts it away, changed so. */
  | { readonly who: Who; readonly closes: Readonly<Record<string, string>> }
  | { readonly who: Who; readonly renames: Channel; readonly to: string }
  | { readonly who: Who; readonly archives: Channel }
  | { readonly who: Who; readonly brings: Who | 'rapport'; readonly in: Channel }
  | { readonly who: Who; readonly takesAway: Who | 'rapport'; readonly in: Channel };

export type Step = (Deed | { readonly at: string }) & {
  /** What appears, for whom; nobody else sees anything. */
  readonly sees?: Readonly<Partial<Record<Viewer, readonly Expected[]>>>;
};

export interface Scenario {
  readonly name: string;
  /** The playground's channels are called what they are called, and are never archived. */
  readonly notInPlayground?: true;
  /** Monday 23 November 2026, 10:00 in Berlin, unless told. */
  readonly start?: string;
  readonly steps: readonly Step[];
}
export type DeedOf = Deed;
