import { packageFolder } from '../ground/packageFolder.ts';
import { examine, reportOf, thisMachine } from './doctor.ts';

const findings = await examine(thisMachine(packageFolder()));
console.log(reportOf(findings));
if (findings.some(({ state }) => state === 'fault')) process.exitCode = 1;
