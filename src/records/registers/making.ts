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

/** Another entry to link with: the link to it, the link `back`, and what changes in this entry. `said`: by its number. */
interface Linking extends Pick<Making, 'how' | 'state' | 'event' | 'said'> {
  readonly other: Entry;
  readonly back: Link;
}

/** How a command links an entry with a present one of the same project. */
export function createLinking(ports: RegisterPorts, register: Register) {
  const { entries } = ports;
  const replies = createReplies(ports, register);
  /** This entry first, as above, then the other one, unless it has the link. Undo takes back both links. */
  return async (
    context: CommandContext & { readonly subject: EntryOfProject },
    { other, how, back, state, event, said }: Linking,
  ): Promise<Reply> => {
    const { scope } = context;
    const { entry, project } = context.subject;
    const links = [...(entry.links ?? []), { how, entryId: other._id }];
    const changes = { links, ...(state === undefined ? {} : { state }) };
    const make = () => entries.change(scope, entry, { changes, event });
    const linked = { id: other._id, how: back };
    const { entry: changed, undo } = await replies.undoable(context, entry, { changes, event, make, linked });
    const theirs = other.links ?? [];
    if (!theirs.some((link) => link.how === back && link.entryId === entry._id)) {
      const both = [...theirs, { how: back, entryId: entry._id }];
      await entries.change(scope, other, { changes: { links: both }, event: 'edited' });
    }
    const number = numberOf(other, entries.kindOf(other.kind), project.key);
    return replies.outcome(context, { entry: changed, project }, { said: said(number), undo });
  };
}
