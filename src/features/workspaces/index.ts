/**
 * Workspaces, the installations that belong to them, and our people's roles. `workspacesSlice` registers the commands
 * `connect` and `role`; the store is records/workspaces.
 */
export { workspacesSlice } from './slice.ts';
