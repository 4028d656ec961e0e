import { openDatabase } from '../../src/store/database.ts';
import { entriesContract } from './entries.ts';

entriesContract('the embedded engine', () => openDatabase({ memory: true }));
