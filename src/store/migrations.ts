import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { RapportError } from '../ground/errors.ts';
import { newId } from '../ground/ids.ts';
import type { Logger } from '../ground/log.ts';
import { type Collection, type Database, defineCollection, type MigrationStep } from './collection.ts';

const schemaState = z.strictObject({
  _id: z.literal('schema'),
  /** The last completed step. */
  version: z.number().int().min(0),
  /** The instance that runs the next step, until when by the database's clock. */
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
});
type SchemaState = z.infer<typeof schemaState>;

export const migrationsCollection = defineCollection({
  name: 'migrations',
  model: schemaState,
  tenancy: 'installation',
  indexes: [],
});

export const NEWER_ADVICE = 'Use the newer version that it comes from, or a backup from before it.';

/** @throws RapportError `refused` for data that a step of a newer version has changed. */
export function refuseNewerSteps(version: number, steps: readonly MigrationStep[]): void {
  if (version <= steps.length) return;
  throw new RapportError(
    'refused',
    `the data comes from a newer version of Rapport: it is at step ${version}, and this version knows ${steps.length}. ${NEWER_ADVICE}`,
  );
}

interface MigrateOptions {
  readonly log?: Logger;
  /** The lease of one instance in milliseconds; renewed during the work, so that only a dead instance loses it. */
  readonly lease?: number;
  /** Milliseconds between checks while another instance works. */
  readonly patience?: number;
}

/**
 * Migrates stored data to this version: runs the missing steps in order, each on one instance while the others wait.
 * Throws `refused` for data of a newer version, before any change, and a step's own error; the next start retries that
 * step.
 */
export async function migrate(
  db: Database,
  steps: readonly MigrationStep[],
  { log, lease = 15_000, patience = 250 }: MigrateOptions = {},
): Promise<void> {
  for (const [at, step] of steps.entries()) {
    if (step.version !== at + 1)
      throw new RapportError(
        'internal',
        `Migration "${step.name}" has version ${step.version}, but stands in place ${at + 1}`,
      );
  }
  await db.prepare([migrationsCollection]);
  const states = db.everywhere<SchemaState>(migrationsCollection);
  refuseNewerSteps((await states.get('schema'))?.version ?? 0, steps);
  for (;;) {
    const state = await states.findOneAndUpdate({ _id: 'schema' }, { $setOnInsert: { version: 0 } }, { upsert: true });
    const step = steps[state?.version ?? 0];
    if (step === undefined) return;
    const token = newId();
    const now = db.now();
    const mine = await states.findOneAndUpdate(
      {
        _id: 'schema',
        version: step.version - 1,
        $or: [{ lease: { $exists: false } }, { 'lease.until': { $lt: now } }],
      },
      { $set: { lease: { token, until: new Date(now.getTime() + lease) } } },
    );
    if (mine === undefined) await wait(patience);
    else await runStep({ db, states, step, token, lease, log });
  }
}

interface Work {
  readonly db: Database;
  readonly states: Collection<SchemaState>;
  readonly step: MigrationStep;
  readonly token: string;
  readonly lease: number;
  readonly log: Logger | undefined;
}

async function runStep({ db, states, step, token, lease, log }: Work): Promise<void> {
  const held = { _id: 'schema', 'lease.token': token };
  const renewal = setInterval(() => {
    const until = new Date(db.now().getTime() + lease);
    states
      .findOneAndUpdate(held, { $set: { 'lease.until': until } })
      .catch((error) => log?.warn({ err: error }, 'The lease of a migration could not be renewed'));
  }, lease / 3);
  try {
    log?.info({ version: step.version, name: step.name }, 'Migrating');
    await step.run(db);
    // The fencing token stops an instance with a lost lease: the new holder repeats the step and counts it.
    await states.findOneAndUpdate(
      { ...held, version: step.version - 1 },
      { $set: { version: step.version }, $unset: { lease: '' } },
    );
  } catch (error) {
    await states.findOneAndUpdate(held, { $unset: { lease: '' } }).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}
