/** The bodies of answers to invokes. */

import type { Deed } from './deed.ts';
import type { Surface } from './inbound.ts';

/** The answer to an invoke; undefined: an empty 200, which ends a dialog. */
export type InvokeBody = Readonly<Record<string, unknown>> | undefined;

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';

/** An invoke's text answer: only the acting person sees it, for a moment. */
export function noteFor(surface: Surface, text: string): InvokeBody {
  if (surface === 'execute')
    return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
  if (surface === 'dialog' || surface === 'extension') return { task: { type: 'message', value: text } };
  return undefined;
}

/**
 * A visible failure of an invoke: Teams shows the text, and typed values stay. HTTP 200, since Teams shows no text of
 * ours for another status.
 */
export function failureFor(surface: Surface, text: string): InvokeBody {
  if (surface === 'execute')
    return { statusCode: 500, type: 'application/vnd.microsoft.error', value: { code: 'Unavailable', message: text } };
  return noteFor(surface, text);
}

/** A dialog that shows a card. */
export const dialogOf = (content: unknown): InvokeBody => ({
  task: {
    type: 'continue',
    value: { title: 'Rapport', height: 'small', width: 'medium', card: { contentType: ADAPTIVE_CARD, content } },
  },
});

/** The next state of a card, for the acting person. */
export const cardStateOf = (card: unknown): InvokeBody => ({ statusCode: 200, type: ADAPTIVE_CARD, value: card });

/** Nothing more to say. An Execute still needs a text, or Teams reports a failure. */
export const endOf = (surface: Deed['surface']): InvokeBody =>
  surface === 'execute' ? noteFor('execute', '') : undefined;
