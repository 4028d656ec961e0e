import type { Recorded } from './recorded.ts';

/** The fault of a call. */
export type Fault =
  /** 429, nothing was done. Without `afterSeconds` the header is missing. */
  | { readonly kind: 'rateLimited'; readonly afterSeconds?: number }
  /** A status other than 200, before anything was done. */
  | { readonly kind: 'status'; readonly status: number }
  /** Slack's own refusal, with further fields. */
  | { readonly kind: 'refused'; readonly error: string; readonly more?: Readonly<Record<string, unknown>> }
  /** The connection breaks: before the call is done, or after. */
  | { readonly kind: 'reset'; readonly applied: boolean }
  /** No answer ever: the call is done, or not. */
  | { readonly kind: 'hang'; readonly applied: boolean }
  /** The call is done and the answer is cut in its middle: as if complete, or with the connection. */
  | { readonly kind: 'truncated'; readonly broken: boolean }
  /** Another fault, after that many milliseconds. */
  | { readonly kind: 'slow'; readonly ms: number; readonly meets: Exclude<Fault, { readonly kind: 'slow' }> }
  /** The call is done and answered with a 5xx. */
  | { readonly kind: 'appliedThen'; readonly status: number }
  /** The call is done, and the answer is replaced. */
  | { readonly kind: 'changed'; readonly to: (body: Record<string, unknown>) => Record<string, unknown> };

export interface Where {
  readonly method?: string;
  readonly team?: string;
  /** The calls that match; default: all. */
  readonly when?: (call: Recorded) => boolean;
  /** How often; default: once. */
  readonly times?: number;
}

/** The planned faults. */
export function createFaults() {
  const planned: { where: Where; fault: Fault; left: number }[] = [];
  return {
    plan(where: Where, fault: Fault): void {
      planned.push({ where, fault, left: where.times ?? 1 });
    },
    /** The fault of this call; each is used up by a call. */
    take(call: Recorded): Fault | undefined {
      const hit = planned.find(
        ({ where, left }) =>
          left > 0 &&
          (where.method === undefined || where.method === call.method) &&
          (where.team === undefined || where.team === call.team) &&
          (where.when === undefined || where.when(call)),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return hit.fault;
    },
    /** Removes all planned faults. */
    clear(): void {
      planned.length = 0;
    },
  };
}
