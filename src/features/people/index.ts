/**
 * People: who they are, their accounts, language, zone and absence. `peopleSlice` registers the commands; the store is
 * records/people.
 */
export { peopleSlice } from './slice.ts';
