/**
 * The events of a scenario, as data: who does what, and what each person then sees. It is independent of platforms:
 * each platform's driver turns a step into the requests of real devices, and reads what they show.
 */

/**
 * Root is the admin, Mei the manager, Tom a member who reads Chinese. Of Acme, from outside: Ana, who approves, and Li,
 * who reads Chinese. Zoe is unknown.
 */
export type Who = 'root' | 'mei' | 'tom' | 'ana' | 'li' | 'zoe';
/** The client's channel, the internal one, and one that Rapport has not joined yet. */
export type Channel = 'acme' | 'acme-internal' | 'launch';
/** A person who sees something privately in any place; or all members of a channel. */
export type Viewer = Who | `#${Channel}`;

export interface FormSight {
  readonly form: string;
  /** The text above the fields. */
  readonly says?: string;
  /** Every field by its name, with its value. */
  readonly fields: Readonly<Record<string, string>>;
  /** The errors by field. */
  readonly wrong?: Readonly<Record<string, string>>;
}
/**
 * A message: its text in order, with ` | ` between separate texts, and its buttons in brackets. `=> ` in front: it
 * replaced the pressed message. Days are written out (`Tue 24 Nov 15:00`), times are in the reader's zone. ` ... `
 * matches any text: wording that the scenario does not check.
 */
export type Sight = string | FormSight;
/**
 * The same on each platform; or a different one on a platform where it cannot be the same. differences.ts gives the
 * reasons.
 */
export type Expected = Sight | { readonly elsewhere: Sight; readonly teams: Sight };

type Deed =
  /**
   * To Rapport, in the way of the place: the text after `/rapport`, or after its name. `@Tom Berg` and `#acme` are
   * mentions. Without a place, privately to Rapport.
   */
  | { readonly who: Who; readonly types: string; readonly in?: Channel }
  /** Rapport's name and this text, visible to all members. */
  | { readonly who: Who; readonly mentions: string; readonly in: Channel }
  /**
   * A button or a menu entry, on the newest message that has it; `under`: text that is also there. A question before
   * the press is confirmed.
   */
  | { readonly who: Who; readonly presses: string; readonly under?: string }
  /** Sends the form that they have open, with these changes. */
  | { readonly who: Who; readonly fills: Readonly<Record<string, string>> }
  /** Sends their last form once more unchanged: their device got no answer. */
  | { readonly who: Who; readonly sendsAgain: true }
  /** Closes it, with these changes. */
  | { readonly who: Who; readonly closes: Readonly<Record<string, string>> }
  | { readonly who: Who; readonly renames: Channel; readonly to: string }
  | { readonly who: Who; readonly archives: Channel }
  | { readonly who: Who; readonly brings: Who | 'rapport'; readonly in: Channel }
  | { readonly who: Who; readonly takesAway: Who | 'rapport'; readonly in: Channel };

export type Step = (Deed | { readonly at: string }) & {
  /** The changes and their viewers; no other person sees anything. */
  readonly sees?: Readonly<Partial<Record<Viewer, readonly Expected[]>>>;
};

export interface Scenario {
  readonly name: string;
  /** The playground's channels cannot be renamed or archived. */
  readonly notInPlayground?: true;
  /** Default: Monday 23 November 2026, 10:00 in Berlin. */
  readonly start?: string;
  readonly steps: readonly Step[];
}
export type DeedOf = Deed;
