import { replyTexts } from '../../adapters/teams/replyTexts.ts';
import { coreTexts } from '../../src/core/texts.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import type { Seen } from './driver.ts';

/**
 * A difference that a platform forces. `undo` turns the seen text into that of other platforms; undefined: it is
 * visible only there.
 */
export interface Difference {
  readonly what: string;
  readonly undo: (seen: Seen) => Seen | undefined;
}

/*
 * What the reduction to words levels already, since it is the same to whoever reads: that a private answer is a whisper
 * in the channel (playground), an ephemeral message there or a window (Slack), or stands in one's own chat (Teams);
 * that a day is written "tomorrow" (playground), as each reader's device writes it (Slack), or as a date (Teams); which
 * marks part a label from its value; and how the address of a message is written.
 */

export const slackDifferences: readonly Difference[] = [];

const notes = new Set(
  LOCALES.flatMap((locale) => [replyTexts(locale).answeredInChat(), replyTexts(locale).formInChat()]),
);

/*
 * Two more stand at their step, as `teams`: a table with more than three columns is told row by row, since Teams on
 * phones shows no wide ones; and a form that is sent with something wrong is drawn anew, without the words that it was
 * first opened with, where Slack and the playground leave it as it stands.
 */
const inline: Difference = {
  what: 'A typed command can open no dialog: its form stands in the conversation, and makes room for what comes of it.',
  undo: ({ changed, ofForm, ...seen }) => (ofForm === true || changed === undefined ? seen : { ...seen, changed }),
};
const forADay = LOCALES.map((locale) => coreTexts(locale).fileForADay());
const files: Difference = {
  what: 'A bot brings no file into a channel or a chat: it is behind a link.',
  undo: (seen) => {
    if (seen.shown === undefined) return seen;
    const names = seen.shown.lines.flatMap((line) =>
      forADay.flatMap((words) => (line.endsWith(words) ? [line.slice(0, -words.length)] : [])),
    );
    const lines = seen.shown.lines.filter((line) => !forADay.some((words) => line.endsWith(words)));
    return {
      ...seen,
      shown: { ...seen.shown, lines, files: names, links: seen.shown.links.filter((url) => !url.includes('/file/')) },
    };
  },
};
/** Where the tenant has targeted messages, which one person alone sees in the channel. */
export const targetedDifferences: readonly Difference[] = [inline, files];
export const teamsDifferences: readonly Difference[] = [
  inline,
  files,
  {
    what: 'Without targeted messages a private answer goes to one’s own chat, and says what it is about.',
    undo: (seen) => {
      const { shown, form } = seen;
      if (form?.says !== undefined)
        return { ...seen, form: { ...form, says: form.says.replace(/^(?:About |关于 ?)#\S+?[.。] ?/, '') } };
      return shown !== undefined && /^(?:About |关于 ?)#/.test(shown.lines[0] ?? '')
        ? { ...seen, shown: { ...shown, lines: shown.lines.slice(1) } }
        : seen;
    },
  },
  {
    what: 'Where it went is told at the button that was pressed.',
    undo: (seen) => (seen.note !== undefined && notes.has(seen.note) ? undefined : seen),
  },
];
