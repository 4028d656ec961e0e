/** The characters of typed text, in the forms that it is compared in. */

export const isHan = (char: string): boolean => /\p{Script=Han}/u.test(char);

/** Full-width letters, digits and signs in their usual form, each in its place: ＩＳＳ－１２. */
export const halfWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));

/** The form for comparisons: NFKC, lower case, trimmed, with single blanks. */
export const normal = (text: string): string => text.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ');

/** The words behind a name or a number, without the blanks and signs between them. */
export const wordsBehind = (text: string): string => text.replace(/^[\s:：,，]+/u, '');
