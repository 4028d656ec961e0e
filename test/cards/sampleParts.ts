/** The parts that the sample cards share: people, a date, a picture. */

import { readFileSync } from 'node:fs';
import type { Message, Span } from '../../src/core/message.ts';

/** Realistic messages in both languages, which together have every kind of block. */
export interface Sample {
  readonly name: string;
  readonly message: Message;
}

export const at = (iso: string, style: 'date' | 'time' | 'dateTime' = 'dateTime'): Span => ({
  kind: 'date',
  at: iso,
  style,
});
export const bold = (text: string): Span => ({ kind: 'strong', text });
export const mei: Span = { kind: 'person', user: '29:mei', name: 'Mei Chen' };
export const ana: Span = { kind: 'person', user: '29:ana', name: 'Ana Lima' };

/** A picture small enough for the message itself: the product's own icon. */
export const PICTURE = `data:image/png;base64,${readFileSync('manifests/teams/color.png').toString('base64')}`;
