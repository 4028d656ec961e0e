import { spoken, word } from './words.ts';

/** The playground's time, running on from the server's last value. */
let said = 0;
let saidAt = 0;

export function setNow(iso: string): void {
  said = Date.parse(iso);
  saidAt = performance.now();
}
export const now = () => new Date(said + performance.now() - saidAt);

const format = (date: Date, zone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(spoken() === 'en' ? 'en-GB' : 'zh-CN', { timeZone: zone, ...options }).format(date);

export const timeOf = (date: Date, zone: string) =>
  format(date, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** The local date, for comparisons. */
export const dayOf = (date: Date, zone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(date);

const DAY = 86_400_000;
/** `Today`, or `Monday, 30 November`. */
export function dayTitle(date: Date, zone: string): string {
  const day = dayOf(date, zone);
  if (day === dayOf(now(), zone)) return word('today');
  if (day === dayOf(new Date(now().getTime() - DAY), zone)) return word('yesterday');
  const year = day.slice(0, 4) === dayOf(now(), zone).slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  return format(date, zone, { weekday: 'long', day: 'numeric', month: 'long', ...year });
}
export const shortDay = (date: Date, zone: string) =>
  format(date, zone, { weekday: 'short', day: 'numeric', month: 'short' });
/** `New York time`, `纽约时间`. */
export const zoneTitle = (zone: string) =>
  new Intl.DateTimeFormat(spoken() === 'en' ? 'en-GB' : 'zh-CN', { timeZone: zone, timeZoneName: 'shortGeneric' })
    .formatToParts(now())
    .find(({ type }) => type === 'timeZoneName')?.value ?? zone;
/** The full date and time, for a tooltip. */
export const instantTitle = (date: Date, zone: string) =>
  format(date, zone, { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' });
