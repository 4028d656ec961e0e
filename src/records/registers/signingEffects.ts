/** What follows from an answer to a signature request, and from a change of what was asked. Each step is idempotent. */

import type { Scope } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { isError } from '../../ground/errors.ts';
import { enumerated } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import { detailsOf, type Entry, type Published } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import type { EntryChanges } from '../entries/store.ts';
import type { SignatureRequest } from '../signatures/model.ts';
import { type EntryOfProject, refOf } from './access.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { calledEntry, noticeMessage, saidOf, settledMessage, shownText } from './signingMessages.ts';
import { signingTexts } from './signingTexts.ts';
import { registerTexts } from './texts.ts';

/** One kind of signature that a register asks for. */
export interface Asking {
  readonly kind: SignatureRequest['kind'];
  /** The states in which it can be asked and answered. */
  readonly from: readonly string[];
  /**
   * Changes of the entry after an answer: its state and own fields. `isAsShown`: the client still reads what was
   * signed; false if it was told something else in the moment between the answer and this.
   */
  readonly after: (
    entry: Entry,
    request: SignatureRequest,
    isAsShown: boolean,
  ) => Pick<EntryChanges, 'state' | 'details'>;
}

/** The key of a request's post in the client's channel. */
export const keyOf = ({ _id }: Pick<SignatureRequest, '_id'>): string => `sign:${_id}`;
/** More lines than these become one work item. */
const MOST_ITEMS = 10;
/** How often a change is tried again after a concurrent one. */
const ATTEMPTS = 5;

export const isSettled = ({ state }: SignatureRequest): boolean =>
  state === 'signed' || state === 'remarks' || state === 'declined';

/** Remarks as the lines that become work items, without list marks. */
function remarkLines(words: string): readonly string[] {
  const lines = words
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•·]|\d{1,2}[.)、])\s*/u, '').trim())
    .filter((line) => line !== '');
  return lines.length > MOST_ITEMS ? [words] : lines;
}

/** The published snapshot with another state: the client reads nothing else anew. Undefined: the entry is not shared. */
export function publishedState(
  entry: Entry,
  { turn, state, by, at }: Pick<Published, 'turn' | 'state' | 'by' | 'at'>,
): Published | undefined {
  const { published, revision = 0 } = entry;
  return published === undefined ? undefined : { ...published, state, turn, by, at, revision: revision + 1 };
}

/** The effects of a register's signatures; see the functions. */
export function createSigningEffects(ports: RegisterPorts, register: Register, askings: readonly Asking[]) {
  const { entries, signatures, people, tell, posts, clock } = ports;
  const { kind } = register;
  const askingOf = (wanted: SignatureRequest['kind']) => askings.find((each) => each.kind === wanted);

  /** Whether an open request is still about what the entry is and what the client reads. */
  function isCurrent(record: EntryOfProject, request: SignatureRequest): boolean {
    const { entry } = record;
    if (entry.deletedAt !== undefined || entry.published === undefined) return false;
    if (askingOf(request.kind)?.from.includes(entry.state) !== true) return false;
    return (['published', 'now'] as const).every(
      (from) => shownText(register, record, { kind: request.kind, from }) === request.shown,
    );
  }

  async function showSettled(scope: Scope, request: SignatureRequest): Promise<void> {
    const nameOf = await people.namesOf(
      scope,
      request.signatures.map(({ personId }) => personId),
    );
    await posts.edit(keyOf(request), settledMessage(request, nameOf));
  }

  /** Withdraws the open requests that are not about what the client reads any more. */
  async function withdrawOutdated(scope: Scope<'manage' | 'system'>, record: EntryOfProject): Promise<void> {
    for (const request of await signatures.of(scope, refOf(record.entry))) {
      if (request.state !== 'asked' || isCurrent(record, request)) continue;
      // Shown first: a crash between the two leaves the request open, and the next try finds it.
      await showSettled(scope, { ...request, state: 'withdrawn' });
      const { outcome, request: settled } = await signatures.withdraw(scope, request._id);
      if (outcome === 'over') await showSettled(scope, settled);
    }
  }

  /** The work items of remarks, for the manager. Idempotent. */
  async function itemsOf(scope: Scope, record: EntryOfProject, request: SignatureRequest): Promise<readonly string[]> {
    const { entry, project } = record;
    const words = request.signatures.flatMap(({ verdict, words: said }) =>
      verdict === 'remarks' && said !== undefined ? remarkLines(said) : [],
    );
    const task = words.length === 0 ? undefined : entries.kindOf('task');
    const note = signingTexts(project.locale).remarkNote(calledEntry(register, entry, project));
    const numbers: string[] = [];
    for (const [index, line] of words.entries()) {
      if (task === undefined) break;
      const title = line.split('\n')[0]?.slice(0, 300) ?? '';
      const item = await entries.add(scope, {
        _id: idFrom(request._id, `remark ${index}`),
        projectId: project.projectId,
        kind: task,
        title,
        note: title === line ? note : `${note}\n${line}`,
        owner: { personId: project.managerId, side: 'ours' },
        parentId: entry._id,
      });
      numbers.push(numberOf(item, task, project.key));
    }
    return numbers;
  }

  /** The effect of a settled request on its entry, once. The client reads the new state at once: it is their own act. */
  async function takeEffect(scope: Scope, record: EntryOfProject, request: SignatureRequest): Promise<EntryOfProject> {
    const asking = askingOf(request.kind);
    const { project } = record;
    const latest = (await signatures.of(scope, refOf(record.entry))).at(-1);
    for (let attempt = 1; ; attempt++) {
      const entry = attempt === 1 ? record.entry : await entries.must(scope, record.entry._id);
      const isDone = detailsOf(entry).signatureId === request._id || latest?._id !== request._id;
      if (asking === undefined || isDone) return { entry, project };
      const isAsShown =
        shownText(register, { entry, project }, { kind: request.kind, from: 'published' }) === request.shown;
      const { state: answered = entry.state, details = {} } = asking.after(entry, request, isAsShown);
      // If our side has set another state since the request, that state stays, and the client is told it by a person.
      const isExpected = asking.from.includes(entry.state);
      const state = isExpected ? answered : entry.state;
      const at = clock.now();
      const turn = kind.open.includes(state) ? kind.turnOf(state, entry.ownerSide) : 'nobody';
      const told = isExpected ? publishedState(entry, { state, turn, by: scope.by, at }) : undefined;
      try {
        const changed = await entries.change(scope, entry, {
          changes: {
            ...(state === entry.state ? {} : { state }),
            ...(told === undefined ? {} : { published: told }),
            details: { ...details, signatureId: request._id },
          },
          event: state === entry.state ? 'edited' : 'stateChanged',
        });
        return { entry: changed, project };
      } catch (error) {
        if (!isError(error, 'conflict') || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Everything that follows from a settled request. Each step is idempotent, so that a repeat completes it. */
  async function settle(scope: Scope, before: EntryOfProject, request: SignatureRequest): Promise<EntryOfProject> {
    const record = await takeEffect(scope, before, request);
    const numbers = await itemsOf(scope, record, request);
    await showSettled(scope, request);
    const last = request.signatures.at(-1);
    const signer = last === undefined ? undefined : await people.get(scope, last.personId);
    const { entry, project } = record;
    await tell.stewards(
      { workspaceId: scope.workspaceId, projectId: project.projectId },
      ({ locale }) => {
        const texts = signingTexts(locale);
        const said = last === undefined ? '' : saidOf(request.kind, last.verdict, locale);
        const name = signer?.name ?? registerTexts(locale).somebody();
        return noticeMessage(register, record, {
          said: texts.toldAnswer({ name, said, ...calledEntry(register, entry, project) }),
          words: last?.words,
          more:
            numbers.length === 0
              ? []
              : [texts.newItems({ count: numbers.length, numbers: enumerated(numbers, locale) })],
          open: registerTexts(locale).open(),
        });
      },
      { key: `signed:${request._id}` },
    );
    return record;
  }

  /** The entry with the effect of its last answer, which a crash may have left undone. */
  async function withEffect(scope: Scope, record: EntryOfProject): Promise<EntryOfProject> {
    const last = (await signatures.of(scope, refOf(record.entry))).at(-1);
    const isOpen = last === undefined || !isSettled(last) || detailsOf(record.entry).signatureId === last._id;
    return isOpen ? record : settle(scope, record, last);
  }

  /** Words whose answer was not recorded go to the manager, so that they are not lost. */
  async function passOn(
    context: CommandContext,
    record: EntryOfProject,
    { requestId, words }: { requestId: string; words: string },
  ): Promise<void> {
    const { scope, actor } = context;
    await tell.stewards(
      { workspaceId: scope.workspaceId, projectId: record.project.projectId },
      ({ locale }) =>
        noticeMessage(register, record, {
          said: signingTexts(locale).toldLate({
            name: actor.name,
            ...calledEntry(register, record.entry, record.project),
          }),
          words,
          open: registerTexts(locale).open(),
        }),
      { key: `late:${requestId}:${idFrom(words, scope.by)}` },
    );
  }

  return { isCurrent, withdrawOutdated, settle, withEffect, passOn };
}
