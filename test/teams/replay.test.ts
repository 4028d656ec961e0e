import { targetedDifferences, teamsDifferences } from '../replay/differences.ts';
import { startPlayground } from '../replay/playgroundDriver.ts';
import { describeReplay } from '../replay/run.ts';
import { startTeamsDriver } from '../replay/teamsDriver.ts';

describeReplay('Teams', {
  platform: 'teams',
  start: startTeamsDriver,
  differences: teamsDifferences,
  beside: startPlayground,
});

const startTargeted = (start: string) => startTeamsDriver(start, true);
describeReplay('Teams with targeted messages', {
  platform: 'teams',
  start: startTargeted,
  differences: targetedDifferences,
  beside: startPlayground,
});
