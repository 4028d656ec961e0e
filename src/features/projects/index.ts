/**
 * Projects and their channels. `projectsSlice` registers commands and the reactions to channel events;
 * `createAudienceWatch` and `createPostGate` are the sender's gate. The store is records/projects.
 */
export { createAudienceWatch } from './audience.ts';
export { createPostGate } from './gate.ts';
export { projectsSlice } from './slice.ts';
