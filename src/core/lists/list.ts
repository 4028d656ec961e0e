import { z } from 'zod';
import type { Locale } from '../../ground/i18n.ts';
import { field } from '../fields.ts';
import { keptCollection } from '../kept.ts';
import type { Audience, Block, Button, Menu, RichText } from '../message.ts';
import { coreTexts } from '../texts.ts';

/** The reader of a list. */
export interface ListReader {
  readonly workspaceId: string;
  readonly personId: string;
  readonly side: 'ours' | 'client';
  readonly locale: Locale;
  /** IANA name. */
  readonly zone: string;
  readonly now: Date;
}

/** One line of a list: its text and its acts. */
export interface Line {
  /** The thing's permanent name, `reminder:ID`: by it a redrawn list finds the line's present words. */
  readonly ref: string;
  readonly text: (number: number) => RichText;
  readonly actions: readonly (Button | Menu)[];
}

/** A list in its present state. */
export interface ListNow {
  readonly audience: Audience;
  /** All lines in their order; a message shows some of them. */
  readonly lines: readonly Line[];
  /** The text around the lines of one message: their number and the first number, and the button to further lines. */
  readonly frame: (page: { readonly from: number; readonly shown: number; readonly rest: readonly Button[] }) => {
    readonly fallbackText: string;
    readonly head: readonly Block[];
    readonly foot: readonly Block[];
  };
}

/** A list that a slice shows. Its command takes `pageFields`. */
export interface ListSource {
  /** The command that shows it; also the list's name in stored rows. */
  readonly command: string;
  /** At most this many lines in one message. */
  readonly most: number;
  /** The list as this reader may see it now. `about` is the command's input, such as a project. */
  readonly look: (reader: ListReader, about: Readonly<Record<string, string>>) => Promise<ListNow>;
}

/** Input of a command that shows a list: the number to continue from, and the message whose order continues. */
export const pageFields = {
  from: field.number({ label: coreTexts.all('fromWhich'), hidden: true, optional: true, min: 1 }),
  of: field.text({ label: coreTexts.all('fromWhich'), hidden: true, optional: true }),
};

/**
 * The act on a line. The last one counts while the line stays as the act left it: later changes are not hidden behind
 * it.
 */
const lineMark = z.strictObject({
  number: z.number().int(),
  text: z.string(),
  /** The line has ended for this list, even if its thing continues, such as a recurring reminder. */
  isStruck: z.boolean(),
  /** The payload of its Undo button as JSON. */
  undo: z.string().optional(),
  /** The state of the line after the act: see `stateOf` in draw.ts. */
  left: z.string(),
});
export type LineMark = z.infer<typeof lineMark>;

/**
 * One message that shows a list: its lines in order, and the acts on them. Its id stands in the message's buttons and
 * cannot be guessed, so a press proves that the person was shown the message.
 */
const shownList = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** The list's command. */
  list: z.string(),
  /** The reader. */
  personId: z.string(),
  side: z.enum(['ours', 'client']),
  locale: z.enum(['en', 'zh-CN']),
  zone: z.string(),
  /** Its conversation; `home` for a Home tab. */
  conversation: z.string(),
  /** The command's input, as JSON. */
  about: z.string(),
  /** The things of the whole list in the order of their numbers. */
  refs: z.array(z.string()),
  /** The lines of this message; `text` is rich text as JSON, for lines whose thing has left the list. */
  lines: z.array(z.strictObject({ number: z.number().int(), text: z.string() })),
  marks: z.array(lineMark),
  /** The time of the last drawing. */
  shownAt: z.date(),
  /** An id that was new at the last drawing: it orders two lists of the same moment. */
  drawing: z.string(),
});
export type ShownList = z.infer<typeof shownList>;

export const shownLists = keptCollection({
  name: 'shownLists',
  model: shownList,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, personId: 1, conversation: 1, list: 1, drawing: -1 } }, { keys: { shownAt: 1 } }],
  // A press on a list message redraws it for this long; later the answer comes beside it.
  retention: { by: 'shownAt', days: 60 },
  person: {
    title: { en: 'Lists shown', 'zh-CN': '显示过的列表' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    // The lines are copies of other collections' data.
    export: () => undefined,
    erase: 'delete',
  },
});
