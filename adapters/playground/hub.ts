import type { Response } from 'express';
import { LIMITS } from './limits.ts';
import type { PageEvent } from './page/wire.ts';

interface Tab {
  readonly user: string;
  stream: Response | undefined;
  /** Events from while the tab was away. */
  queue: PageEvent[];
}

/** The open pages. A tab belongs to one person; changing the person makes another tab. */
export interface Hub {
  /** Opens a tab's stream and sends missed events. */
  open(tab: string, user: string, stream: Response): void;
  /** Sends to one tab, now or on its return; false for an unknown tab. */
  toTab(tab: string, event: PageEvent): boolean;
  /** Sends to every open tab an event for its person; undefined sends nothing. */
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

  /** Drops the tabs that have been away longest. */
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
      // Inserted again, so that the map stays in the order of last use.
      tabs.delete(id);
      const tab: Tab = { user, stream, queue: [] };
      tabs.set(id, tab);
      // The stream's end closes its connection: otherwise a stopping server would wait for it to time out.
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
