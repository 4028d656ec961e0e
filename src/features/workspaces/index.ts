/**
 * Workspaces, the installations that belong to them, and our people's roles. `createWorkspaces({ db, clock, people })`:
 * `create({ name, admin })` (operator and sample data), `attach(scope, installation)`, `connect({ code, installation,
 * orgWide, user })`, `byInstallation`, `setRole`; `hasRealInstallation(db)`. `workspacesSlice` registers the commands
 * `connect` and `role`.
 */

export { workspacesSlice } from './slice.ts';
export { createWorkspaces, hasRealInstallation, installations, isUnnamed, type Workspaces } from './store.ts';
