import { openDatabase } from '../../src/store/database.ts';
import { ledgerContract } from './ledger.ts';

ledgerContract('the embedded engine', () => openDatabase({ memory: true }));
