import type { RunningBot } from '../../src/core/bot.ts';
import type { ExampleStep, Slice } from '../../src/core/slice.ts';
import type { MovableClock } from '../../src/ground/clock.ts';
import { eventIn } from './composed.ts';

/** Who takes the steps of an example, in every world of the tests. */
export const EXAMPLE_USERS: Record<ExampleStep['as'], string> = {
  admin: 'root',
  manager: 'mei',
  member: 'tom',
  approver: 'ana',
};

/** The steps of every slice's example, with `word` in each field that is ours alone. */
export const exampleSteps = (slices: readonly Slice[], word: string): readonly ExampleStep[] =>
  slices.flatMap(({ example }) =>
    example === undefined ? [] : [...('none' in example.internal ? [] : example.internal(word)), ...example.published],
  );

/**
 * Makes every slice's example in a settled world, with `word` in each field that is ours alone. @throws for a step that
 * is not answered with a message, since its row would be missing.
 */
export async function runExamples(
  { bot, slices, clock }: { bot: Pick<RunningBot, 'handle'>; slices: readonly Slice[]; clock: MovableClock },
  { tenant, word }: { tenant: string; word: string },
): Promise<void> {
  for (const { as, command, values } of exampleSteps(slices, word)) {
    // Each asks as slowly as a person does.
    clock.advance(5_000);
    const reply = await bot.handle(eventIn(tenant, 'formSubmit', EXAMPLE_USERS[as], { command, values })).reply;
    if (reply.kind !== 'message' && reply.kind !== 'update')
      throw new Error(`the example of ${command} is answered with ${JSON.stringify(reply)}`);
  }
}
