import { openDatabase } from '../../src/store/database.ts';
import { signingContract } from './signing.ts';

signingContract('the embedded engine', () => openDatabase({ memory: true }));
