/**
 * Pages behind signed links: forms in a browser, for people whose platform shows them no dialog (`createTickets` makes
 * the links, `createPagesRouter` shows them), and files (`createFileTickets`, `createFilesRouter`).
 */
import { fileTickets } from './files.ts';
import { pageTickets } from './tickets.ts';

export { createFilesRouter, createFileTickets } from './files.ts';
export { createPagesRouter } from './router.ts';
export { createTickets, pagesSlice } from './tickets.ts';

/** The stored links. */
export const pageCollections = [pageTickets, fileTickets] as const;
