import { openDatabase } from '../../src/store/database.ts';
import { historyContract } from './history.ts';

historyContract('the embedded engine', () => openDatabase({ memory: true }));
