import { distance } from 'fastest-levenshtein';

const NAMES = 'monday tuesday wednesday thursday friday saturday sunday january february september october november december tomorrow'.split(' ');
/** Words of people's own that are a letter or two from a day's name. */
const OTHERS = new Set('monkey mondays sundry sundae someday'.split(' '));

/** Days and the like as neighbours of English write them, with the English word. */
const FOREIGN: Readonly<Record<string, string>> = {
  ...{ montag: 'monday', dienstag: 'tuesday', mittwoch: 'wednesday', donnerstag: 'thursday', freitag: 'friday', samstag: 'saturday', sonnabend: 'saturday' },
  ...{ sonntag: 'sunday', montags: 'mondays', freitags: 'fridays', heute: 'today', übermorgen: 'day after tomorrow', januar: 'january', februar: 'february' },
  ...{ märz: 'march', mai: 'may', juni: 'june', juli: 'july', oktober: 'october', dezember: 'december' },
  ...{ lundi: 'monday', mardi: 'tuesday', mercredi: 'wednesday', jeudi: 'thursday', vendredi: 'friday', samedi: 'saturday', dimanche: 'sunday' },
  ...{ demain: 'tomorrow', "aujourd'hui": 'today', janvier: 'january', février: 'february', avril: 'april', juin: 'june', juillet: 'july', août: 'august' },
  ...{ septembre: 'september', octobre: 'october', novembre: 'november', décembre: 'december' },
  ...{ lunes: 'monday', martes: 'tuesday', miércoles: 'wednesday', miercoles: 'wednesday', jueves: 'thursday', viernes: 'friday', sábado: 'saturday' },
  ...{ sabado: 'saturday', domingo: 'sunday', mañana: 'tomorrow', hoy: 'today', enero: 'january', febrero: 'february', marzo: 'march', abril: 'april' },
  ...{ mayo: 'may', junio: 'june', julio: 'july', septiembre: 'september', octubre: 'october', noviembre: 'november', diciembre: 'december' },
};

const near = new Map<string, string | undefined>();
/** Names come from people: remember a bounded number of words. */
const MOST_REMEMBERED = 5_000;

/** The English word of time that a misspelt or foreign one (lower-case) is meant for: `thrusday`, `Montag`. Undefined: it is neither. */
export function nearTimeWord(word: string): string | undefined {
  if (word.length < 3 || word.length > 14) return undefined;
  if (near.has(word)) return near.get(word);
  const found = FOREIGN[word] ?? misspelt(word);
  if (near.size >= MOST_REMEMBERED) near.clear();
  near.set(word, found);
  return found;
}

function misspelt(word: string): string | undefined {
  if (word.length < 5 || NAMES.includes(word) || OTHERS.has(word) || !/^[a-z]+$/.test(word)) return undefined;
  return NAMES.find((name) => name.charAt(0) === word.charAt(0) && distance(name, word) <= (word.length < 6 ? 1 : 2) && !word.startsWith(name));
}
