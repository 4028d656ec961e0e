import type { Response } from 'express';
import { LIMITS } from './limits.ts';
import type { PageEvent } from './page/wire.ts';

interface Tab {
  readonly user: string;
  stream: Response | undefined;
  /** What happened while the tab was away. */
  queue: PageEvent[];
}

/** The open pages. A tab belongs to one person; a page that changes the person is another tab. */
export interface Hub {
  /** Opens a tab's stream and tells it what it missed. */
  open(tab: string, user: string, stream: Response): void;
  /** To one tab, now or when it comes back; false when the tab is not known. */
  toTab(tab: string, event: PageEvent): boolean;
  /** To every tab that is open, by its person; undefined: nothing for them. */
  toEach(eventFor: (user: string) => PageEvent | undefined): void;
  close(): void;
}

const frame = (event: PageEvent) => `data: ${JSON.stringify(event)}\n\n`;

export function createHub(): Hub {
  const tabs = new Map<string, Tab>();
  const heartbeat = setInterval(() => {
    for (const { stream } of tabs.values()) stream?.write(': here\n\n');
  }, LIMITS.heartbeatMs);
  heartbeat.unref();

  /** Forgets the tabs that have been away longest. */
  function trim(): void {
    for (const [id, tab] of tabs) {
      if (tabs.size <= LIMITS.tabs) return;
      if (tab.stream === undefined) tabs.delete(id);
    }
  }

  return {
    open(id, user, stream) {
      const known = tabs.get(id);
      known?.stream?.end();
      // Set anew, so that the map stays in the order in which tabs were last seen.
      tabs.delete(id);
      const tab: Tab = { user, stream, queue: [] };
      tabs.set(id, tab);
      // A stream that ends takes its connection along: otherwise a stopping server would wait for it to idle out.
      stream.status(200).set({
        Connection: 'close',
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      stream.flushHeaders();
      stream.write('retry: 1000\n\n');
      for (const event of known?.user === user ? known.queue : []) stream.write(frame(event));
      stream.on('close', () => {
        if (tab.stream === stream) tab.stream = undefined;
      });
      trim();
    },
    toTab(id, event) {
      const tab = tabs.get(id);
      if (tab === undefined) return false;
      if (tab.stream !== undefined) tab.stream.write(frame(event));
      else if (tab.queue.length < LIMITS.queued) tab.queue.push(event);
      else tab.queue = [{ type: 'resync' }];
      return true;
    },
    toEach(eventFor) {
      for (const { user, stream } of tabs.values()) {
        const event = stream === undefined ? undefined : eventFor(user);
        if (event !== undefined) stream?.write(frame(event));
      }
    },
    close() {
      clearInterval(heartbeat);
      for (const { stream } of tabs.values()) stream?.end();
      tabs.clear();
    },
  };
}
