/** Whether this is the project `soak`, where every property runs in full. */
export const isSoak = process.env.SOAK === 'yes';

/**
 * How often a long property runs: `quick` times in `npm test`, `full` times in the project `soak`. vitest.config.ts
 * takes each test file that imports this module into that project.
 */
export const runs = (quick: number, full: number): number => (isSoak ? full : quick);

/** Every item in the project `soak`; in `npm test` each `step`-th one, starting with the first. */
export const sample = <T>(items: readonly T[], step: number): readonly T[] =>
  items.filter((_, at) => at % runs(step, 1) === 0);
