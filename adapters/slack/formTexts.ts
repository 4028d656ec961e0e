/** Texts of a form’s elements within Slack’s limits. */

import type { InputBlock } from '@slack/web-api';
import type { FieldView } from '../../src/core/form.ts';
import type { Place } from '../../src/core/platform.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import { cutAt, label, plain, wellFormed } from './escape.ts';
import { LIMITS } from './limits.ts';

export interface FormContext {
  readonly locale: Locale;
  readonly command: string;
  readonly place: Place;
}

type Element = InputBlock['element'];

/**
 * The inputs of a field; a long text has several. `isLost`: the inputs cannot hold the value, so it is shown below
 * them.
 */
export interface Asked {
  readonly elements: readonly Element[];
  readonly isLost?: boolean;
}

export const textOf = (value: FieldView['value']): string =>
  wellFormed(typeof value === 'string' ? value : (value?.[0] ?? ''));
export const listOf = (value: FieldView['value']): readonly string[] =>
  typeof value === 'string' ? (value === '' ? [] : [value]) : (value ?? []);
export const placeholderOf = ({ placeholder }: FieldView) =>
  placeholder === undefined || placeholder.trim() === ''
    ? {}
    : { placeholder: plain(label(placeholder, LIMITS.placeholder)) };

/**
 * Contains the command and the element's type: Slack keeps typed text by id through an update of the view, even when
 * another form or element has taken that place.
 */
export const idOf = (type: string, { command }: FormContext): string =>
  `rapport.field.${type}.${command}`.slice(0, LIMITS.actionId);

/**
 * Splits a text into pieces that fit into an input each, between words where possible. Joined, they are the same text.
 */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > LIMITS.inputText) {
    let end = cutAt(rest, LIMITS.inputText);
    // A client may trim blanks at an input's ends: cut inside a word.
    for (let at = end; at > end - 200; at -= 1) {
      if (/\S/.test(rest.charAt(at)) && /\S/.test(rest.charAt(at - 1)) && cutAt(rest, at) === at) {
        end = at;
        break;
      }
    }
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}
