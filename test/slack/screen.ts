/** The screens of all people in Slack: messages and windows in the order in which they appear. */
import { systemClock } from '../../src/ground/clock.ts';
import type { Done, SlackFront } from '../fakes/slack/front.ts';
import { wordsIn } from './blocks.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A message or a window as a person sees it. */
export interface Seen {
  readonly done: Done;
  readonly words: string;
  readonly blocks: unknown;
  /** The place that a press there names. */
  readonly container: Fields;
}
/** A window, by its id at Slack and with its present content. */
export interface Window {
  readonly id: string;
  readonly view: Fields;
}

const PATIENCE_MS = 60_000;
export const VISIBLE: ReadonlySet<string> = new Set([
  'chat.postMessage',
  'chat.postEphemeral',
  'chat.update',
  'views.open',
  'views.push',
  'views.update',
  'views.publish',
  'files.completeUploadExternal',
  'respond',
]);

/** Reads the output of the front; `send` sends due deliveries, `fresh` makes a unique id. */
export function createScreen({
  front,
  send,
  fresh,
}: {
  readonly front: SlackFront;
  readonly send: () => Promise<unknown>;
  readonly fresh: (what: string) => string;
}) {
  let looked = 0;

  function seenOf(done: Done): Seen {
    const { method, arguments: given, answer } = done;
    const view = given.view as Fields | undefined;
    const blocks = view?.blocks ?? given.blocks;
    const opened = answer.view as { id?: string } | undefined;
    const isEphemeral =
      method === 'chat.postEphemeral' || (method === 'respond' && given.response_type === 'ephemeral');
    const container: Fields =
      view !== undefined
        ? { type: 'view', view_id: opened?.id ?? given.view_id }
        : {
            type: 'message',
            message_ts: answer.ts ?? answer.message_ts ?? given.ts ?? fresh('1700000000'),
            channel_id: given.channel ?? answer.channel,
            is_ephemeral: isEphemeral,
          };
    return {
      done,
      words: [view === undefined ? String(given.text ?? '') : JSON.stringify(view.title), wordsIn(blocks)].join('\n'),
      blocks,
      container,
    };
  }

  /** The next visible message or window, in the order of appearance. */
  async function next(matching: (done: Done) => boolean = () => true): Promise<Seen> {
    const until = systemClock.now().getTime() + PATIENCE_MS;
    for (;;) {
      // Due deliveries go out as with the ticker.
      await send();
      const at = front.done.findIndex((one, index) => index >= looked && VISIBLE.has(one.method) && matching(one));
      const found = front.done[at];
      if (found !== undefined) {
        looked = at + 1;
        return seenOf(found);
      }
      if (systemClock.now().getTime() > until) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const others = front.done
      .slice(looked)
      .map(({ method, answer }) => `${method} ${answer.ok === true ? 'ok' : String(answer.error)}`);
    throw new Error(`nothing of that kind was to be seen, only: ${others.join(', ')}`);
  }

  return {
    seenOf,
    next,
    /** The window that opens next. */
    async window(): Promise<Window> {
      const { done } = await next(
        ({ method }) => method === 'views.open' || method === 'views.push' || method === 'views.update',
      );
      if (done.answer.ok !== true) throw new Error(`${done.method}: ${String(done.answer.error)}`);
      return { id: (done.answer.view as { id: string }).id, view: done.arguments.view as Fields };
    },
    /** Skips the messages and windows that were shown so far. */
    lookAway: () => {
      looked = front.done.length;
    },
    /** Visible calls after the last one that a test looked at. */
    unseen: () => front.done.slice(looked).filter(({ method }) => VISIBLE.has(method)),
  };
}
