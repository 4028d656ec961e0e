// npm writes only the optional platform packages that the registry had at the time; on a machine of another kind `npm
// ci` then lacks its binary. Lists each optional dependency that some locked package names and the lockfile does not
// have. Exit 1 when there is one.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * The optional packages that are named but not locked, as `name (wanted by package)`. `lock` is a parsed
 * package-lock.json, version 3.
 */
export function missingOptionalPackages(lock) {
  const missing = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
      if (!places.some((place) => place in lock.packages)) missing.push(`${name} (wanted by ${path})`);
    }
  }
  return missing;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = missingOptionalPackages(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  for (const name of missing) console.log(`package-lock.json lacks ${name}`);
  process.exit(missing.length > 0 ? 1 : 0);
}
