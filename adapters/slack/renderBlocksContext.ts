import type { ContextBlock, ContextBlockElement, KnownBlock } from '@slack/web-api';
import type { RichText, Span } from '../../src/core/message.ts';
import { type Canvas, DATE_FORMATS, dateText, secondsOf, take } from './canvas.ts';
import { cutAt, escapeMrkdwn, plain } from './escape.ts';
import { LIMITS } from './limits.ts';
import { isConversation, isUser, webAddress } from './renderBlocksRich.ts';

/**
 * Characters that mrkdwn would format: its marks, emoji names, and a quotation at the start of a line. Text without
 * them is the same in mrkdwn.
 */
const FORMATS = /[*_~`]|:[^\s:]+:|^\s*>/m;

/** A span's text, and the token that shows it better, where there is one. */
interface Piece {
  readonly text: string;
  readonly token?: string | undefined;
}

type SpanKind = Exclude<Span, string>['kind'];
const pieces: { readonly [K in SpanKind]: (span: Extract<Span, { kind: K }>, canvas: Canvas) => Piece } = {
  strong: ({ text }) => ({ text }),
  code: ({ text }) => ({ text }),
  struck: ({ text }) => ({ text }),
  date: (span, { options }) => {
    const seconds = secondsOf(span.at);
    const text = dateText(span, seconds, options);
    if (span.zone !== undefined || seconds === undefined) return { text };
    return { text, token: `<!date^${seconds}^${DATE_FORMATS[options.locale][span.style]}|${escapeMrkdwn(text)}>` };
  },
  person: ({ user, name }) => ({ text: `@${name}`, token: isUser(user) ? `<@${user}>` : undefined }),
  channel: ({ conversation, name }) => ({
    text: `#${name}`,
    token: isConversation(conversation) ? `<#${conversation}>` : undefined,
  }),
  link: ({ url, text }) => {
    const address = webAddress(url)?.replaceAll('|', '%7C');
    const words = text.replace(/[|\n]/g, ' ').trim();
    if (address === undefined || FORMATS.test(words))
      return { text: address === undefined ? text : `${text} (${address})` };
    const token = `<${escapeMrkdwn(address)}|${escapeMrkdwn(words)}>`;
    return { text: words, token: words === '' || token.length > LIMITS.textObject ? undefined : token };
  },
};

const mrkdwn = (text: string): ContextBlockElement => ({ type: 'mrkdwn', text, verbatim: true });
const block = (elements: ContextBlockElement[]): ContextBlock[] =>
  elements.length === 0 ? [] : [{ type: 'context', elements }];

/** Plain text, in as many elements as it needs. */
function plainElements(text: string): ContextBlockElement[] {
  const elements: ContextBlockElement[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const end = cutAt(rest, LIMITS.textObject);
    elements.push(plain(rest.slice(0, end)));
    rest = rest.slice(end).trim();
  }
  return elements;
}

/**
 * Small print. A context block has no rich text. Its words are plain text, or mrkdwn where mrkdwn would format nothing;
 * otherwise dates and mentions are elements of their own.
 */
export function renderContext({ text }: { readonly text: RichText }, canvas: Canvas): KnownBlock[] {
  const spans: readonly Span[] = typeof text === 'string' ? [text] : text;
  const all = spans.flatMap((span): Piece[] => {
    const piece =
      typeof span === 'string'
        ? { text: span }
        : (pieces[span.kind] as (span: Span, canvas: Canvas) => Piece)(span, canvas);
    const said = take(canvas, piece.text);
    return said === '' ? [] : [{ text: said, token: said === piece.text ? piece.token : undefined }];
  });
  const words = all.map((piece) => piece.text).join('');
  const isPlain = all.every(({ token }) => token === undefined);
  if (!isPlain) {
    const joined = all.map((piece) => piece.token ?? escapeMrkdwn(piece.text)).join('');
    const outside = all.map((piece) => (piece.token === undefined ? piece.text : '\uFFFC')).join('');
    if (!FORMATS.test(outside) && joined.trim().length <= LIMITS.textObject) return block([mrkdwn(joined.trim())]);
    const apart = all.flatMap((piece) =>
      piece.token === undefined ? plainElements(piece.text) : [mrkdwn(piece.token)],
    );
    if (apart.length <= LIMITS.contextElements) return block(apart);
  }
  const elements = plainElements(words);
  if (elements.length > LIMITS.contextElements) canvas.isCut = true;
  return block(elements.slice(0, LIMITS.contextElements));
}
