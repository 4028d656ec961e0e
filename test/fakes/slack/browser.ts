import type { FakeTeam } from './team.ts';

/** A page in the browser. */
export interface Page {
  readonly status: number;
  /** The present address. */
  readonly url: string;
  readonly html: string;
  readonly headers: Headers;
}

export interface BrowserOptions {
  /** Rapport's public address, and its real one. */
  readonly publicUrl: string;
  readonly appUrl: string;
  /** Accept-Language. */
  readonly language?: string;
}

/**
 * A browser, as far as an installation needs one: it keeps Rapport's cookies and follows redirects to Slack and back.
 */
export function createBrowser({ publicUrl, appUrl, language = 'en' }: BrowserOptions) {
  const cookies = new Map<string, string>();

  async function open(url: string): Promise<Page> {
    const response = await fetch(url.replace(publicUrl, appUrl), {
      headers: {
        'accept-language': language,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      redirect: 'manual',
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = '', ...traits] = set.split(';').map((part) => part.trim());
      const [name = '', value = ''] = pair.split('=');
      if (traits.some((trait) => trait.startsWith('Expires=Thu, 01 Jan 1970'))) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, url, html: await response.text(), headers: response.headers };
  }

  const linkIn = ({ html }: Page): string => {
    const found = /<a href="([^"]+)"/.exec(html)?.[1];
    if (found === undefined) throw new Error(`no link in ${html}`);
    return found.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replaceAll('&amp;', '&');
  };

  /** Agrees on Slack's page in a team, as one of its people; returns the redirect address. */
  async function agree(authorize: string, team: FakeTeam, person: string): Promise<string> {
    const asked = new URL(authorize);
    const page = await (await fetch(`${team.url}${asked.pathname}${asked.search}`)).text();
    const form = page.split('<form').find((one) => one.includes(`value="${team.person(person)}"`)) ?? '';
    const fields = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')] as const,
    );
    if (fields.length === 0) throw new Error(`Slack asked nothing of ${person}: ${page.slice(0, 500)}`);
    const answer = await fetch(`${team.url}/oauth/v2/authorize/callback`, {
      method: 'POST',
      body: new URLSearchParams(fields.map(([...pair]) => pair)),
      redirect: 'manual',
    });
    const back = answer.headers.get('location');
    if (back === null) throw new Error(`Slack answered ${answer.status}`);
    return back;
  }

  return {
    open,
    linkIn,
    agree,
    /** Goes from the page to Slack and back. */
    async install(team: FakeTeam, person: string): Promise<Page> {
      const page = await open(`${publicUrl}/slack/install`);
      return open(await agree(linkIn(page), team, person));
    },
  };
}
