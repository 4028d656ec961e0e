export function missingOptionalPackages(lock: {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
}): string[];
