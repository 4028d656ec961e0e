import type { Actor } from './access.ts';
import type { Command, CommandContext, Setting } from './command.ts';
import type { FieldProblem } from './form.ts';
import type { FormValues } from './platform.ts';
import type { Doubt } from './schedule/doubt.ts';

/** One command to run, with its sender, place and raw values. */
export interface Request {
  readonly command: Command;
  readonly values: FormValues;
  readonly via: CommandContext['via'];
  /** All members of the place read the typed words; a slash command and a button are private. */
  readonly aloud?: boolean;
  /** Typed words that fit no field. */
  readonly leftover?: string | undefined;
  /** Open questions of the text, by field: asked before any act. */
  readonly problems?: Readonly<Record<string, FieldProblem>> | undefined;
  readonly actor: Actor;
  readonly setting: Setting;
  /** See CommandContext.requestId. */
  readonly requestId: string;
}

/** The sender and the place. */
export type Located = Pick<Request, 'actor' | 'setting'>;

/** A request with its marks read and the known values of its hidden fields. */
export interface CompletedRequest extends Request {
  /** The values that were sent; `values` also has those of hidden fields. */
  readonly sent: FormValues;
  /** The part of a time that was not understood. */
  readonly doubt: Doubt | undefined;
}
