import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { CLIENT_CHANNEL, type House, house, messageOf, textOf } from '../../../test/fakes/house.ts';
import { faultAnswer } from '../../core/answers.ts';
import type { Command } from '../../core/command.ts';
import { formView } from '../../core/formView.ts';
import { requestIdOf } from '../../core/inbox.ts';
import type { Clock } from '../../ground/clock.ts';
import { silentLogger } from '../../ground/log.ts';
import type { Database } from '../../store/collection.ts';
import {
  createFilesRouter,
  createFileTickets,
  createPagesRouter,
  createTickets,
  pageCollections,
  pagesSlice,
} from './index.ts';

const [pageTickets, fileTickets] = pageCollections;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** The house with its pages on a free port; Ana of Acme gets a link to the desk's form. */
async function withPages({ bot }: { bot?: (here: House) => House['bot'] } = {}) {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  stops.push(() => void server.close());
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const linksOf = (parts: { db: Database; clock: Clock }) => ({
    tickets: createTickets({ ...parts, publicUrl }),
    files: createFileTickets({ ...parts, publicUrl }),
  });
  const here = await house(undefined, ({ people, ...parts }) => [pagesSlice({ people, ...linksOf(parts) })]);
  await here.db.prepare(pageCollections);
  const { tickets, files } = linksOf(here);
  const pages = createPagesRouter({
    tickets,
    bot: bot?.(here) ?? here.bot,
    registry: here.registry,
    answerLate: async () => undefined,
    clock: here.clock,
    log: silentLogger,
  });
  server.on(
    'request',
    express()
      .use('/form', pages)
      .use('/file', createFilesRouter({ tickets: files, clock: here.clock })),
  );
  const command = here.registry.find('words new');
  if (command === undefined) throw new Error('the desk asks for words');
  const linkFor = async (
    locale: 'en' | 'zh-CN' = 'en',
    values: Record<string, string> = { sort: 'problem' },
    of = command,
  ) =>
    (await tickets.link(
      { kind: 'action', payload: { v: 1, command: of.name, input: {} }, ...here.common('ana', CLIENT_CHANNEL) },
      formView(of, { locale, values }),
    )) ?? '';
  const send = (link: string, fields: Record<string, string>) =>
    fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
  return { here, tickets, files, linkFor, send };
}

test('a person without dialogs fills in the form in a browser, with the same effect as in a dialog', async () => {
  const { here, linkFor, send } = await withPages();
  const link = await linkFor();
  const page = await (await fetch(link)).text();
  expect(page).toMatch(
    /<h1>Write to the team<\/h1>[\s\S]*For Ana Lima[\s\S]*<option value="problem" selected>[\s\S]*<textarea[\s\S]*>Send</,
  );

  const answer = await send(link, { sort: 'problem', text: 'Checkout <b>is</b> down' });
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('Checkout &lt;b&gt;is&lt;/b&gt; down'),
  ]);
  await here.at('2026-11-23T09:05:00Z');
  expect(here.posted('D-mei')[0]).toContain('Ana Lima wrote (Acme shop, Problem):');
});

test('viewing a page changes nothing; a link ends with its use', async () => {
  const { here, linkFor, send } = await withPages();
  const link = await linkFor();
  for (let look = 0; look < 3; look += 1) expect((await fetch(link)).status).toBe(200);
  expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
  await here.at('2026-11-23T09:05:00Z');
  expect(here.posted('D-mei')).toEqual([]);
  await send(link, { sort: 'problem', text: 'Once' });
  for (const answer of [await fetch(link), await send(link, { sort: 'problem', text: 'Twice' })])
    expect(answer.status).toBe(404);
  await here.at('2026-11-23T09:06:00Z');
  expect(here.posted('D-mei')).toHaveLength(1);
});

test('sent again unchanged, after going back or to another instance, it answers with the first outcome', async () => {
  const { here, linkFor, send } = await withPages();
  const [link, fields] = [await linkFor(), { sort: 'problem', text: 'Checkout is down' }];
  const first = await (await send(link, fields)).text();
  for (const again of await Promise.all([send(link, fields), send(link, fields)]))
    expect([again.status, await again.text()]).toEqual([200, first]);
  const changed = await send(link, { ...fields, text: 'Checkout is up' });
  expect([changed.status, await changed.text()]).toEqual([404, expect.stringContaining('Checkout is up')]);
  await here.at('2026-11-23T09:05:00Z');
  expect(here.posted('D-mei')).toHaveLength(1);
});

test('two concurrent presses act once', async () => {
  const { here, linkFor, send } = await withPages();
  const link = await linkFor('en', { sort: 'problem' });
  const answers = await Promise.all([1, 2, 3].map(() => send(link, { sort: 'problem', text: 'Once' })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  await here.at('2026-11-23T09:05:00Z');
  expect(here.posted('D-mei')).toHaveLength(1);
});

test('a missing value is reported at its field in the person’s language, and typed values stay', async () => {
  const { linkFor, send } = await withPages();
  const link = await linkFor('zh-CN');
  const answer = await send(link, { sort: 'question', text: '' });
  const page = await answer.text();
  expect(answer.status).toBe(422);
  expect(page).toMatch(
    /lang="zh-CN"[\s\S]*请检查标出的字段[\s\S]*<option value="question" selected>[\s\S]*aria-invalid="true"[\s\S]*class="fault"/,
  );
  expect((await send(link, { sort: 'question', text: '网站打不开' })).status).toBe(200);
});

test('while nothing can be stored, the page says so, keeps the typed values, and accepts them later', async () => {
  let isAway = true;
  const { linkFor, send } = await withPages({
    bot: (here) => ({
      ...here.bot,
      handle: (event) => {
        if (!isAway) return here.bot.handle(event);
        const kept = Promise.reject(new Error('away'));
        kept.catch(() => undefined);
        return { kept, reply: new Promise(() => undefined) };
      },
    }),
  });
  const link = await linkFor();
  const answer = await send(link, { sort: 'problem', text: 'Checkout is down' });
  expect([answer.status, await answer.text()]).toEqual([
    503,
    expect.stringMatching(/Nothing that you typed is lost[\s\S]*Checkout is down/),
  ]);
  isAway = false;
  expect((await send(link, { sort: 'problem', text: 'Checkout is down' })).status).toBe(200);
});

test('a repetition after a fault creates nothing twice', async () => {
  let isFirst = true;
  const { here, linkFor, send } = await withPages({
    bot: ({ bot, registry }) => ({
      ...bot,
      handle: (event) => {
        const { kept, reply } = bot.handle(event);
        if (!isFirst || event.kind !== 'formSubmit') return { kept, reply };
        isFirst = false;
        const command = registry.find(event.command) as Command;
        const interrupted = { command, via: 'form' as const, values: event.values, requestId: requestIdOf(event) };
        return {
          kept,
          reply: reply.then(() =>
            faultAnswer(new Error('the end of it failed'), {
              locale: 'en',
              audience: 'client',
              reference: 'r1',
              interrupted,
            }),
          ),
        };
      },
    }),
  });
  const [link, fields] = [await linkFor(), { sort: 'problem', text: 'Checkout is down' }];
  const answer = await send(link, { ...fields });
  const page = await answer.text();
  expect([answer.status, page]).toEqual([422, expect.stringContaining('Something went wrong on our side')]);
  expect((await send(link, fields)).status).toBe(200);
  await here.at('2026-11-23T09:05:00Z');
  expect(here.posted('D-mei')).toHaveLength(1);
});

test('a repeated press gets the same outcome, and loses no typed values', async () => {
  let presses = 0;
  let bothAreHere = () => {};
  const both = new Promise<void>((resolve) => {
    bothAreHere = resolve;
  });
  const { here, linkFor, send } = await withPages({
    bot: ({ bot }) => ({
      ...bot,
      accept: (event) => {
        presses += 1;
        if (presses === 2) bothAreHere();
        return bot.accept(event);
      },
      handle: (event) => {
        const { kept, reply } = bot.handle(event);
        return { kept, reply: both.then(() => reply) };
      },
    }),
  });
  const reminder = here.registry.find('reminder new');
  const link = await linkFor('en', {}, reminder);
  const fields = { text: 'Send the logo', when: 'yesterday 9:00' };
  const answers = await Promise.all([send(link, fields), send(link, fields)]);
  for (const answer of answers)
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.stringMatching(/Send the logo[\s\S]*yesterday 9:00/),
    ]);
  const again = await send(link, fields);
  expect([again.status, await again.text()]).toEqual([
    422,
    expect.stringMatching(/Send the logo[\s\S]*yesterday 9:00/),
  ]);
  expect((await send(link, { ...fields, when: 'tomorrow 9:00' })).status).toBe(200);
});

test('hidden values come from the link: a request cannot replace an id', async () => {
  const { here, tickets, send } = await withPages();
  for (const text of ['Mine', 'Kept']) await here.submit('ana', 'reminder new', { text, when: 'tomorrow 9:00' });
  const { blocks } = messageOf(await here.press('ana', 'reminder list'));
  const ids = blocks
    .flatMap((block) => (block.kind === 'actions' ? block.items : []))
    .flatMap((item) => (item.kind === 'button' ? (item.payload.input.reminder ?? []) : []));
  const [mine = '', kept = ''] = [...new Set(ids)];
  const form = await here.press('ana', 'reminder edit', { reminder: mine, $form: 'open' });
  if (form.kind !== 'form') throw new Error(`a ${form.kind}`);
  const event = {
    kind: 'action' as const,
    payload: { v: 1 as const, command: 'reminder edit', input: {} },
    ...here.common('ana', 'D-ana'),
  };
  const link = (await tickets.link(event, form.form)) ?? '';
  const answer = await send(link, { reminder: kept, was: 'x', text: 'Changed', when: 'tomorrow 9:00' });
  expect(answer.status).toBe(200);
  const list = textOf(await here.press('ana', 'reminder list'));
  expect([list.includes('Mine'), list.includes('Kept'), list.includes('Changed')]).toEqual([false, true, true]);
});

test('a link ends when its person leaves: the page shows nothing, and returns the typed values', async () => {
  const { here, linkFor, send } = await withPages();
  const link = await linkFor('en', { sort: 'problem', text: 'The checkout of our shop' });
  await here.people.leave(here.scope, here.ana._id);
  const page = await fetch(link);
  expect([page.status, await page.text()]).toEqual([404, expect.not.stringContaining('checkout')]);
  const answer = await send(link, { sort: 'problem', text: 'It <i>is</i> down' });
  expect([answer.status, await answer.text()]).toEqual([
    404,
    expect.stringMatching(/expired[\s\S]*It &lt;i&gt;is&lt;\/i&gt; down/),
  ]);
  await here.at('2026-11-23T09:05:00Z');
  expect(here.posted('D-mei')).toEqual([]);
});

test('an address with too many requests must wait, and gets back its values', async () => {
  const { here, linkFor, send } = await withPages();
  const link = await linkFor();
  for (let look = 0; look < 30; look += 1) await fetch(`${link}x`);
  const answer = await send(link, { sort: 'problem', text: 'Checkout is down' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5']);
  expect(await answer.text()).toMatch(/a lot at once[\s\S]*太频繁[\s\S]*Checkout is down/);
  here.clock.advance(5_000);
  expect((await send(link, { sort: 'problem', text: 'Checkout is down' })).status).toBe(200);
});

test('a link is valid for a week and cannot be guessed; only its hash is stored', async () => {
  const { here, linkFor, tickets } = await withPages();
  const link = await linkFor();
  const secret = link.split('/').at(-1) ?? '';
  expect(secret.length).toBeGreaterThanOrEqual(43);
  expect(JSON.stringify(await here.db.everywhere(pageTickets).find({}))).not.toContain(secret);
  expect(
    (
      await fetch(
        link.replace(
          secret,
          secret.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
        ),
      )
    ).status,
  ).toBe(404);
  here.clock.advance(7 * 86_400_000);
  expect((await fetch(link)).status).toBe(404);
  expect(await tickets.sweep()).toBe(0);
  here.clock.advance(1);
  expect(await tickets.sweep()).toBe(1);
});

test('a file’s link works for a day, as a download and never as a page of ours', async () => {
  const { here, files } = await withPages();
  const ana = { workspaceId: here.workspace._id, personId: here.ana._id };
  const content = 'BEGIN:VCALENDAR\r\n<script>alert(1)</script>';
  const link = (await files.link({ name: '例会 "Status".ics', mediaType: 'text/calendar', content }, ana)) ?? '';
  const secret = link.split('/').at(-1) ?? '';
  expect(JSON.stringify(await here.db.everywhere(fileTickets).find({}))).not.toContain(secret);

  for (let look = 0; look < 2; look += 1) {
    const answer = await fetch(link);
    expect([answer.status, await answer.text()]).toEqual([200, content]);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename=.*; filename\*=UTF-8''%E4%BE%8B%E4%BC%9A%20%22Status%22\.ics$/,
    );
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
  const guessed = await fetch(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
  expect([guessed.status, await guessed.text()]).toEqual([404, expect.stringContaining('这个链接已过期')]);
  here.clock.advance(86_400_000);
  expect((await fetch(link)).status).toBe(404);
  here.clock.advance(1);
  expect(await files.sweep()).toBe(1);
});

test('an address that tries many links to files must wait', async () => {
  const { here, files } = await withPages();
  const file = { name: 'a.ics', mediaType: 'text/calendar', content: 'x' };
  const link = (await files.link(file, { workspaceId: here.workspace._id, personId: here.ana._id })) ?? '';
  for (let look = 0; look < 30; look += 1) await fetch(`${link}x`);
  const answer = await fetch(link);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5']);
  here.clock.advance(5_000);
  expect((await fetch(link)).status).toBe(200);
});

test('the file links of a person who leaves end, and those of others stay', async () => {
  const { here, files } = await withPages();
  const file = { name: 'a.ics', mediaType: 'text/calendar', content: 'x' };
  const links = await Promise.all(
    [here.ana, here.mei].map(({ _id }) => files.link(file, { workspaceId: here.workspace._id, personId: _id })),
  );
  await here.people.leave(here.scope, here.ana._id);
  expect(await Promise.all(links.map(async (link) => (await fetch(link ?? '')).status))).toEqual([404, 200]);
});

test('a page is not cached or framed, and sends no referrer', async () => {
  const { linkFor } = await withPages();
  const { headers } = await fetch(await linkFor());
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('without a public address there is no link', async () => {
  const here = await house();
  const command = here.registry.find('words new');
  if (command === undefined) throw new Error('the desk asks for words');
  const tickets = createTickets({ db: here.db, clock: here.clock, publicUrl: undefined });
  const event = {
    kind: 'action' as const,
    payload: { v: 1 as const, command: 'words new', input: {} },
    ...here.common('ana', CLIENT_CHANNEL),
  };
  expect(await tickets.link(event, formView(command, { locale: 'en' }))).toBeUndefined();
});
