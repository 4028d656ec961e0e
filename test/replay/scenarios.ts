import type { Scenario } from './scenario.ts';
import { clientScenarios } from './scenariosClient.ts';
import { houseScenarios } from './scenariosHouse.ts';
import { recordScenarios } from './scenariosRecord.ts';
import { reminderScenarios } from './scenariosReminders.ts';
import { setupScenarios } from './scenariosSetup.ts';

export const scenarios: readonly Scenario[] = [
  ...setupScenarios,
  ...houseScenarios,
  ...reminderScenarios,
  ...clientScenarios,
  ...recordScenarios,
];
