import fc from 'fast-check';

/** The number of surrogates, which are no characters, and the first one. */
const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;

const character = fc.integer({ min: 0, max: 0x10ffff - SURROGATES }).map(
  (number) => String.fromCodePoint(number < FIRST_SURROGATE ? number : number + SURROGATES),
  (text) => {
    const [first, ...others] = typeof text === 'string' ? text : '';
    const point = first?.codePointAt(0);
    if (point === undefined || others.length > 0) throw new Error('Not one character');
    return point < FIRST_SURROGATE ? point : point - SURROGATES;
  },
);

/**
 * Text of any characters that Unicode allows. fast-check's own unit `binary` is the same, and takes a second of
 * processor time in each process that uses it, for a table of them all.
 */
export const anyText = (constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ ...constraints, unit: character });
