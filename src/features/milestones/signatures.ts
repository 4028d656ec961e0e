import { detailsOf } from '../../records/entries/model.ts';
import type { Asking } from '../../records/registers/signingEffects.ts';
import { expectedByClient } from './model.ts';

/** The baseline: what the milestone is and by when. An approver’s yes makes it acknowledged. */
const agreement: Asking = {
  kind: 'baseline',
  from: ['planned', 'acknowledged'],
  after(entry, request, isAsShown) {
    const signed = request.signatures.at(-1);
    if (request.state === 'declined' || signed === undefined) return {};
    const { _id: signatureId, revision } = request;
    const { personId: by, at } = signed;
    const agreed = isAsShown ? expectedByClient(entry) : {};
    return { state: 'acknowledged', details: { baseline: { ...agreed, revision, signatureId, by, at } } };
  },
};

/** The acceptance of a reached milestone. A no opens it again, as it was before. */
const acceptance: Asking = {
  kind: 'acceptance',
  from: ['reached'],
  after(entry, { state }) {
    if (state !== 'declined') return { state: 'accepted' };
    return { state: detailsOf(entry).baseline === undefined ? 'planned' : 'acknowledged' };
  },
};

export const askings: readonly Asking[] = [agreement, acceptance];
