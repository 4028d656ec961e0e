import { act, Declined, newId, tabOf } from './api.ts';
import { confirm } from './dialogs.ts';
import { type OpenForm, openForm } from './forms.ts';
import { draftKey, me, session, textOf, told } from './session.ts';
import type { Answer, FormOnPage, PostView, Spot, Values } from './wire.ts';

export interface WorkView {
  /** Whether the bot works for this person. */
  working(on: boolean): void;
  announce(text: string): void;
}

/**
 * A person's requests to the bot, from the key or press to the answer. Each has one id, so that a retry is not a second
 * one.
 */
export function createWork(view: WorkView) {
  /** Events that the bot works on, with the control that shows it. */
  const waiting = new Map<string, HTMLElement | undefined>();
  /** Those of them that were presses. */
  const pressed = new Set<string>();
  let form: { event: string; open: OpenForm } | undefined;
  /** A line that did not arrive. */
  let unsent: { key: string; text: string; id: string } | undefined;

  function wait(event: string, control?: HTMLElement): void {
    waiting.set(event, control);
    control?.setAttribute('aria-busy', 'true');
    // A quick answer needs no progress sign.
    setTimeout(() => view.working(waiting.size > 0), 400);
  }

  function settle(event: string): void {
    waiting.get(event)?.removeAttribute('aria-busy');
    pressed.delete(event);
    waiting.delete(event);
    view.working(waiting.size > 0);
  }

  /** The bot has finished an event. */
  function done(event: string): void {
    settle(event);
    if (form?.event !== event) return;
    form.open.finish();
    form = undefined;
  }

  /** The bot asks for something: a new dialog, or the one just sent comes back with its errors. */
  function show({ event, form: asked, spot }: { event: string; form: FormOnPage; spot: Spot }): void {
    const typed = !pressed.has(event);
    settle(event);
    if (form?.event === event && form.open.command === asked.command) {
      form.open.refuse(asked);
      // This event is answered; the next submit is a new event.
      form.event = '';
      return;
    }
    form?.open.leave();
    const conversations = session.start?.conversations ?? [];
    const whom = {
      people: session.start?.people ?? [],
      channels: conversations.filter(({ kind }) => kind === 'channel'),
    };
    const person = me().id;
    const about = { tab: tabOf(person), ...spot, command: asked.command };
    /** Values sent without an answer: the same ones again are the same event, others are not. */
    let sent: { id: string; values: string } | undefined;
    const mine: { event: string; open: OpenForm } = {
      event: '',
      open: openForm(asked, { whom, typed }, { submit, dismiss }),
    };
    form = mine;

    async function submit(values: Values) {
      const said = JSON.stringify(values);
      const id = sent?.values === said ? sent.id : newId();
      sent = { id, values: said };
      mine.event = id;
      wait(id);
      try {
        const answer = await act<Answer>('submit', person, { id, ...about, values });
        sent = undefined;
        if (answer.outcome !== 'errors') return undefined;
        settle(id);
        mine.event = '';
        return answer.errors;
      } catch (error) {
        settle(id);
        if (error instanceof Declined) sent = undefined;
        return told(error);
      }
    }
    function dismiss(values: Values | undefined): void {
      if (form === mine) form = undefined;
      if (values === undefined) return;
      // Closing is not the person's request: its failure is not reported.
      act('dismiss', person, { id: newId(), ...about, values }).catch(() => undefined);
    }
  }

  /** Sends a line. A failed one is reported, stays typed, and keeps its id. */
  async function say(text: string): Promise<{ note: string | undefined; keep: string | undefined }> {
    const { current, thread } = session;
    const key = `${draftKey()}/${thread?.id ?? ''}`;
    const id = unsent?.key === key && unsent.text === text ? unsent.id : newId();
    unsent = { key, text, id };
    wait(id);
    try {
      const body = {
        id,
        tab: tabOf(me().id),
        conversation: current?.id,
        ...(thread === undefined ? {} : { thread: thread.id }),
        text,
      };
      const answer = await act<Answer>('say', me().id, body);
      unsent = undefined;
      if (answer.outcome !== 'taken' || !answer.working) settle(id);
      return answer.outcome === 'hint'
        ? { note: answer.text, keep: answer.instead ?? text }
        : { note: undefined, keep: undefined };
    } catch (error) {
      settle(id);
      return told(error);
    }
  }

  async function send(
    post: PostView,
    asked: { what: 'press'; payload: unknown } | { what: 'track' },
    control: HTMLElement,
  ): Promise<void> {
    const { what, ...body } = asked;
    const id = newId();
    pressed.add(id);
    wait(id, control);
    try {
      await act<Answer>(what, me().id, { id, tab: tabOf(me().id), message: post.id, ...body });
    } catch (error) {
      settle(id);
      view.announce(textOf(error));
    }
  }

  /** A press, after its confirmation. */
  async function press(post: PostView, payload: unknown, control: HTMLElement): Promise<void> {
    if (control.getAttribute('aria-busy') === 'true') return;
    const asked = control.dataset.confirm;
    if (asked === undefined || (await confirm(JSON.parse(asked) as Parameters<typeof confirm>[0])))
      await send(post, { what: 'press', payload }, control);
  }

  return {
    done,
    show,
    say,
    press,
    /** "Track with Rapport" on a message. */
    async track(post: PostView, control: HTMLElement): Promise<void> {
      if (control.getAttribute('aria-busy') !== 'true') await send(post, { what: 'track' }, control);
    },
    /** Another person: drops all pending work and open forms. */
    forget(): void {
      for (const event of [...waiting.keys()]) settle(event);
      form?.open.leave();
      form = undefined;
    },
    /** The stream is back. A stopped server's late answers come as messages, so nothing waits for them here. */
    reopened(): void {
      form?.open.resume();
      const before = [...waiting.keys()];
      setTimeout(() => before.forEach(done), 2000);
    },
  };
}
