import { teamsDifferences } from '../replay/differences.ts';
import { describeReplay } from '../replay/run.ts';
import { startTeamsDriver } from '../replay/teamsDriver.ts';

describeReplay('Teams', { platform: 'teams', start: startTeamsDriver, differences: teamsDifferences });
