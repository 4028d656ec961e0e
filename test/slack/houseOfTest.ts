/** The house that a test opens; it is closed after that test. */
import { afterEach } from 'vitest';
import { type HouseOptions, type SlackHouse, slackHouse } from './house.ts';

/** Registers the closing for the calling test file and returns the function that opens a house. */
export function houseOfTest(): (options?: HouseOptions) => Promise<SlackHouse> {
  let open: SlackHouse | undefined;
  afterEach(async () => {
    const ending = open;
    open = undefined;
    await ending?.close();
  });
  return async (options = {}) => {
    open = await slackHouse(options);
    return open;
  };
}
