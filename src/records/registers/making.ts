import type { CommandContext, Reply } from '../../core/command.ts';
import { idFrom } from '../../ground/ids.ts';
import type { EntryEvent } from '../entries/collection.ts';
import type { Entry } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import type { FreshEntry } from '../entries/store.ts';
import type { EntryOfProject } from './access.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';

type Link = NonNullable<Entry['links']>[number]['how'];

/** What is made of an entry: the new one, the link to it, and what changes in the old one. `said`: by its number. */
interface Making {
  readonly fresh: Pick<FreshEntry, 'kind' | 'title' | 'details' | 'links' | 'parentId' | 'owner' | 'due'>;
  readonly how: Link;
  readonly state?: string;
  readonly event: EntryEvent;
  readonly said: (number: string) => string;
}

/** How a command makes another entry of one: a work item of a risk, a decision that replaces another. */
export function createMaking(ports: RegisterPorts, register: Register) {
  const { entries } = ports;
  const replies = createReplies(ports, register);
  /**
   * Links the entry to the new one, then adds that: a conflict leaves nothing behind, and a repeat after a crash between
   * the two adds it. Undo takes back both.
   */
  return async (
    context: CommandContext & { readonly subject: EntryOfProject },
    { fresh, how, state, event, said }: Making,
  ): Promise<Reply> => {
    const { scope, requestId } = context;
    const { entry, project } = context.subject;
    const _id = idFrom(requestId, fresh.kind.name);
    const links = [...(entry.links ?? []), { how, entryId: _id }];
    const changes = { links, ...(state === undefined ? {} : { state }) };
    const make = () => entries.change(scope, entry, { changes, event });
    const { entry: changed, undo } = await replies.undoable(context, entry, { changes, event, make, made: _id });
    const added = await entries.add(scope, { _id, projectId: project.projectId, ...fresh });
    const number = numberOf(added, fresh.kind, project.key);
    return replies.outcome(context, { entry: changed, project }, { said: said(number), undo });
  };
}
