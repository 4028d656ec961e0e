// Adds up vitest's JSON reports in a folder and prints one line. Exit 1 when a test failed, a report is missing or
// empty, or an earlier step failed.
//   node .ci/sum.mjs FOLDER EARLIER_FAILURES EXPECTED_REPORT...
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, earlier = '0', ...expected] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
let broken = earlier !== '0';

const reports = readdirSync(folder).filter((name) => name.endsWith('.json'));
for (const name of expected) {
  if (reports.includes(`${name}.json`)) continue;
  console.log(`no report of the tests: ${name}`);
  broken = true;
}
for (const name of reports) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests;
  sum.skipped += report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults) {
    const skipped = file.assertionResults.filter(({ status }) => status === 'pending' || status === 'skipped');
    if (skipped.length > 0)
      console.log(`skipped: ${skipped.length} of ${name.replace('.json', '')}, e.g. "${skipped[0].fullName}"`);
    if (file.status === 'failed' && file.assertionResults.length === 0) {
      console.log(`did not run: ${file.name}`);
      broken = true;
    }
  }
}
if (broken) console.log('a step failed: see FAILED above');
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(broken || sum.failed > 0 || sum.passed === 0 ? 1 : 0);
