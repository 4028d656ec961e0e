import { openDatabase } from '../../src/store/database.ts';
import { requestedNoiseContract } from './requestedNoise.ts';

requestedNoiseContract('the embedded engine', () => openDatabase({ memory: true }));
