import { startPlayground } from '../replay/playgroundDriver.ts';
import { describeReplay } from '../replay/run.ts';

describeReplay('The playground', {
  platform: 'playground',
  start: startPlayground,
  differences: [],
  beside: undefined,
});
