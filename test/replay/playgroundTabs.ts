/** The tabs of the playground's people: the requests of each page, and its stream of events. */
import type { Answer, PageEvent } from '../../adapters/playground/page/wire.ts';
import { WHO } from './agency.ts';
import { conversationOf, userOf } from './playgroundAgency.ts';
import type { Who } from './scenario.ts';

/** An answer to a request, with the id that the request gave its event. */
export type Answered = Answer & { readonly event: string };

/** Opens a tab for each person. `base`: the address of the page; `heard`: called for each event of each tab. */
export async function openPlaygroundTabs(base: string, heard: (who: Who, event: PageEvent) => void) {
  const token = /name="playground-token" content="([^"]+)"/.exec(await (await fetch(`${base}/`)).text())?.[1] ?? '';

  let count = 0;
  const events = new Map<Who, PageEvent[]>();
  const waiting = new Set<() => void>();

  /** Resolves once the condition holds; every event of any tab checks it again. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isSo()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });

  async function call(who: Who, what: string, body: object): Promise<Answered> {
    const id = `replay-event-${++count}`;
    const response = await fetch(`${base}/api/${what}?as=${userOf(who)}`, {
      method: 'POST',
      headers: { 'x-playground-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({ id, tab: `tab.${who}`, ...body }),
    });
    if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
    return { ...((await response.json()) as Answer), event: id };
  }

  function received(who: Who, event: PageEvent): void {
    events.get(who)?.push(event);
    heard(who, event);
    for (const check of [...waiting]) check();
  }
  const streams = new AbortController();
  async function listen(who: Who): Promise<void> {
    const url = `${base}/api/events?as=${userOf(who)}&tab=tab.${who}&token=${token}`;
    const response = await fetch(url, { signal: streams.signal });
    events.set(who, []);
    const read = async () => {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        for (const frame of frames)
          if (frame.startsWith('data: ')) received(who, JSON.parse(frame.slice(6)) as PageEvent);
      }
    };
    // Ends with the test.
    read().catch(() => undefined);
  }
  for (const who of WHO) await listen(who);

  /**
   * Waits until all events to every tab are read: a request without a change tells all tabs that the world may have
   * changed.
   */
  async function flush(): Promise<void> {
    const before = new Map(WHO.map((who) => [who, worlds(who)]));
    await call('mei', 'join', { conversation: conversationOf('acme'), user: userOf('mei') });
    await until(() => WHO.every((who) => worlds(who) > (before.get(who) ?? 0)));
  }
  const worlds = (who: Who) => (events.get(who) ?? []).filter(({ type }) => type === 'world').length;

  /** Waits until the work on a request is done. */
  async function worked(who: Who, answer: Answered): Promise<void> {
    if (answer.outcome === 'taken' && answer.working) {
      await until(() => (events.get(who) ?? []).some((event) => event.type === 'done' && event.event === answer.event));
    }
  }

  return { call, flush, worked, close: () => streams.abort() };
}
