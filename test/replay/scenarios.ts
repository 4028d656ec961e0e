import type { Scenario } from './scenario.ts';
import { clientScenarios } from './scenariosClient.ts';
import { houseScenarios } from './scenariosHouse.ts';
import { reminderScenarios } from './scenariosReminders.ts';

export const scenarios: readonly Scenario[] = [...houseScenarios, ...reminderScenarios, ...clientScenarios];
