import { describePlatform } from './platform.ts';
import { playgroundUnderTest } from './platformPlayground.ts';

describePlatform('the playground', playgroundUnderTest);
