import { z } from 'zod';
import type { InboundEvent } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import type { SlackApi } from './api.ts';

/** The person who acts, as every event carries it. */
export type From = InboundEvent['from'];

/** The person as named in the payload: enough to go on when Slack does not answer. */
export interface Named {
  readonly user: string;
  /** The person's team, where the payload has it. */
  readonly tenant?: string | undefined;
  readonly name?: string | undefined;
}

const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const slackUser = z.object({
  id: z.string(),
  team_id: text,
  name: text,
  real_name: text,
  tz: text,
  locale: text,
  deleted: flag,
  is_stranger: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  profile: z.object({ display_name: text, real_name: text }).optional().catch(undefined),
  enterprise_user: z
    .object({ teams: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
});

const botFlag = z.object({ is_bot: z.literal(true) });

/**
 * A user of `users.info` or `users.list`, as seen from a team. From outside means: of another organisation, or a guest.
 * In Enterprise Grid a person belongs to every team of their record. Undefined for anything but a user.
 */
export function readUser(raw: unknown, team: string): From | undefined {
  const read = slackUser.safeParse(raw);
  if (!read.success) return undefined;
  const { id, team_id: home = team, profile, tz, locale } = read.data;
  const isMember = home === team || read.data.enterprise_user?.teams?.includes(team) === true;
  const isGuest = read.data.is_restricted === true || read.data.is_ultra_restricted === true;
  const name = [read.data.real_name, profile?.real_name, profile?.display_name, read.data.name].find(
    (name) => name !== undefined && name.trim() !== '',
  );
  return {
    user: id,
    tenant: isMember ? team : home,
    name: name?.trim() ?? id,
    outsider: !isMember || isGuest || read.data.is_stranger === true,
    ...(locale === undefined ? {} : { locale }),
    ...(tz === undefined ? {} : { zone: tz }),
    ...(read.data.deleted === true ? { gone: true } : {}),
  };
}

/** How long an answer counts: names, languages and zones change rarely, a guest's flag hardly ever. */
const FRESH_MS = 5 * 60_000;
/** How long an old answer is better than none, when Slack does not answer in time. */
const USABLE_MS = 24 * 3_600_000;
/** A look-up goes on after its event stopped waiting, so that the next event finds the answer. */
const LOOKUP_MS = 10_000;
const MOST_KEPT = 5_000;

export interface SlackPeople {
  /**
   * Looks a person up, within `waitMs`. Without an answer in time the person counts as an outsider, under the payload's
   * name and team. Our own people are still recognised by their record.
   */
  who(team: string, named: Named, waitMs: number): Promise<From>;
  /** Looks up a mentioned person; undefined for a bot, and without an answer in time. */
  mentioned(team: string, user: string, waitMs: number): Promise<From | undefined>;
  /** Discards the cached person after a change. */
  forget(team: string, user: string): void;
}

/** Looks people up with `users.info` and a short cache. `clock` is real time. */
export function createSlackPeople({ api, clock }: { api: Pick<SlackApi, 'call'>; clock: Clock }): SlackPeople {
  const known = new Map<string, { readonly from: From; readonly isBot: boolean; readonly at: number }>();
  type Answer = { readonly from: From; readonly isBot: boolean };
  const asked = new Map<string, Promise<Answer | undefined>>();

  function keep(key: string, answer: Answer): void {
    known.delete(key);
    known.set(key, { ...answer, at: clock.now().getTime() });
    const oldest = known.size > MOST_KEPT ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
  }

  /** One look-up at a time per person, for all events that wait for it. */
  function lookUp(key: string, team: string, user: string): Promise<Answer | undefined> {
    const running = asked.get(key);
    if (running !== undefined) return running;
    const looking = api
      .call(team, 'users.info', { user, include_locale: true }, { timeoutMs: LOOKUP_MS })
      .then((answer) => {
        const from = answer.ok ? readUser(answer.body.user, team) : undefined;
        if (from === undefined) return undefined;
        const told = {
          from,
          isBot: user === 'USLACKBOT' || botFlag.safeParse(answer.ok ? answer.body.user : undefined).success,
        };
        keep(key, told);
        return told;
      })
      .catch(() => undefined)
      .finally(() => asked.delete(key));
    asked.set(key, looking);
    return looking;
  }

  async function find(team: string, user: string, waitMs: number): Promise<Answer | undefined> {
    const key = `${team}/${user}`;
    const before = known.get(key);
    const age = before === undefined ? Number.POSITIVE_INFINITY : clock.now().getTime() - before.at;
    if (before !== undefined && age < FRESH_MS) return before;
    const found = await within(lookUp(key, team, user), waitMs);
    return found ?? (age < USABLE_MS ? before : undefined);
  }

  return {
    async who(team, named, waitMs) {
      const found = await find(team, named.user, waitMs);
      return (
        found?.from ?? {
          user: named.user,
          tenant: named.tenant ?? team,
          name: named.name ?? named.user,
          outsider: true,
        }
      );
    },
    async mentioned(team, user, waitMs) {
      const found = await find(team, user, waitMs);
      return found === undefined || found.isBot ? undefined : found.from;
    },
    forget(team, user) {
      known.delete(`${team}/${user}`);
    },
  };
}

/** The result of work within a time in milliseconds; undefined when it takes longer, and the work goes on. */
export async function within<T>(work: Promise<T>, waitMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  try {
    return await Promise.race([work, impatience]);
  } finally {
    clearTimeout(timer);
  }
}
