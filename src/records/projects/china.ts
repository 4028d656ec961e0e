/**
 * China's days off and make-up days (调休). No library has them, and they cannot be computed: the State Council announces
 * them each November for the next year. One entry per announced year. A missing year falls back to the library, and
 * `holiday` commands fill the gap.
 */
export const CHINA: Readonly<
  Record<number, { readonly off: Readonly<Record<string, string>>; readonly work: Readonly<Record<string, string>> }>
> = {
  2026: {
    off: {
      ...days('元旦', '2026-01-01', 3),
      ...days('春节', '2026-02-15', 9),
      ...days('清明节', '2026-04-04', 3),
      ...days('劳动节', '2026-05-01', 5),
      ...days('端午节', '2026-06-19', 3),
      ...days('中秋节', '2026-09-25', 3),
      ...days('国庆节', '2026-10-01', 7),
    },
    work: {
      '2026-01-04': '元旦调休上班',
      '2026-02-14': '春节调休上班',
      '2026-02-28': '春节调休上班',
      '2026-05-09': '劳动节调休上班',
      '2026-09-20': '国庆节调休上班',
      '2026-10-10': '国庆节调休上班',
    },
  },
};

function days(name: string, first: string, count: number): Record<string, string> {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      new Date(start + index * 86_400_000).toISOString().slice(0, 10),
      name,
    ]),
  );
}
