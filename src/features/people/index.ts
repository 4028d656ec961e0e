/**
 * People and their identities. `createPeople({ db, clock })` is the door for others: `add`, `get`, `see` (who acts),
 * `identify`, `merge`, `leave`, `onLeft` (register what your slice hands over when somebody leaves), `onAway` (their
 * absence or their cover changed), `contactsOf`, `admins`. `peopleSlice` registers the commands.
 */
export { LANGUAGE_OPTIONS } from './languages.ts';
export { awayThing } from './meCommands.ts';
export { CLIENT_ROLE_OPTIONS, confirmCard } from './messages.ts';
export { CODE_LIFETIME, hashCode, type Identity, isAway, makeCode, nameKey, type Person, standingOf } from './model.ts';
export { peopleSlice } from './slice.ts';
/** The collections, for a slice's registration and for tests. */
export { createPeople, identities, linkCodes, type People, people } from './store.ts';
