import express, { type Request, type Response, Router } from 'express';
import type { Bot } from '../../core/bot.ts';
import type { Clock } from '../../core/clock.ts';
import type { Reply } from '../../core/command.ts';
import { formView } from '../../core/formView.ts';
import { createLimits } from '../../core/limits.ts';
import type { Logger } from '../../core/log.ts';
import { REPEAT_OF } from '../../core/message.ts';
import type { FormValues, InboundEvent } from '../../core/platform.ts';
import type { Registry } from '../../core/registry.ts';
import { answerPage, busyPage, formPage, gonePage } from './html.ts';
import { pageTexts } from './texts.ts';
import type { Ticket, Tickets } from './tickets.ts';

/** More than any form holds. */
const BODY_LIMIT = '256kb';
const ATTEMPT = '$attempt';
/** A page brings nothing along and talks to nobody but us. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The pages behind signed links: looking at one changes nothing, sending it goes through the bot's doors as a dialog's submit does. */
export function createPagesRouter(deps: {
  tickets: Tickets;
  bot: Bot;
  registry: Registry;
  /** Brings to the chat what all are to see there. */
  answerLate: (event: InboundEvent, reply: Reply) => Promise<void>;
  clock: Clock;
  log: Logger;
}): Router {
  const { tickets, bot, registry, answerLate, clock, log } = deps;
  const router = Router();
  router.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': POLICY });
    next();
  });

  /** The form as the ticket has it, with other values where some were typed. */
  function formOf({ submit, locale }: Ticket, values: FormValues = submit.values) {
    const command = registry.find(submit.command);
    return command === undefined ? undefined : formView(command, { locale, values });
  }
  const limits = createLimits(clock);
  /** Whether this address asks more than people do; then it is told to wait, and gets back what it sent. */
  function isTooMuch(request: Request, response: Response): boolean {
    if (limits.ask(`address ${request.socket.remoteAddress}`, 'pages') === 'ok') return false;
    response
      .status(429)
      .set('Retry-After', '5')
      .type('html')
      .send(busyPage(typedIn(bodyOf(request))));
    return true;
  }
  const gone = (response: Response, typed: readonly string[] = []) => void response.status(404).type('html').send(gonePage(typed));
  /** What is worked on now: the same press once more hears the same answer. */
  const inHand = new Map<string, Promise<Reply>>();
  const secretOf = (request: Request) => String(request.params.secret ?? '');

  router.get('/:secret', async (request, response) => {
    if (isTooMuch(request, response)) return;
    const ticket = await tickets.read(secretOf(request));
    const form = ticket === undefined ? undefined : formOf(ticket);
    if (ticket === undefined || form === undefined) return gone(response);
    response.type('html').send(formPage(form, { name: ticket.submit.from.name, attempt: '1' }));
  });

  router.post('/:secret', express.urlencoded({ extended: false, limit: BODY_LIMIT, parameterLimit: 200 }), async (request, response) => {
    if (isTooMuch(request, response)) return;
    const ticket = await tickets.read(secretOf(request));
    const shown = ticket === undefined ? undefined : formOf(ticket);
    const body = bodyOf(request);
    if (ticket === undefined || shown === undefined) return gone(response, typedIn(body));
    const { submit, locale } = ticket;
    const typed = Object.fromEntries(shown.fields.map(({ name, kind }) => [name, rawOf(body[name], kind === 'choices')]));
    // After a fault: the same values once more are the same request, which makes nothing twice.
    const repeat = body[REPEAT_OF];
    const values: FormValues = { ...submit.values, ...typed, ...(typeof repeat === 'string' ? { [REPEAT_OF]: repeat } : {}) };
    const attempt = /^\d{1,3}$/.exec(String(body[ATTEMPT] ?? ''))?.[0] ?? '1';
    const event = { ...submit, id: `${submit.id}:${attempt}`, values };
    const again = { name: submit.from.name, attempt: String(Number(attempt) + 1) };
    const texts = pageTexts(locale);

    const form = (status: number, more: { errors?: Readonly<Record<string, string>>; problem: string }) =>
      void response
        .status(status)
        .type('html')
        .send(formPage(formOf(ticket, values) ?? shown, { ...again, ...more }));

    const ack = bot.accept(event);
    if (ack.kind === 'errors') return form(422, { errors: ack.errors, problem: texts.wrong() });
    let work = inHand.get(event.id);
    if (work === undefined) {
      const { kept, reply } = bot.handle(event);
      work = reply.finally(() => inHand.delete(event.id));
      inHand.set(event.id, work);
      try {
        // Another process has it, or had it and its answer was not the end: only the person can tell.
        if ((await kept) === 'duplicate') return form(409, { problem: texts.twice() });
      } catch (error) {
        log.warn({ err: error }, 'a form from a page could not be kept');
        return form(503, { problem: texts.away() });
      }
    }
    const reply = await work;
    if (reply.kind === 'invalid' || reply.kind === 'form') {
      response.status(422).type('html').send(formPage(reply.form, again));
      return;
    }
    await tickets.use(ticket);
    if (reply.kind === 'message' && reply.to === 'conversation')
      await answerLate(event, reply).catch((error: unknown) => log.error({ err: error }, 'an answer did not reach the chat'));
    const reader = { locale, zone: submit.from.zone ?? 'UTC', now: clock.now() };
    response.type('html').send(answerPage(reply.kind === 'nothing' ? undefined : reply.message, reader));
  });
  return router;
}

const bodyOf = (request: Request) => (request.body ?? {}) as Record<string, string | string[] | undefined>;

/** What somebody typed, field by field, whatever the form was. */
const typedIn = (body: Readonly<Record<string, string | string[] | undefined>>): string[] =>
  Object.entries(body).flatMap(([name, value]) =>
    name === ATTEMPT || name === REPEAT_OF || value === undefined ? [] : [value].flat().filter((one) => one.trim() !== ''),
  );

/** A field's raw value: several where several may be chosen, else one. */
function rawOf(raw: string | string[] | undefined, isList: boolean): string | string[] {
  if (isList) return raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw;
  return typeof raw === 'string' ? raw : (raw?.[0] ?? '');
}
