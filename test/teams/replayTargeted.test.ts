import { targetedDifferences } from '../replay/differences.ts';
import { startPlayground } from '../replay/playgroundDriver.ts';
import { describeReplay } from '../replay/run.ts';
import { startTeamsDriver } from '../replay/teamsDriver.ts';

// A file of its own, so that it runs beside the other replay.
describeReplay('Teams with targeted messages', {
  platform: 'teams',
  start: (instant) => startTeamsDriver(instant, true),
  differences: targetedDifferences,
  beside: startPlayground,
});
