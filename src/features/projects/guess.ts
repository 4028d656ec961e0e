import type { Audience } from '../../core/message.ts';
import { isZone } from '../../core/schedule/zone.ts';
import type { Locale } from '../../ground/i18n.ts';

/** What a channel is probably for: the start of a form, never a decision. */
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
 * Reads a channel's name: `client-acme` is Acme's channel, `acme-internal` our side's about Acme, `云禾项目群` a Chinese
 * client. The zone is that of whoever brought Rapport in, else the workspace's, and China's for a Chinese name when
 * neither says more than UTC.
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
