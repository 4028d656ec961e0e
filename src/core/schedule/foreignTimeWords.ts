/**
 * Languages of people who write to us in English, besides the languages whose words are read (`nearTimeWord`). Arabic
 * and Hebrew are left out: their names of days have other meanings as well.
 */
const LANGUAGES = 'de fr es it pt nl sv da nb fi pl cs sk sl hr hu ro tr ru uk bg el lt lv et id ja ko hi'.split(' ');
/** Names of people, and words with another meaning in English or another language. */
const OTHERS = new Set(
  'mars mart maja hari lusa depois pasado homme reede sutra kedd leden luty studeni rujan lipa luni april august september november'.split(
    ' ',
  ),
);

let words: ReadonlySet<string> | undefined;

/**
 * Whether a word (lower-case) names a day or month, today or tomorrow in a language that we do not read. Beside such a
 * word, an hour is not simply the next one.
 */
export function isForeignTimeWord(word: string): boolean {
  words ??= collected();
  return words.has(word);
}

function collected(): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (text: string) => {
    // Short words, and Japanese days that are also Chinese words, would match in unrelated sentences.
    for (const word of text.normalize('NFKC').toLowerCase().replace(/[‘’]/g, "'").split(/\s+/))
      if (
        (word.length >= 4 || /[^\p{Script=Latin}\p{Script=Han}\d]/u.test(word) || /曜/.test(word)) &&
        !/\d/.test(word) &&
        !OTHERS.has(word)
      )
        found.add(word);
  };
  for (const language of LANGUAGES) {
    const formats = [{ month: 'long' }, { month: 'long', day: 'numeric' }, { weekday: 'long' }] as const;
    for (const format of formats) {
      const formatter = new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC', calendar: 'gregory' });
      for (let at = 0; at < 12; at += 1) {
        const day = 'weekday' in format ? new Date(Date.UTC(2026, 0, 1 + at)) : new Date(Date.UTC(2026, at, 15));
        for (const { type, value } of formatter.formatToParts(day))
          if (type === 'month' || type === 'weekday') add(value);
      }
    }
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    for (const days of [0, 1, 2]) add(relative.format(days, 'day'));
  }
  return found;
}
