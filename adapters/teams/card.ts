/**
 * The part of Adaptive Cards 1.5 that Rapport uses, as types; nothing else is sent. Names and values are those of the
 * published schema (adaptivecards.io/explorer). Reasons for the choice: docs/adr/0012-adaptive-cards.md.
 */
export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema?: string;
  readonly version: '1.5';
  readonly lang?: string;
  readonly fallbackText?: string;
  readonly speak?: string;
  readonly body: readonly CardElement[];
  readonly actions?: readonly CardAction[];
  /** Teams' extension: the card's width, and the people behind `<at>…</at>` in its text blocks. */
  readonly msteams?: { readonly width?: 'Full'; readonly entities?: readonly MentionEntity[] };
}

/** A mentioned person; `text` must stand in the text block exactly. */
export interface MentionEntity {
  readonly type: 'mention';
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

export type Spacing = 'None' | 'Small' | 'Default' | 'Medium' | 'Large';
export type Colour = 'Default' | 'Accent' | 'Good' | 'Warning' | 'Attention';

export interface Placed {
  readonly id?: string;
  readonly isVisible?: boolean;
  readonly spacing?: Spacing;
  readonly separator?: boolean;
}

export interface TextLook {
  readonly size?: 'Small' | 'Default' | 'Medium' | 'Large';
  readonly weight?: 'Default' | 'Bolder';
  readonly color?: Colour;
  readonly isSubtle?: boolean;
}

/** Text in a subset of Markdown, which differs between clients: only for text that `markdownText` escaped. */
export interface TextBlock extends Placed, TextLook {
  readonly type: 'TextBlock';
  readonly text: string;
  readonly wrap: true;
  readonly style?: 'heading';
}
/** A run of text that no client reads as Markdown. A bare string is a run without a style. */
export type TextRun =
  | string
  | (TextLook & {
      readonly type: 'TextRun';
      readonly text: string;
      readonly fontType?: 'Monospace';
      readonly underline?: boolean;
      readonly strikethrough?: boolean;
      readonly selectAction?: OpenUrl;
    });
export interface RichTextBlock extends Placed {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
}
export interface Container extends Placed {
  readonly type: 'Container';
  readonly style?: 'default' | 'emphasis' | 'accent' | 'attention' | 'good' | 'warning';
  readonly items: readonly CardElement[];
}
export interface Column {
  readonly type: 'Column';
  /** A share of the row, or as wide as needed, or the rest. */
  readonly width: number | 'auto' | 'stretch';
  readonly style?: Container['style'];
  readonly spacing?: Spacing;
  readonly verticalContentAlignment?: 'Top' | 'Center';
  readonly items: readonly CardElement[];
}
export interface ColumnSet extends Placed {
  readonly type: 'ColumnSet';
  readonly style?: Container['style'];
  readonly columns: readonly Column[];
}
export interface CardImage extends Placed {
  readonly type: 'Image';
  readonly url: string;
  readonly altText: string;
}
export interface ActionSet extends Placed {
  readonly type: 'ActionSet';
  readonly actions: readonly CardAction[];
}

interface Input extends Placed {
  readonly id: string;
  readonly label?: string;
  readonly isRequired?: boolean;
  readonly errorMessage?: string;
}
export interface TextInput extends Input {
  readonly type: 'Input.Text';
  readonly value?: string;
  readonly placeholder?: string;
  readonly isMultiline?: boolean;
  readonly maxLength?: number;
}
export interface NumberInput extends Input {
  readonly type: 'Input.Number';
  readonly value?: number;
  readonly placeholder?: string;
}
export interface DateInput extends Input {
  readonly type: 'Input.Date' | 'Input.Time';
  readonly value?: string;
}
export interface ToggleInput extends Input {
  readonly type: 'Input.Toggle';
  readonly title: string;
  readonly value: string;
  readonly valueOn: string;
  readonly valueOff: string;
  readonly wrap: true;
}
export interface Choice {
  readonly title: string;
  readonly value: string;
}
export interface ChoiceInput extends Input {
  readonly type: 'Input.ChoiceSet';
  readonly style: 'compact' | 'expanded' | 'filtered';
  readonly isMultiSelect?: boolean;
  readonly wrap?: true;
  readonly placeholder?: string;
  readonly value?: string;
  readonly choices: readonly Choice[];
}
export type CardInput = TextInput | NumberInput | DateInput | ToggleInput | ChoiceInput;
export type CardElement = TextBlock | RichTextBlock | Container | ColumnSet | CardImage | ActionSet | CardInput;

interface Titled {
  readonly title: string;
  readonly style?: 'default' | 'positive' | 'destructive';
  readonly mode?: 'primary' | 'secondary';
}
type Data = Readonly<Record<string, unknown>>;
/** Arrives as an invoke, which is answered with the card's next state. */
export interface ExecuteAction extends Titled {
  readonly type: 'Action.Execute';
  readonly verb: string;
  readonly data: Data;
  readonly associatedInputs?: 'auto' | 'none';
  readonly fallback?: SubmitAction;
}
/**
 * Arrives as a message with a value, as a dialog's submit, or, with `msteams.type` task/fetch in its data, as a request
 * for a dialog.
 */
export interface SubmitAction extends Titled {
  readonly type: 'Action.Submit';
  readonly data: Data;
  readonly associatedInputs?: 'auto' | 'none';
}
export interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title?: string;
  readonly url: string;
}
export interface ShowCardAction extends Titled {
  readonly type: 'Action.ShowCard';
  readonly card: { readonly type: 'AdaptiveCard'; readonly body: readonly CardElement[] };
}
export interface ToggleAction extends Titled {
  readonly type: 'Action.ToggleVisibility';
  readonly targetElements: readonly { readonly elementId: string; readonly isVisible: boolean }[];
}
export type CardAction = ExecuteAction | SubmitAction | ShowCardAction | ToggleAction;
