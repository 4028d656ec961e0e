import type { RunningBot } from '../../src/core/bot.ts';
import type { Reply } from '../../src/core/command.ts';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import { type ActionPayload, OPEN_FORM } from '../../src/core/message.ts';
import type { FormValues, Place } from '../../src/core/platform.ts';
import type { ExampleStep, Slice } from '../../src/core/slice.ts';
import type { MovableClock } from '../../src/ground/clock.ts';
import type { Database } from '../../src/store/collection.ts';
import { eventIn } from './composed.ts';

/** The person for each step of an example, in every world of the tests. */
export const EXAMPLE_USERS: Record<ExampleStep['as'], string> = {
  admin: 'root',
  manager: 'mei',
  member: 'tom',
  approver: 'ana',
  stranger: 'zoe',
};

/** The place of an example's step. */
export const examplePlace = ({ as }: Pick<ExampleStep, 'as'>, tenant: string): Place =>
  as === 'stranger'
    ? { conversation: `C-client-${tenant}`, kind: 'channel' }
    : { conversation: `D-${EXAMPLE_USERS[as]}`, kind: 'direct' };

/** The steps of an example that create its rows, with `word` in each internal field. */
export const rowSteps = ({ example }: Slice, word: string): readonly ExampleStep[] =>
  example === undefined ? [] : [...('none' in example.internal ? [] : example.internal(word)), ...example.published];

/** The same of every slice. */
export const exampleSteps = (slices: readonly Slice[], word: string): readonly ExampleStep[] =>
  slices.flatMap((slice) => rowSteps(slice, word));

/** Every step of a slice's example. */
export const allSteps = (slice: Slice): readonly ExampleStep[] => [
  ...rowSteps(slice, 'plain'),
  ...(slice.example?.acts ?? []),
];

type Parts = { readonly bot: Pick<RunningBot, 'handle'>; readonly clock: MovableClock };

/** The payloads of all buttons in a value, in order. */
function buttonsIn(value: unknown): ActionPayload[] {
  if (typeof value !== 'object' || value === null) return [];
  const payload = value as Partial<ActionPayload>;
  if (payload.v === 1 && payload.command !== undefined && payload.input !== undefined)
    return [payload as ActionPayload];
  return Object.values(value).flatMap(buttonsIn);
}

/** Takes the steps of one example in a settled world, and remembers the buttons of their replies. */
export function exampleWorld({ bot, clock, db }: Parts & { readonly db: Database }, tenant: string) {
  const replies: { readonly at: number; readonly shown: unknown }[] = [];

  /** The values of a step. @throws for a button that no earlier step returned. */
  async function valuesOf({ command, values = {}, button }: ExampleStep): Promise<FormValues> {
    if (button !== true) return values;
    const rows = await db.everywhere(deliveries).find({ 'to.tenant': tenant });
    const brought = rows.map(({ enqueuedAt, message }) => ({ at: enqueuedAt.getTime(), shown: JSON.parse(message) }));
    const latestFirst = [...brought, ...replies].sort((one, other) => other.at - one.at);
    const payload = latestFirst.flatMap(({ shown }) => buttonsIn(shown)).find((each) => each.command === command);
    if (payload === undefined) throw new Error(`no step brings a button for ${command}`);
    const { [OPEN_FORM]: _, ...input } = payload.input;
    return { ...input, ...values };
  }

  return {
    valuesOf,
    async take(step: ExampleStep): Promise<Reply> {
      // Within the limit for people.
      clock.advance(5_000);
      const { as, command } = step;
      const [place, values] = [examplePlace(step, tenant), await valuesOf(step)];
      const isPress = step.button === true && step.values === undefined;
      const event = isPress
        ? eventIn(tenant, 'action', EXAMPLE_USERS[as], { place, payload: { v: 1, command, input: values } })
        : eventIn(tenant, 'formSubmit', EXAMPLE_USERS[as], { place, command, values });
      const shown = await bot.handle(event).reply;
      replies.push({ at: clock.now().getTime(), shown });
      return shown;
    },
  };
}

/**
 * Creates the rows of every slice's example in a settled world, with `word` in each internal field. @throws if a step
 * gets no message, because its row would be missing.
 */
export async function runExamples(
  parts: Parts & { readonly db: Database; readonly slices: readonly Slice[] },
  { tenant, word }: { tenant: string; word: string },
): Promise<void> {
  const world = exampleWorld(parts, tenant);
  for (const step of exampleSteps(parts.slices, word)) {
    const reply = await world.take(step);
    if (reply.kind !== 'message' && reply.kind !== 'update')
      throw new Error(`the example of ${step.command} is answered with ${JSON.stringify(reply)}`);
  }
}
