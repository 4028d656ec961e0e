/** What is seen over all registers: `find`, `status`, `timeline`, and the parts of `brief` and `today`. */
export { createRecordSlice } from './slice.ts';
