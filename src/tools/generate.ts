import { packageFolder } from '../ground/packageFolder.ts';
import { generatedFiles, outdated, writeFiles } from './generated.ts';

// `npm run generate` writes the generated files; with `--check` it lists outdated ones and exits with 1.
const folder = packageFolder();
const files = await generatedFiles();
const stale = await outdated(folder, files);
if (!process.argv.includes('--check')) {
  await writeFiles(folder, files);
  process.stdout.write(stale.length === 0 ? 'Everything was up to date.\n' : `Written: ${stale.join(', ')}\n`);
} else if (stale.length > 0) {
  process.stderr.write(`Out of date: ${stale.join(', ')}. Run npm run generate and commit what it writes.\n`);
  process.exitCode = 1;
}
