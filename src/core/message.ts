import { z } from 'zod';

/**
 * The permitted readers: a client's people, or only our side. Every linked channel and every outgoing message has one.
 */
export const audience = z.enum(['client', 'internal']);
export type Audience = z.infer<typeof audience>;

/**
 * A run of text. All of it is data: renderers escape it, so that a person's text cannot mention, link or format. `date`
 * is an instant in ISO 8601 UTC, shown in the reader's zone; `person` and `channel` are mentions by platform
 * references.
 */
export const span = z.union([
  z.string(),
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('strong'), text: z.string() }),
    z.strictObject({ kind: z.literal('code'), text: z.string() }),
    /** Struck through: ended. */
    z.strictObject({ kind: z.literal('struck'), text: z.string() }),
    z.strictObject({
      kind: z.literal('date'),
      at: z.iso.datetime(),
      style: z.enum(['date', 'time', 'dateTime']),
      zone: z.string().optional(),
    }),
    z.strictObject({ kind: z.literal('person'), user: z.string(), name: z.string() }),
    z.strictObject({ kind: z.literal('channel'), conversation: z.string(), name: z.string() }),
    z.strictObject({ kind: z.literal('link'), url: z.url({ protocol: /^https?$/ }), text: z.string() }),
  ]),
]);
export type Span = z.infer<typeof span>;

/** Plain text, or runs of it. */
export const richText = z.union([z.string(), z.array(span)]);
export type RichText = z.infer<typeof richText>;

/** The payload of a press: the command and its input. `v` is the format's version; old ones stay readable. */
export const actionPayload = z.strictObject({
  v: z.literal(1),
  /** The command's name, e.g. `reminder done`. */
  command: z.string(),
  /** Input that the action already knows, by field name, in the form's own raw strings. */
  input: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
export type ActionPayload = z.infer<typeof actionPayload>;

const confirmation = z.strictObject({ title: z.string(), text: z.string(), confirm: z.string(), cancel: z.string() });

export const button = z.strictObject({
  kind: z.literal('button'),
  label: z.string(),
  payload: actionPayload,
  style: z.enum(['primary', 'danger']).optional(),
  /** A question before the press counts: for acts without an undo. */
  confirm: confirmation.optional(),
});
export type Button = z.infer<typeof button>;

/** A menu of presses: each option is a whole action. */
export const menu = z.strictObject({
  kind: z.literal('menu'),
  label: z.string(),
  options: z.array(z.strictObject({ label: z.string(), payload: actionPayload })).min(1),
});
export type Menu = z.infer<typeof menu>;

/** The most characters of a file: some thousand rows of a table. */
export const MOST_FILE_CHARACTERS = 1_000_000;

/** A file of UTF-8 text. */
export const file = z.strictObject({
  /** The file name with its ending: `Status call.ics`. */
  name: z.string().min(1),
  /** `text/calendar` */
  mediaType: z.string().min(1),
  content: z.string().max(MOST_FILE_CHARACTERS),
});
export type File = z.infer<typeof file>;

/** The kinds of block; a renderer is one pure function per kind, in an exhaustive map. */
export const block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('heading'), text: z.string() }),
  z.strictObject({ kind: z.literal('text'), text: richText }),
  z.strictObject({ kind: z.literal('fields'), items: z.array(z.strictObject({ label: z.string(), value: richText })) }),
  z.strictObject({ kind: z.literal('list'), ordered: z.boolean().optional(), items: z.array(richText) }),
  z.strictObject({ kind: z.literal('table'), columns: z.array(z.string()), rows: z.array(z.array(richText)) }),
  z.strictObject({ kind: z.literal('quote'), text: richText }),
  z.strictObject({ kind: z.literal('image'), url: z.string(), alt: z.string(), title: z.string().optional() }),
  z.strictObject({
    kind: z.literal('progress'),
    label: z.string(),
    value: z.number().min(0),
    of: z.number().positive(),
  }),
  z.strictObject({ kind: z.literal('context'), text: richText }),
  z.strictObject({ kind: z.literal('divider') }),
  /** Attached if the platform takes files, otherwise a link to `url`; see files.ts for making one. */
  z.strictObject({ kind: z.literal('file'), ...file.shape, url: z.url({ protocol: /^https?$/ }).optional() }),
  z.strictObject({ kind: z.literal('actions'), items: z.array(z.union([button, menu])) }),
]);
export type Block = z.infer<typeof block>;
export type BlockKind = Block['kind'];

/** A message for a conversation, the same on every platform. `fallbackText` is for notifications and screen readers. */
export const message = z.strictObject({ audience, fallbackText: z.string().min(1), blocks: z.array(block) });
export interface Message<A extends Audience = Audience> {
  readonly audience: A;
  readonly fallbackText: string;
  readonly blocks: readonly Block[];
}

/** Makes the payload of a button. Input is raw strings, as a form would send them. */
export function press(command: string, input: ActionPayload['input'] = {}): ActionPayload {
  return { v: 1, command, input };
}

/**
 * The key in raw input that opens the command's form instead of running it, with the other values filled in: for [Edit]
 * and [Continue].
 */
export const OPEN_FORM = '$form';

/**
 * The key in raw input for the original request of a repeat, so that another try creates nothing twice: see repeat.ts.
 */
export const REPEAT_OF = '$repeat';

/**
 * The key in raw input for the part of a typed time that was not understood. Every use of the values asks about it: see
 * schedule/doubtAbout.ts.
 */
export const DOUBT = '$doubt';

/**
 * The key in raw input for the mark of the sent form, so that sending it again has no second effect: see formMark.ts.
 */
export const FORM_MARK = '$mark';

/** Makes the payload of a button that opens a command's form, prefilled. */
export function openForm(command: string, values: ActionPayload['input'] = {}): ActionPayload {
  return press(command, { ...values, [OPEN_FORM]: 'open' });
}
