import type { Asking } from '../../records/registers/signingEffects.ts';

/** The acceptance of a passed check. After a no it is planned again. */
export const askings: readonly Asking[] = [
  {
    kind: 'acceptance',
    from: ['passed'],
    after: (_entry, { state }) => ({ state: state === 'declined' ? 'planned' : 'accepted' }),
  },
];
