import type { HomeView } from '@slack/web-api';
import type { Message } from '../../src/core/message.ts';
import { type RenderOptions, SURFACES } from './canvas.ts';
import type { Kept } from './kept.ts';
import { renderBlocks } from './render.ts';

/** A message as a person's Home tab. Store `kept` before publishing it. Pure, and never throws. */
export function renderHome(
  message: Message,
  options: RenderOptions,
): { readonly view: HomeView; readonly kept: readonly Kept[] } {
  const { blocks, kept } = renderBlocks(message, SURFACES.home, options);
  return { view: { type: 'home', callback_id: 'rapport.home', blocks }, kept };
}
