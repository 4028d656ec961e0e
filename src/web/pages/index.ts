/** Forms in a browser behind signed links, for people whom no dialog of their platform reaches: `createTickets` makes the links, `createPagesRouter` shows them. */
export { createPagesRouter } from './router.ts';
export { createTickets, endWithPerson, pageTickets } from './tickets.ts';
