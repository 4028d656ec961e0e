/** The changes on the page for each event of the server's stream. */
import type { createLog } from './log.ts';
import { me, see, session } from './session.ts';
import { instantTitle, now, setNow, timeOf, zoneTitle } from './times.ts';
import type { PageEvent } from './wire.ts';
import { word } from './words.ts';
import type { createWork } from './work.ts';

interface FollowingView {
  readonly log: Pick<ReturnType<typeof createLog>, 'put'>;
  readonly work: Pick<ReturnType<typeof createWork>, 'show' | 'done'>;
  /** Other people with new messages. */
  readonly active: Set<string>;
  announce(text: string, conversation?: string): void;
  drawSidebar(): void;
  /** Reads everything again. */
  refresh(): void;
}

/** The present time; when the clock went to a morning elsewhere, also that zone's time. */
function movedTo(zone: string | undefined): string {
  const own = me().zone;
  const time = instantTitle(now(), own);
  return zone === undefined || timeOf(now(), zone) === timeOf(now(), own)
    ? word('moved', { time })
    : word('movedThere', { time, there: timeOf(now(), zone), zone: zoneTitle(zone) });
}
/** Shows one event. */
export function follow(event: PageEvent, view: FollowingView): void {
  switch (event.type) {
    case 'post': {
      const { post } = event;
      if (post.conversation === session.current?.id) {
        view.log.put([post], { quiet: false });
        if (document.visibilityState === 'visible') see(post.conversation, post.id);
      } else if (post.from !== me().id && !post.edited) {
        const place = session.start?.conversations.find(({ id }) => id === post.conversation);
        view.announce(
          word('newIn', { name: place === undefined || place.kind === 'direct' ? 'Rapport' : `#${place.name}` }),
          place?.id,
        );
      }
      if (session.start !== undefined) {
        session.start = {
          ...session.start,
          conversations: session.start.conversations.map((one) =>
            one.id === post.conversation && post.id > (one.latest ?? '') ? { ...one, latest: post.id } : one,
          ),
        };
        if (session.start.conversations.some(({ id }) => id === post.conversation)) view.drawSidebar();
        else view.refresh();
      }
      break;
    }
    case 'activity':
      for (const person of event.people) if (person !== me().id) view.active.add(person);
      view.drawSidebar();
      break;
    case 'form':
      view.work.show(event);
      break;
    case 'done':
      view.work.done(event.event);
      break;
    case 'clock':
      setNow(event.now);
      view.announce(movedTo(event.zone));
      view.refresh();
      break;
    case 'world':
    case 'resync':
      view.refresh();
      break;
  }
}
