import { z } from 'zod';
import type { Command, CommandContext } from '../../core/command.ts';
import { changedSince, defineUndo } from '../../core/undo.ts';
import type { Entry } from '../entries/model.ts';
import type { EntryChanges } from '../entries/store.ts';
import { createEntryAccess, idIn } from './access.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { registerTexts } from './texts.ts';

/**
 * The fields before an act; null: it had none. `left`: the revision after the act. `made`: other entries that it made.
 * `linked`: another entry that it linked to this one.
 */
const kept = z.strictObject({
  fields: z.record(z.string(), z.unknown()),
  left: z.number(),
  made: z.union([z.string(), z.array(z.string())]).optional(),
  linked: z.strictObject({ id: z.string(), how: z.string() }).optional(),
});

/**
 * What an act keeps that has added entries with these ids: its Undo deletes all of them. Its subject is the first one.
 */
export const undoOfAdding = ([, ...made]: readonly string[], at: Date): string =>
  JSON.stringify({ fields: { deletedAt: at }, left: 1, made });

/** Whether the undo gives something to the client or takes it from them: that needs the same permission as sharing. */
function changesClientView(before: string): boolean {
  const { fields } = kept.parse(JSON.parse(before));
  const { deletedAt, published } = fields;
  // What the client never saw was deleted: they see nothing of its return.
  return published !== undefined && !(deletedAt === null && published === null);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
/** Instants in their own type: JSON has no dates. A time of day, `14:00`, is none. */
const withDates = (name: string, value: unknown): unknown =>
  typeof value === 'string' && (name === 'at' || name === 'deletedAt') && INSTANT.test(value) ? new Date(value) : value;

/** Fields that the entry did not have are unset. */
const withoutNull = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? undefined]));

/** The command of a register's Undo buttons. It is refused after a later change, which it would undo as well. */
export function undoCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;

  /** Removes the link of an act from the other entry; all else there stays. */
  async function unlink(
    { scope }: Pick<CommandContext, 'scope'>,
    entry: Entry,
    { id, how }: { id: string; how: string },
  ) {
    const other = await entries.get(scope, id);
    const isAct = (link: NonNullable<Entry['links']>[number]) => link.how === how && link.entryId === entry._id;
    if (other?.links?.some(isAct) !== true) return;
    const rest = other.links.filter((link) => !isAct(link));
    await entries.change(scope, other, { changes: { links: rest.length === 0 ? undefined : rest }, event: 'edited' });
  }

  const { byId, subjectOf } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  return defineUndo({
    thing: register.thing,
    summary: registerTexts.all('undoSummary'),
    permission: 'work',
    undos: ports.undos,
    async of(subject, context, before) {
      const found = subjectOf(await byId(context, idIn(subject)));
      return changesClientView(before) ? { ...found, needs: 'manage' } : found;
    },
    async restore({ before, isAgain, take }, context) {
      const { entry, project } = context.subject;
      const { fields, left, made: madeIds = [], linked } = kept.parse(JSON.parse(before, withDates));
      const found = await entries.byIds(context.scope, [madeIds].flat());
      const made = found.filter(({ deletedAt }) => deletedAt === undefined);
      const isMadeChanged = made.some(({ revision = 1 }) => revision !== 1);
      if (!isAgain && (entry.revision !== left || isMadeChanged)) throw changedSince();
      await take();
      for (const each of made)
        await entries.change(context.scope, each, { changes: { deletedAt: context.clock.now() }, event: 'deleted' });
      if (linked !== undefined) await unlink(context, entry, linked);
      const { details, ...shared } = fields;
      const changes = {
        ...withoutNull(shared),
        ...(details === undefined ? {} : { details: withoutNull(details as object) }),
      } as EntryChanges;
      // The turn may be taken without the change: the process ended between the two.
      const isRestored = entry.revision !== left;
      if (isRestored && !(await entries.hasMade(context.scope, entry, 'restored'))) throw changedSince();
      const restored = isRestored ? entry : await entries.change(context.scope, entry, { changes, event: 'restored' });
      const said = registerTexts(context.locale).isBack();
      return replies.outcome(context, { entry: restored, project }, { said });
    },
  });
}
