import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CLIENT_ROLES } from '../../core/access.ts';
import { LOCALES } from '../../ground/i18n.ts';

/** What a signature is about; decides the title of the printed form. */
const SIGNATURE_KINDS = ['baseline', 'acceptance'] as const;

/** `remarks`: accepted, with remarks that need work. */
const VERDICTS = ['accepted', 'remarks', 'declined'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Only `asked` can change. `signed`: all signers accepted; `remarks`: all did, at least one with remarks. */
const SIGNATURE_STATES = ['asked', 'signed', 'remarks', 'declined', 'withdrawn', 'expired'] as const;
export type SignatureState = (typeof SIGNATURE_STATES)[number];

/** One signer's answer. It holds no name: the name is read from the person's record. */
const signature = z.strictObject({
  personId: z.string(),
  /** Their role at that time. */
  role: z.enum(CLIENT_ROLES),
  verdict: z.enum(VERDICTS),
  /** Always there for `remarks` and `declined`. */
  words: z.string().optional(),
  at: z.date(),
  /** The place of the request, `slack/channel C1`. */
  place: z.string(),
});
export type Signature = z.infer<typeof signature>;

/** A request to sign a frozen text, with the answers. Nothing changes it once it is settled. */
export const signatureRequest = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string(),
  /** The signed thing: `entry:ID`. */
  about: z.string(),
  /** The thing's revision when its text was frozen. */
  revision: z.number().int(),
  kind: z.enum(SIGNATURE_KINDS),
  /** 1, 2, … per project, without gaps. */
  number: z.number().int().min(1),
  /** The message as plain text, exactly as the signers saw it. */
  shown: z.string().min(1),
  /** See `hashOf`. */
  hash: z.string(),
  /** The language of `shown`. */
  locale: z.enum(LOCALES),
  /** The person who asked, by id. */
  askedBy: z.string(),
  askedAt: z.date(),
  /** From this instant on it cannot be answered. */
  expiresAt: z.date().optional(),
  state: z.enum(SIGNATURE_STATES),
  /** How many people must accept. */
  needs: z.literal([1, 2]),
  /** In the order of signing, one per person. */
  signatures: z.array(signature),
  withdrawn: z.strictObject({ by: z.string(), at: z.date() }).optional(),
});
export type SignatureRequest = z.infer<typeof signatureRequest>;

/** SHA-256 of a text in UTF-8, as 64 lower-case hex digits. */
export const hashOf = (shown: string): string => createHash('sha256').update(shown, 'utf8').digest('hex');

/** The request as it reads at an instant: past its expiry an open one is `expired`, without a job. */
export const asAt = (request: SignatureRequest, now: Date): SignatureRequest =>
  request.state === 'asked' && request.expiresAt !== undefined && request.expiresAt <= now
    ? { ...request, state: 'expired' }
    : request;

/** A signer's answer to a request. */
export interface SignatureAnswer {
  readonly verdict: Verdict;
  /** Required for `remarks` and `declined`. */
  readonly words?: string | undefined;
  /** The hash of the text that the signer saw. */
  readonly hash: string;
}

/**
 * The outcome of an answer. Recorded: `signed`, `remarks`, `declined`; `waitsForSecond`: accepted, and a second signer
 * must accept too. Not recorded: `already`: this person gave the same answer before (a repeat); `stands`: they gave
 * another answer before, and that one counts; `over`: settled already, see the state; `expired`; `changed`: the signer
 * saw another text than the frozen one.
 */
export type SignatureOutcome =
  | 'signed'
  | 'waitsForSecond'
  | 'remarks'
  | 'declined'
  | 'already'
  | 'stands'
  | 'over'
  | 'expired'
  | 'changed';

/** What an answer does to a request at an instant. `state`: the state to store; undefined if nothing is recorded. */
export function decide(
  request: SignatureRequest,
  { personId, verdict, words, hash }: SignatureAnswer & { readonly personId: string },
  now: Date,
): { readonly outcome: SignatureOutcome; readonly state?: SignatureState } {
  const before = request.signatures.find((each) => each.personId === personId);
  if (before !== undefined)
    return { outcome: before.verdict === verdict && before.words === words ? 'already' : 'stands' };
  const { state } = asAt(request, now);
  if (state === 'expired') return { outcome: 'expired' };
  if (state !== 'asked') return { outcome: 'over' };
  if (hash !== request.hash) return { outcome: 'changed' };
  if (verdict === 'declined') return { outcome: 'declined', state: 'declined' };
  if (request.signatures.length + 1 < request.needs) return { outcome: 'waitsForSecond', state: 'asked' };
  const hasRemarks = verdict === 'remarks' || request.signatures.some((each) => each.verdict === 'remarks');
  return hasRemarks ? { outcome: 'remarks', state: 'remarks' } : { outcome: 'signed', state: 'signed' };
}
