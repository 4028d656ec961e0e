import { z } from 'zod';
import { detailsOf, type Entry } from '../../records/entries/model.ts';

/** The parts of a milestone that the client agrees to. */
const expected = z.strictObject({ due: z.string().optional(), scope: z.string().optional() });
type Expected = z.infer<typeof expected>;

/** What an approver agreed to, and by which signature. `revision`: of the milestone when it was asked. */
export const baseline = expected.extend({
  revision: z.number().int(),
  signatureId: z.string(),
  by: z.string(),
  at: z.date(),
});
type Baseline = z.infer<typeof baseline>;

/** How the client is to hear of a change. */
export const TELLINGS = ['now', 'report', 'call'] as const;
export type Telling = (typeof TELLINGS)[number];

/** A change of what was agreed, with its reason. `revision`: after the change. */
const change = z.strictObject({
  before: expected,
  after: expected,
  why: z.string(),
  by: z.string(),
  at: z.date(),
  revision: z.number().int(),
  told: z.enum(TELLINGS).optional(),
});
type Change = z.infer<typeof change>;
export const changes = z.array(change);

const shown = expected.extend({ state: z.string() });
/** The last change that the client was told, as its message shows it. `revision`: of that publication. */
export const lastTold = z.strictObject({
  before: shown,
  after: shown,
  why: z.string().optional(),
  by: z.string(),
  at: z.date(),
  revision: z.number().int(),
});
export type LastTold = z.infer<typeof lastTold>;

/** A milestone's own values. */
export interface MilestoneDetails {
  readonly scope?: string;
  readonly baseline?: Baseline;
  readonly changes?: readonly Change[];
  readonly lastTold?: LastTold;
}
export const milestoneOf = (entry: Entry): MilestoneDetails => detailsOf(entry) as MilestoneDetails;

/** What the client agrees to, as the milestone is now. */
export function expectedOf(entry: Entry): Expected {
  const { scope } = milestoneOf(entry);
  return { ...(entry.due === undefined ? {} : { due: entry.due }), ...(scope === undefined ? {} : { scope }) };
}

/** The same as the client was told last. */
export function expectedByClient({ published, kind }: Entry): Expected {
  const own = (published as Readonly<Record<string, unknown>> | undefined)?.[kind] as MilestoneDetails | undefined;
  return {
    ...(published?.due === undefined ? {} : { due: published.due }),
    ...(own?.scope === undefined ? {} : { scope: own.scope }),
  };
}

export const isSame = (one: Expected, other: Expected): boolean => one.due === other.due && one.scope === other.scope;

/** The changes of an agreed milestone that the client was not told; none if they read its present date and scope. */
export function untoldChanges(entry: Entry): readonly Change[] {
  const isTold = entry.published === undefined || isSame(expectedOf(entry), expectedByClient(entry));
  return isTold ? [] : (milestoneOf(entry).changes ?? []).filter(({ told }) => told !== 'now');
}

/** Whether the client agreed to a date or scope that has changed since they were told last. */
export const isMovedUntold = (entry: Entry): boolean =>
  milestoneOf(entry).baseline !== undefined &&
  entry.published !== undefined &&
  !isSame(expectedOf(entry), expectedByClient(entry));
