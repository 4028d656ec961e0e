import { slackDifferences } from '../replay/differences.ts';
import { startPlayground } from '../replay/playgroundDriver.ts';
import { describeReplay } from '../replay/run.ts';
import { startSlackDriver } from '../replay/slackDriver.ts';

describeReplay('Slack', {
  platform: 'slack',
  start: startSlackDriver,
  differences: slackDifferences,
  beside: startPlayground,
});
