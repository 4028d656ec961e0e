import type { Locale } from '../ground/i18n.ts';
import type { Block, File, RichText } from './message.ts';
import { coreTexts } from './texts.ts';

/** Links to files, for platforms that carry none. */
export interface FileLinks {
  /**
   * A link to the file that works for a day and without signing in. It is for this person only and ends when they
   * leave. Undefined if Rapport has no public address.
   */
  link(file: File, whose: { readonly workspaceId: string; readonly personId: string }): Promise<string | undefined>;
}

/** For a Rapport without a public address. */
export const noFileLinks: FileLinks = { link: async () => undefined };

/** File systems allow 255 bytes. */
const MOST_NAME_BYTES = 180;

/**
 * A file's name from typed words. Characters that a file system forbids, and those that turn the reading direction to
 * hide an ending, become spaces. `otherwise` is the name if no words are left.
 */
export function fileName(words: string, { ending, otherwise }: { ending: string; otherwise: string }): string {
  // Joiners inside an emoji stay.
  const plain = words.replace(/(?:(?!\u200d)[\p{C}\p{Z}]|[/\\:*?"<>|])+/gu, ' ').replace(/^[ .]+/, '');
  let name = '';
  for (const { segment } of new Intl.Segmenter().segment(plain)) {
    if (Buffer.byteLength(name + segment) > MOST_NAME_BYTES) break;
    name += segment;
  }
  name = name.replace(/[ .]+$/, '');
  return `${name === '' ? otherwise : name}.${ending}`;
}

/** A file as a block of an answer to this person. */
export async function fileBlock(links: FileLinks, file: File, whose: Parameters<FileLinks['link']>[1]): Promise<Block> {
  const url = await links.link(file, whose);
  return { kind: 'file', ...file, ...(url === undefined ? {} : { url }) };
}

/** A file as text for a place without files: how to get it, or that there is none. */
export function fileWords(
  { name, url }: { readonly name: string; readonly url?: string | undefined },
  locale: Locale,
): RichText {
  const texts = coreTexts(locale);
  return url === undefined ? texts.fileNotHere({ name }) : [{ kind: 'link', url, text: name }, texts.fileForADay()];
}
