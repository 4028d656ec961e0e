/** The store of signatures: asking for one, answering and withdrawing. A settled request never changes. */

import { toUSVString } from 'node:util';
import type { Scope } from '../../core/access.ts';
import { coreTexts } from '../../core/texts.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { signatureRequests } from './collections.ts';
import {
  asAt,
  decide,
  hashOf,
  type Signature,
  type SignatureAnswer,
  type SignatureOutcome,
  type SignatureRequest,
} from './model.ts';
import { signatureTexts } from './texts.ts';

export interface NewSignatureRequest
  extends Pick<
    SignatureRequest,
    'projectId' | 'about' | 'revision' | 'kind' | 'shown' | 'locale' | 'needs' | 'expiresAt'
  > {
  /** Set for a retryable request (`idFrom`): a retry finds the first one, with its number. */
  readonly _id?: string;
}

export type Signatures = ReturnType<typeof createSignatures>;

/** How often an insert takes the next number again because another request got it. */
const NUMBER_ATTEMPTS = 100;

/**
 * Creates the store of signatures; see the methods. Everything is inside the scope's workspace, and inside its project
 * if it has one. A client's scope without a project finds nothing.
 */
export function createSignatures({ db, clock }: { db: Database; clock: Clock }) {
  const records = (scope: Scope) => db.within(signatureRequests, scope);
  const inside = ({ projectId, audience }: Scope) =>
    projectId === undefined && audience === 'internal' ? {} : { projectId: projectId ?? '' };
  const stored = (scope: Scope, id: string) => records(scope).findOne({ _id: id, ...inside(scope) });

  async function must(scope: Scope, id: string): Promise<SignatureRequest> {
    const request = await stored(scope, id);
    if (request === undefined)
      throw new RapportError('missing', `no signature request ${id}`, {
        forPeople: signatureTexts.all('noSuchRequest'),
      });
    return request;
  }

  /** Stores that an open request expired, so that a clock that steps back does not open it again. */
  const storeExpiry = (scope: Scope, request: SignatureRequest, now: Date) =>
    records(scope).findOneAndUpdate(
      { _id: request._id, state: 'asked', expiresAt: { $lte: now } },
      { $set: { state: 'expired' } },
    );

  return {
    /**
     * Freezes a text and asks for signatures. Idempotent by `_id`: a repeat returns the first request and takes no
     * number.
     */
    async ask(scope: Scope<'manage' | 'system'>, fresh: NewSignatureRequest): Promise<SignatureRequest> {
      const { _id = newId(), projectId, about, revision, kind, shown, locale, needs, expiresAt } = fresh;
      for (let attempt = 1; ; attempt++) {
        const before = await records(scope).get(_id);
        if (before !== undefined) return before;
        const last = await records(scope).findOne({ projectId }, { sort: { number: -1 } });
        try {
          return await records(scope).insert({
            ...{ _id, workspaceId: scope.workspaceId, projectId, about, revision, kind, locale, needs },
            number: (last?.number ?? 0) + 1,
            shown,
            hash: hashOf(shown),
            askedBy: scope.by,
            askedAt: clock.now(),
            ...(expiresAt === undefined ? {} : { expiresAt }),
            state: 'asked',
            signatures: [],
          });
        } catch (error) {
          if (!isError(error, 'conflict') || attempt === NUMBER_ATTEMPTS) throw error;
        }
      }
    },

    /**
     * Records the answer of the scope's person, once: of two presses at once one is `already`. A later answer never
     * replaces an earlier one. `role`: theirs at this moment. @throws RapportError `invalid` (field `words`) for
     * remarks or a refusal without words, `missing` for an unknown request or one of another project, `refused` for a
     * person without a record.
     */
    async answer(
      scope: Scope<'approve'>,
      id: string,
      { role, verdict, words: typed, hash }: SignatureAnswer & { readonly role: Signature['role'] },
    ): Promise<{ readonly outcome: SignatureOutcome; readonly request: SignatureRequest }> {
      const { personId } = scope;
      if (personId === undefined)
        throw new RapportError('refused', 'a signer needs a record', { forPeople: coreTexts.all('refusedUnknown') });
      const trimmed = typed === undefined ? undefined : toUSVString(typed).trim();
      const words = trimmed === '' ? undefined : trimmed;
      if (verdict !== 'accepted' && words === undefined)
        throw new RapportError('invalid', `${verdict} without words`, {
          forPeople: signatureTexts.all(verdict === 'remarks' ? 'wordsForRemarks' : 'wordsForDeclining'),
          field: 'words',
        });
      // Each turn that changes nothing means that another answer was recorded or the request settled: at most three.
      for (;;) {
        const now = clock.now();
        const request = await must(scope, id);
        const { outcome, state } = decide(request, { personId, verdict, words, hash }, now);
        if (state === undefined) {
          if (outcome === 'expired') await storeExpiry(scope, request, now);
          return { outcome, request: asAt(request, now) };
        }
        const changed = await records(scope).findOneAndUpdate(
          // Signatures are only ever added: as many as `decide` saw are the same ones.
          { _id: id, state: 'asked', signatures: { $size: request.signatures.length } },
          {
            $set: { state },
            $push: {
              signatures: {
                ...{ personId, role, verdict, at: now, place: scope.from ?? 'rapport' },
                ...(words === undefined ? {} : { words }),
              },
            },
          },
        );
        if (changed !== undefined) return { outcome, request: changed };
      }
    },

    /**
     * Withdraws an open request; signatures that it has stay. `over`: it was settled before, see the state. @throws
     * RapportError `missing`.
     */
    async withdraw(
      scope: Scope<'manage' | 'system'>,
      id: string,
    ): Promise<{ readonly outcome: 'withdrawn' | 'already' | 'over'; readonly request: SignatureRequest }> {
      const [request, now] = [await must(scope, id), clock.now()];
      if (asAt(request, now).state === 'asked') {
        const changed = await records(scope).findOneAndUpdate(
          { _id: id, state: 'asked' },
          { $set: { state: 'withdrawn', withdrawn: { by: scope.by, at: now } } },
        );
        if (changed !== undefined) return { outcome: 'withdrawn', request: changed };
      }
      if (asAt(request, now).state === 'expired') await storeExpiry(scope, request, now);
      const settled = await must(scope, id);
      return { outcome: settled.state === 'withdrawn' ? 'already' : 'over', request: settled };
    },

    /** A request as it reads now. */
    async get(scope: Scope, id: string): Promise<SignatureRequest | undefined> {
      const request = await stored(scope, id);
      return request === undefined ? undefined : asAt(request, clock.now());
    },
    /** All requests about a thing as they read now, by number. */
    async of(scope: Scope, about: string): Promise<SignatureRequest[]> {
      const requests = await records(scope).find({ about, ...inside(scope) }, { sort: { number: 1 } });
      return requests.map((request) => asAt(request, clock.now()));
    },
  };
}
