import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Locale } from '../../src/ground/i18n.ts';
import { oauthTexts } from './oauthTexts.ts';

/** A page of the installation. Addresses are ours or Slack's; all text is escaped. */
export interface OAuthPage {
  readonly status: number;
  readonly title: string;
  readonly lead: string;
  readonly note?: string;
  readonly link?: { readonly url: string; readonly label: string };
}

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;background:#f6f6f4;color:#1d1c1d}
main{max-width:34rem;margin:1rem;padding:2rem;background:#fff;border:1px solid #ddd;border-radius:12px}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.3}
p{margin:0 0 1rem}
.note{color:#5a5a5a;font-size:.9rem}
a{display:inline-block;padding:.7rem 1.2rem;border-radius:8px;background:#1f5f4b;color:#fff;text-decoration:none;font-weight:600}
a:focus-visible{outline:3px solid #1f5f4b;outline-offset:3px}
@media (prefers-color-scheme:dark){body{background:#161616;color:#eee}main{background:#222;border-color:#3a3a3a}.note{color:#b5b5b5}a{background:#7fd1b4;color:#10241c}a:focus-visible{outline-color:#7fd1b4}}`;
/** The page may use its own style and nothing else. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function pageHtml({ title, lead, note, link }: OAuthPage, locale: Locale): string {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><main>
<h1>${escaped(title)}</h1>
<p>${escaped(lead)}</p>
${note === undefined ? '' : `<p class="note">${escaped(note)}</p>\n`}${link === undefined ? '' : `<p><a href="${escaped(link.url)}" rel="noreferrer">${escaped(link.label)}</a></p>\n`}</main></body>
</html>
`;
}

/**
 * Headers of every page of the installation. The address may hold a code of Slack's, so the page is not cached and
 * sends no referrer.
 */
export function setPageHeaders(response: ServerResponse): void {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
}

export function sendPage(response: ServerResponse, page: OAuthPage, locale: Locale): void {
  if (response.headersSent) return;
  setPageHeaders(response);
  response.statusCode = page.status;
  response.end(pageHtml(page, locale));
}

/** The pages in one language. `again` is the address of the first page. */
export function oauthPages(locale: Locale, again: string) {
  const texts = oauthTexts(locale);
  const link = { url: again, label: texts.again() };
  return {
    install: (url: string): OAuthPage => ({
      ...{ status: 200, title: texts.installTitle(), lead: texts.installLead(), note: texts.installNote() },
      link: { url, label: texts.installButton() },
    }),
    done: (team: string, url: string): OAuthPage => ({
      ...{ status: 200, title: texts.doneTitle({ team }), lead: texts.doneLead() },
      link: { url, label: texts.doneButton() },
    }),
    cancelled: (): OAuthPage => ({ status: 200, title: texts.cancelledTitle(), lead: texts.cancelledLead(), link }),
    stale: (): OAuthPage => ({ status: 400, title: texts.staleTitle(), lead: texts.staleLead(), link }),
    orgWide: (): OAuthPage => ({ status: 403, title: texts.orgWideTitle(), lead: texts.orgWideLead(), link }),
    fault: (): OAuthPage => ({ status: 502, title: texts.faultTitle(), lead: texts.faultLead(), link }),
  };
}
