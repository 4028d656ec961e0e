import { openDatabase } from '../../src/store/database.ts';
import { claimContract } from './claim.ts';

claimContract('the embedded engine', () => openDatabase({ memory: true }));
