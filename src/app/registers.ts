import { advice } from '../features/advice/index.ts';
import { checks } from '../features/checks/index.ts';
import { decisions } from '../features/decisions/index.ts';
import { extras } from '../features/extras/index.ts';
import { goals } from '../features/goals/index.ts';
import { lessons } from '../features/lessons/index.ts';
import { milestones } from '../features/milestones/index.ts';
import { needs } from '../features/needs/index.ts';
import { promises } from '../features/promises/index.ts';
import { risks } from '../features/risks/index.ts';
import { tasks } from '../features/tasks/index.ts';
import { trainings } from '../features/trainings/index.ts';
import type { Register } from '../records/registers/define.ts';

/** All registers: what a project keeps. One line adds one. */
export const registers: readonly Register[] = [
  goals,
  milestones,
  tasks,
  needs,
  decisions,
  risks,
  promises,
  advice,
  extras,
  lessons,
  checks,
  trainings,
];
