/**
 * Client organisations. `createClients({ db, clock })` is the door for others: `add({ name, locale })`, `get`, `find`
 * (key or name as typed), `all`, `change`. Anything said to a client about itself is made from `clientView`.
 * `clientsSlice` registers the commands.
 */

export { countryCode, countryName, isCountry } from './country.ts';
export { clientView, guessKey, readKey } from './model.ts';
export { clientsSlice } from './slice.ts';
export { type Clients, createClients } from './store.ts';
