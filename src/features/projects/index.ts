/**
 * Projects, their channels, numbers, calendars, and who may be told what where.
 * `createProjects({ db, clock })`: `add({ name, clientId, managerId, locale, zone })`, `link({ platform, tenant,
 * conversation, name, projectId, audience })`, `find` (key or name as typed), `nextNumber(scope, projectId, 'ISS',
 * 'client')`, `channelsOf`, `ofManager`. `inPlace`/`accessTo` turn a project into what commands and access need;
 * `projectView` is what its client may see. `createCalendars({ db })`: working days with holidays.
 * `createAudienceWatch` and `createPostGate`: the sender's gate. `projectsSlice` registers commands and the reactions
 * to channel events.
 */
export { createAudienceWatch, type Platforms } from './audience.ts';
export { type Calendars, createCalendars } from './calendar.ts';
export { createPostGate } from './gate.ts';
export {
  accessTo,
  type Channel,
  DEFAULT_HOURS,
  inPlace,
  isLinked,
  type LinkedChannel,
  type Project,
  projectView,
  refOf,
} from './model.ts';
export { projectsSlice } from './slice.ts';
export { channels, createProjects, type Projects } from './store.ts';
