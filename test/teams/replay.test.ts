import { teamsDifferences } from '../replay/differences.ts';
import { startPlayground } from '../replay/playgroundDriver.ts';
import { describeReplay } from '../replay/run.ts';
import { startTeamsDriver } from '../replay/teamsDriver.ts';

describeReplay('Teams', {
  platform: 'teams',
  start: startTeamsDriver,
  differences: teamsDifferences,
  beside: startPlayground,
});
