import type { Audience } from '../../core/message.ts';
import { isZone } from '../../core/schedule/zone.ts';
import type { Locale } from '../../ground/i18n.ts';

/** The probable use of a channel. It only prefills a form and decides nothing. */
export interface Guess {
  readonly client: string;
  readonly audience: Audience;
  readonly locale: Locale;
  readonly zone: string;
}

const INTERNAL = /^(internal|intern|int|team|staff|private|内部|团队)$/;
const NOISE =
  /^(client|clients|customer|cust|ext|external|shared|connect|project|projects|proj|prj|channel|website|web|site|app|官网|网站|小程序|客户|项目|外部|群|频道)$/;
const GLUED = /(官网|网站|小程序|内部|团队|客户|项目|外部|群|频道)/g;
const HAN = /\p{Script=Han}/u;

/**
 * Guesses from a channel's name: `client-acme` is the channel of client Acme, `acme-internal` our internal one about
 * Acme, `云禾项目群` one of a Chinese client. The zone is that of the person who added Rapport, else the workspace's. A
 * Chinese name gets China's zone if both are only UTC.
 */
export function guessFromChannel(
  name: string,
  known: { readonly zone?: string | undefined; readonly workspaceZone: string; readonly workspaceLocale: Locale },
): Guess {
  const chinese = HAN.test(name);
  const parts = name
    .replace(/^#/, '')
    .replace(GLUED, '-$1-')
    .split(/[\s_\-–—·.]+/)
    .filter((part) => part !== '');
  const internal = parts.some((part) => INTERNAL.test(part.toLowerCase()));
  const words = parts.filter(
    (part) => !INTERNAL.test(part.toLowerCase()) && !NOISE.test(part.toLowerCase()) && !/^\d{4}$/.test(part),
  );
  const client = words.map((word) => (/^[a-z]/.test(word) ? word[0]?.toUpperCase() + word.slice(1) : word)).join(' ');
  const zone =
    [known.zone, known.workspaceZone].find((one) => one !== undefined && isZone(one) && one !== 'UTC') ??
    (chinese ? 'Asia/Shanghai' : known.workspaceZone);
  return {
    client,
    audience: internal ? 'internal' : 'client',
    locale: chinese ? 'zh-CN' : known.workspaceLocale,
    zone,
  };
}
