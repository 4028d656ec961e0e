/** The messages between server and page. Types only: the page imports nothing else from the server's side. */

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly side: 'ours' | 'client';
  readonly outsider: boolean;
  readonly locale: 'en' | 'zh-CN';
  readonly zone: string;
}

export interface ConversationView {
  readonly id: string;
  readonly kind: 'channel' | 'direct';
  readonly name: string;
  readonly members: readonly string[];
  readonly bot: boolean;
  /** The newest message that this person may see, for the unread mark. */
  readonly latest: string | undefined;
}

export interface PostView {
  readonly id: string;
  readonly key: string;
  readonly conversation: string;
  readonly thread: string | undefined;
  /** A person's id, or `rapport`. */
  readonly from: string;
  readonly fromName: string;
  /** Only this person sees it. */
  readonly whisper: boolean;
  /** Rendered and escaped by the server. */
  readonly html: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly edited: boolean;
}

export interface CompletionView {
  readonly words: string;
  readonly usage: string;
  readonly summary: string;
}

/** Everything but the messages, as one person sees it. */
export interface StartView {
  readonly me: PersonView;
  readonly people: readonly PersonView[];
  readonly conversations: readonly ConversationView[];
  readonly completions: readonly CompletionView[];
  readonly now: string;
  /** Whether the clock differs from real time. */
  readonly moved: boolean;
}

export interface MessagesView {
  readonly posts: readonly PostView[];
  /** Whether there are earlier ones. */
  readonly earlier: boolean;
}

export interface FieldOnPage {
  readonly name: string;
  readonly kind:
    | 'text'
    | 'longText'
    | 'number'
    | 'choice'
    | 'choices'
    | 'toggle'
    | 'date'
    | 'time'
    | 'when'
    | 'person'
    | 'channel'
    | 'zone'
    | 'money'
    | 'effort'
    | 'project';
  readonly label: string;
  readonly hint: string | undefined;
  readonly placeholder: string | undefined;
  readonly required: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly maxLength: number | undefined;
  readonly value: string | readonly string[] | undefined;
  readonly error: string | undefined;
}

export type Values = Readonly<Record<string, string | string[]>>;

export interface FormOnPage {
  readonly command: string;
  readonly locale: 'en' | 'zh-CN';
  readonly title: string;
  readonly submit: string;
  readonly cancel: string;
  readonly notice: string | undefined;
  readonly fields: readonly FieldOnPage[];
  readonly hidden: Values;
}

/** The place of a form; goes back with the submit. */
export interface Spot {
  readonly conversation: string;
  readonly thread?: string | undefined;
  readonly message?: string | undefined;
}

/** Events for an open tab. */
export type PageEvent =
  | { readonly type: 'post'; readonly post: PostView }
  /** Another person than this tab's got something. */
  | { readonly type: 'activity'; readonly people: readonly string[]; readonly conversation: string }
  | { readonly type: 'form'; readonly event: string; readonly form: FormOnPage; readonly spot: Spot }
  /** The bot has finished this event. */
  | { readonly type: 'done'; readonly event: string }
  /** People or channels changed. */
  | { readonly type: 'world' }
  /** `zone`: the zone of the morning that was asked for. */
  | { readonly type: 'clock'; readonly now: string; readonly moved: boolean; readonly zone?: string | undefined }
  /** Events may have been missed: read everything again. */
  | { readonly type: 'resync' };

/** The answer to an act. */
export type Answer =
  | { readonly outcome: 'taken'; readonly working: boolean }
  | { readonly outcome: 'errors'; readonly errors: Readonly<Record<string, string>> }
  /** The platform refuses, with a hint. The typed text stays, or becomes `instead`. */
  | { readonly outcome: 'hint'; readonly text: string; readonly instead: string | undefined };

export interface Problem {
  readonly problem: string;
  readonly field?: string | undefined;
}
