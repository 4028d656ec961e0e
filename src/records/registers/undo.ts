import { z } from 'zod';
import type { Command } from '../../core/command.ts';
import { changedSince, defineUndo } from '../../core/undo.ts';
import type { EntryChanges } from '../entries/store.ts';
import { createEntryAccess, idIn } from './access.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { registerTexts } from './texts.ts';

/** The fields before an act; null: it had none. `left`: the revision after the act. */
const kept = z.strictObject({ fields: z.record(z.string(), z.unknown()), left: z.number() });

/** Whether the undo gives something to the client or takes it from them: that needs the same permission as sharing. */
function changesClientView(before: string): boolean {
  const { fields } = kept.parse(JSON.parse(before));
  const { deletedAt, published } = fields;
  // What the client never saw was deleted: they see nothing of its return.
  return published !== undefined && !(deletedAt === null && published === null);
}

/** A stored field in its own type: JSON has no dates. */
function revived(name: string, value: unknown): unknown {
  if (value === null) return undefined;
  if (name === 'details')
    return Object.fromEntries(Object.entries(value as object).map(([own, was]) => [own, was ?? undefined]));
  if (name === 'deletedAt') return new Date(value as string);
  if (name !== 'published') return value;
  const snapshot = value as { readonly at: string };
  return { ...snapshot, at: new Date(snapshot.at) };
}

/** The command of a register's Undo buttons. It is refused after a later change, which it would undo as well. */
export function undoCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;
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
      const { fields, left } = kept.parse(JSON.parse(before));
      if (!isAgain && entry.revision !== left) throw changedSince();
      await take();
      const changes = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, revived(name, value)]),
      ) as EntryChanges;
      // The turn may be taken without the change: the process ended between the two.
      const isRestored = entry.revision !== left;
      if (isRestored && !(await entries.hasMade(context.scope, entry, 'restored'))) throw changedSince();
      const restored = isRestored ? entry : await entries.change(context.scope, entry, { changes, event: 'restored' });
      const said = registerTexts(context.locale).isBack();
      return replies.outcome(context, { entry: restored, project }, { said });
    },
  });
}
