/** The screens of the playground's people: the posts that they can press, the forms that they have open, and what changes. */
import type { Answer, FormOnPage, PageEvent, PostView, Spot } from '../../adapters/playground/page/wire.ts';
import { BOT_USER } from '../../adapters/playground/world.ts';
import { CHANNELS, canRead, PEOPLE, WHO } from './agency.ts';
import type { Seen } from './driver.ts';
import { readHtml } from './readHtml.ts';
import type { Channel, FormSight, Viewer, Who } from './scenario.ts';

/** Mentions as people read them. */
const named = (text: string) =>
  text
    .replace(/^<@U-(\w+)>$/, (_all, who: Who) => `@${PEOPLE[who].name}`)
    .replace(/^<#C-([\w-]+)(?:\|[^<>]*)?>$/, (_all, channel: string) => `#${channel}`);

function formSight({ title, notice, fields }: FormOnPage): FormSight {
  const wrong = fields.flatMap(({ name, error }) => (error === undefined ? [] : [[name, error] as const]));
  return {
    form: title,
    ...(notice === undefined ? {} : { says: notice }),
    fields: Object.fromEntries(
      fields.map(({ name, value = '' }) => [name, named(typeof value === 'string' ? value : value.join(','))]),
    ),
    ...(wrong.length === 0 ? {} : { wrong: Object.fromEntries(wrong) }),
  };
}

export function createPlaygroundScreens() {
  const seen: Seen[] = [];
  const posts: { to: Viewer; view: PostView }[] = [];
  const open = new Map<Who, { form: FormOnPage; spot: Spot; values: Readonly<Record<string, string | string[]>> }>();

  /** Shows what an event to a person's tab brings. */
  function heard(who: Who, event: PageEvent): void {
    if (event.type === 'form') {
      open.set(who, { form: event.form, spot: event.spot, values: {} });
      seen.push({ to: who, form: formSight(event.form) });
    }
    if (event.type === 'post' && event.post.from === BOT_USER) {
      const { post } = event;
      const isOwn = post.whisper || post.conversation.startsWith('D-');
      const to: Viewer = isOwn ? who : `#${post.conversation.slice(2) as Channel}`;
      const isFirst = isOwn || WHO.find((one) => CHANNELS[to.slice(1) as Channel].includes(one)) === who;
      // All members get the same; one of them reports it.
      if (isFirst) {
        posts.push({ to, view: post });
        seen.push({ to, shown: readHtml(post.html), ...(post.edited ? { changed: true } : {}) });
      }
    }
  }

  /** Shows what the answer to a person's own request brings. */
  function answered(who: Who, answer: Answer): void {
    if (answer.outcome === 'hint')
      seen.push({ to: who, shown: { lines: [answer.text], buttons: [], mentions: [], links: [], files: [] } });
    if (answer.outcome === 'errors') {
      const form = open.get(who);
      if (form !== undefined) {
        const fields = form.form.fields.map((field) => ({
          ...field,
          value: form.values[field.name] ?? field.value,
          error: answer.errors[field.name],
        }));
        open.set(who, { ...form, form: { ...form.form, fields } });
        seen.push({ to: who, form: formSight({ ...form.form, fields }) });
      }
    }
  }

  /** The request of a form with these changes. */
  function filled(who: Who, values: Readonly<Record<string, string>>) {
    const opened = open.get(who);
    if (opened === undefined) throw new Error(`${who} has no form open`);
    const { form, spot } = opened;
    const shown = Object.fromEntries(
      form.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value as string]])),
    );
    for (const name of Object.keys(values))
      if (!form.fields.some((field) => field.name === name)) throw new Error(`no field ${name}`);
    const all = { ...form.hidden, ...shown, ...values };
    open.set(who, { ...opened, values: all });
    return { ...spot, command: form.command, values: all };
  }

  /** The newest post that offers the person this label under this text, with the press of the label. */
  function offered(who: Who, label: string, under: string) {
    for (const { to, view } of [...posts].reverse()) {
      // Only the newest state of a message counts.
      const newest = posts.filter((one) => one.view.id === view.id).at(-1)?.view;
      const { presses, lines } = readHtml(view.html);
      const press = presses.find((one) => one.label === label);
      if (canRead(who, to) && newest === view && press !== undefined && lines.join(' ').includes(under))
        return { message: view.id, payload: press.payload };
    }
    throw new Error(`${who} sees no "${label}"`);
  }

  return { heard, answered, filled, offered, closed: (who: Who) => void open.delete(who), look: () => seen.splice(0) };
}
