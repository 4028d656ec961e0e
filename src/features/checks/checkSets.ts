/** The ready-made sets of checks for a milestone. */

import { content } from './contentChecks.ts';
import { migration } from './migrationChecks.ts';
import { training } from './trainingChecks.ts';
import { website } from './websiteChecks.ts';

export const CHECK_SETS = [website, content, migration, training] as const;
