/**
 * Signatures about a register's entries: asking in the client's channel, answering, and what an answer does. A request
 * is about exactly what the client is shown; once that changes, it is withdrawn.
 */

import type { ProjectSummary, Scope } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import { RapportError } from '../../ground/errors.ts';
import { calledName, enumerated, inARow, inEachLocale, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Verdict } from '../signatures/model.ts';
import { signatureTexts } from '../signatures/texts.ts';
import { type EntryOfProject, refOf } from './access.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';
import { type Asking, createSigningEffects, isSettled, keyOf, publishedState } from './signingEffects.ts';
import { askMessage, saidOf, shownText } from './signingMessages.ts';
import { signingTexts } from './signingTexts.ts';
import { stewardName } from './steward.ts';
import { registerTexts } from './texts.ts';

/** The refusal of a change that the client's acceptance rules out. */
export const staysAccepted = () =>
  new RapportError('invalid', 'it was accepted', { forPeople: signingTexts.all('staysAccepted') });

/** The outcome of asking. `refusal`: why it cannot be asked now. `isNew`: it was not asked before. */
type Asked =
  | { readonly record: EntryOfProject; readonly channel: string; readonly isNew: boolean }
  | { readonly refusal: LocalizedText };

/** Asks for signatures about a register's entries. */
export function createAsking(ports: RegisterPorts, register: Register, askings: readonly Asking[]) {
  const { entries, projects, signatures, people, tell, clock } = ports;
  const { spec } = register;
  const { withEffect, withdrawOutdated } = createSigningEffects(ports, register, askings);

  const approversOf = async (scope: Scope, { clientId }: ProjectSummary) =>
    (await people.contactsOf(scope, clientId)).filter(({ clientRole }) => clientRole === 'approver');

  /** Why this cannot be asked now; undefined if it can. */
  function refusalOf(record: EntryOfProject, { kind, from }: Asking): LocalizedText | undefined {
    const { entry } = record;
    if (entry.published === undefined) return signingTexts.all('askFirstShared');
    if (!from.includes(entry.state))
      return inEachLocale((locale) => signingTexts(locale).askNotNow({ states: statesIn(from, locale) }));
    const [told, now] = (['published', 'now'] as const).map((of) => shownText(register, record, { kind, from: of }));
    return told === now ? undefined : signingTexts.all('askFirstTold');
  }
  const statesIn = (states: readonly string[], locale: Locale) =>
    enumerated(
      states.map((state) => spec.states[state]?.label[locale] ?? state),
      locale,
    );

  /** The client reads the state that it is asked about. */
  async function withToldState(scope: Scope, { entry, project }: EntryOfProject): Promise<EntryOfProject> {
    const { published, state, turn } = entry;
    if (published === undefined || published.state === state) return { entry, project };
    const told = publishedState(entry, { state, turn, by: scope.by, at: clock.now() });
    const changed = await entries.change(scope, entry, { changes: { published: told }, event: 'published' });
    return { entry: changed, project };
  }

  /**
   * Asks the client's approvers, in their channel. A second time while the request is open asks nothing new, and posts
   * what a crash has kept from being posted.
   */
  return async function ask(
    context: CommandContext<'manage'>,
    { record: given, asking, expiresAt }: { record: EntryOfProject; asking: Asking; expiresAt?: Date | undefined },
  ): Promise<Asked> {
    const { scope } = context;
    const record = await withEffect(scope, given);
    const refusal = refusalOf(record, asking);
    if (refusal !== undefined) return { refusal };
    const shown = shownText(register, record, { kind: asking.kind, from: 'published' });
    const { project } = record;
    const stored = await projects.get(scope, project.projectId);
    if (stored?.state === 'paused') return { refusal: registerTexts.all('isPaused') };
    const approvers = await approversOf(scope, project);
    if (approvers.length === 0) return { refusal: signingTexts.all('noApprover') };
    const { workspaceId } = scope;
    const whom = { workspaceId, projectId: project.projectId, audience: 'client' } as const;
    const reach = await tell.find(whom);
    if (reach === undefined) return { refusal: signingTexts.all('noChannel') };
    const told = await withToldState(scope, record);
    const { entry } = told;
    const before = await signatures.of(scope, refOf(entry));
    const open = before.find((each) => each.state === 'asked' && each.kind === asking.kind && each.shown === shown);
    await withdrawOutdated(scope, told);
    // Of two presses at once both find as many requests, and make one.
    const id = open?._id ?? idFrom(JSON.stringify([entry._id, before.length]), 'signature');
    if (open === undefined) await context.audit({ action: `${spec.name} ask`, subject: `signature:${id}` });
    const request =
      open ??
      (await signatures.ask(scope, {
        _id: id,
        projectId: project.projectId,
        about: refOf(entry),
        revision: entry.revision ?? 0,
        kind: asking.kind,
        shown,
        locale: project.locale,
        needs: 1,
        expiresAt,
      }));
    const asker = await people.get(scope, request.askedBy);
    const { conversation } = reach.to;
    const sent = await tell.channel(
      { ...whom, conversation },
      () =>
        askMessage(register, told, {
          request,
          approvers: approvers.map(({ name }) => name),
          asker: asker?.name ?? registerTexts(project.locale).somebody(),
        }),
      { key: keyOf(request), noise: 'requested' },
    );
    if (!sent.isTold) return { refusal: signingTexts.all('noChannel') };
    return { record: told, channel: reach.name, isNew: sent.isNew };
  };
}

/** The sentence for the signer after an answer that was recorded now or before. */
function thanks(verdict: Verdict, name: string, locale: Locale): string {
  const texts = signingTexts(locale);
  if (verdict === 'accepted') return texts.thanksYes({ name });
  return verdict === 'remarks' ? texts.thanksRemarks({ name }) : texts.thanksNo({ name });
}

/** Records answers to the requests about a register's entries. */
export function createAnswering(ports: RegisterPorts, register: Register, askings: readonly Asking[]) {
  const { signatures, people } = ports;
  const { isCurrent, settle, passOn } = createSigningEffects(ports, register, askings);

  /**
   * Records the answer of the acting approver and what follows from it, and returns the sentence for them. A repeat
   * completes what a crash left undone. @throws RapportError `invalid` (field `words`) for remarks or a refusal without
   * words, `missing` for an unknown request.
   */
  return async function answer(
    context: CommandContext<'approve'>,
    record: EntryOfProject,
    { of, hash, verdict, words }: { of: string; hash: string; verdict: Verdict; words: string | undefined },
  ): Promise<string> {
    const { scope, actor, locale } = context;
    const { standing } = actor;
    const texts = signingTexts(locale);
    const name = calledName(await stewardName(ports, scope, record.project));
    const asked = await signatures.get(scope, of);
    const role = standing.side === 'client' ? standing.role : 'approver';
    if (asked?.about !== refOf(record.entry))
      throw new RapportError('missing', `no request ${of} about this`, {
        forPeople: signatureTexts.all('noSuchRequest'),
      });
    const isOutdated = asked.state === 'asked' && !isCurrent(record, asked);
    const { outcome, request } = isOutdated
      ? { outcome: 'changed' as const, request: asked }
      : await signatures.answer(scope, of, { role, verdict, words, hash });
    if (isSettled(request)) await settle(scope, record, request);
    if (!['changed', 'over', 'expired', 'stands'].includes(outcome)) return thanks(verdict, name, locale);
    if (words !== undefined) await passOn(context, record, { requestId: of, words });
    const last = request.signatures.at(-1);
    const signer = last === undefined ? undefined : await people.get(scope, last.personId);
    const by = signer?.name ?? registerTexts(locale).somebody();
    const said =
      last !== undefined && outcome !== 'changed'
        ? texts.answeredBefore({ said: saidOf(request.kind, last.verdict, locale), name: by })
        : request.state === 'expired'
          ? texts.isExpired({ name })
          : texts.hasChanged({ name });
    return inARow([said, ...(words === undefined ? [] : [texts.wordsPassedOn({ name })])]);
  };
}
