/** Client organisations and their contacts. `clientsSlice` registers the commands; the store is records/clients. */
export { clientsSlice } from './slice.ts';
