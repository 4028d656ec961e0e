import { sample } from '../fakes/soak.ts';
import { startPlayground } from '../replay/playgroundDriver.ts';
import { describeReplay } from '../replay/run.ts';
import { scenarios } from '../replay/scenarios.ts';

describeReplay('The playground', {
  platform: 'playground',
  start: startPlayground,
  differences: [],
  beside: undefined,
  // The replays of Slack and Teams play every scenario here too, beside their own.
  played: sample(scenarios, 4),
});
