import { keptCollection } from '../../core/kept.ts';
import { signatureRequest } from './model.ts';

export const signatureRequests = keptCollection({
  name: 'signatureRequests',
  model: signatureRequest,
  tenancy: 'workspace',
  indexes: [
    { keys: { workspaceId: 1, projectId: 1, number: 1 }, unique: true },
    { keys: { workspaceId: 1, about: 1 } },
  ],
  retention: { kept: 'what both sides agreed on is part of the project’s record' },
  person: {
    title: { en: 'Signatures', 'zh-CN': '签署记录' },
    find: ({ personIds }) => ({
      $or: [{ askedBy: { $in: [...personIds] } }, { 'signatures.personId': { $in: [...personIds] } }],
    }),
    // Each signer gets their own answers, not those of others.
    export: ({ number, kind, shown, hash, askedAt, state, signatures }, { personIds }) => ({
      ...{ number, kind, shown, hash, askedAt, state },
      answers: signatures
        .filter(({ personId }) => personIds.includes(personId))
        .map(({ role, verdict, words, at }) => ({ role, verdict, words, at })),
    }),
    erase: () => undefined,
    stays: {
      en: 'they stay as signed, with the words, without the name: both sides rely on what was agreed',
      'zh-CN': '按签署时的内容保留（含说明，不含姓名）：双方以此为约定依据',
    },
  },
});
