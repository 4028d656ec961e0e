import express, { type Request, type Response, Router } from 'express';
import type { Bot } from '../../core/bot.ts';
import type { Reply } from '../../core/command.ts';
import type { FieldKind, FormView } from '../../core/form.ts';
import { formView, isAskable } from '../../core/formView.ts';
import { createLimits } from '../../core/limits.ts';
import type { FormValues, InboundEvent } from '../../core/platform.ts';
import type { Registry } from '../../core/registry.ts';
import { digestOf } from '../../core/repeat.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Logger } from '../../ground/log.ts';
import { answerPage, busyPage, formPage, gonePage } from './html.ts';
import { pageTexts } from './texts.ts';
import type { Ticket, Tickets } from './tickets.ts';

/** Larger than any form. */
const BODY_LIMIT = '256kb';
/** A page loads nothing and sends data only to this server. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The pages behind signed links. Viewing one changes nothing; sending it goes through the bot's doors like the submit
 * of a dialog.
 */
export function createPagesRouter(deps: {
  tickets: Tickets;
  bot: Bot;
  registry: Registry;
  /** Delivers public replies to the chat. */
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

  /** The ticket's form, with typed values in place of its own. */
  function formOf({ submit, locale }: Ticket, values: FormValues = submit.values) {
    const command = registry.find(submit.command);
    return command === undefined ? undefined : formView(command, { locale, values });
  }
  /**
   * The fields that a person can have filled in: those of the form, and hidden ones that were shown because of a wrong
   * value.
   */
  function typable(command: string, shown: FormView, body: object): (readonly [name: string, kind: FieldKind])[] {
    const later = Object.entries(registry.find(command)?.input ?? {}).filter(
      ([name, field]) => name in body && field.hidden && isAskable(field),
    );
    return [
      ...shown.fields.map(({ name, kind }) => [name, kind] as const),
      ...later.map(([name, { kind }]) => [name, kind] as const),
    ];
  }
  const limits = createLimits(clock);
  /** Whether this address sends too many requests; if so, it is told to wait and gets back its values. */
  function isTooMuch(request: Request, response: Response): boolean {
    if (limits.ask(`address ${request.socket.remoteAddress}`, 'pages') === 'ok') return false;
    response
      .status(429)
      .set('Retry-After', '5')
      .type('html')
      .send(busyPage(typedIn(bodyOf(request))));
    return true;
  }
  const gone = (response: Response, typed: readonly string[] = []) =>
    void response.status(404).type('html').send(gonePage(typed));
  const secretOf = (request: Request) => String(request.params.secret ?? '');

  router.get('/:secret', async (request, response) => {
    if (isTooMuch(request, response)) return;
    const ticket = await tickets.read(secretOf(request));
    const form = ticket === undefined ? undefined : formOf(ticket);
    if (ticket === undefined || form === undefined || ticket.sent !== undefined) return gone(response);
    response.type('html').send(formPage(form, { name: ticket.submit.from.name }));
  });

  router.post(
    '/:secret',
    express.urlencoded({ extended: false, limit: BODY_LIMIT, parameterLimit: 200 }),
    async (request, response) => {
      if (isTooMuch(request, response)) return;
      const ticket = await tickets.read(secretOf(request));
      const shown = ticket === undefined ? undefined : formOf(ticket);
      const body = bodyOf(request);
      if (ticket === undefined || shown === undefined) return gone(response, typedIn(body));
      const { submit, locale } = ticket;
      const typed = Object.fromEntries(
        typable(submit.command, shown, body).map(([name, kind]) => [name, rawOf(body[name], kind === 'choices')]),
      );
      const event = { ...submit, values: { ...submit.values, ...typed } };
      const sent = digestOf(event.values);
      // Sent already and changed since, e.g. after going back in the browser.
      if (ticket.sent !== undefined && ticket.sent !== sent) return gone(response, typedIn(body));
      const name = submit.from.name;
      const texts = pageTexts(locale);
      const form = (status: number, more: { errors?: Readonly<Record<string, string>>; problem: string }) =>
        void response
          .status(status)
          .type('html')
          .send(formPage(formOf(ticket, event.values) ?? shown, { name, ...more }));

      const ack = bot.accept(event);
      if (ack.kind === 'errors') return form(422, { errors: ack.errors, problem: texts.wrong() });
      const { kept, reply: work } = bot.handle(event);
      try {
        await kept;
      } catch (error) {
        log.warn({ err: error }, 'a form from a page could not be stored');
        return form(503, { problem: texts.away() });
      }
      const reply = await work;
      if (reply.kind === 'invalid' || reply.kind === 'form') {
        response.status(422).type('html').send(formPage(reply.form, { name }));
        return;
      }
      await tickets.use(ticket, sent);
      if (reply.kind === 'message' && reply.to === 'conversation')
        await answerLate(event, reply).catch((error: unknown) =>
          log.error({ err: error }, 'an answer did not reach the chat'),
        );
      const reader = { locale, zone: submit.from.zone ?? 'UTC', now: clock.now() };
      response.type('html').send(answerPage(reply.kind === 'nothing' ? undefined : reply.message, reader));
    },
  );
  return router;
}

const bodyOf = (request: Request) => (request.body ?? {}) as Record<string, string | string[] | undefined>;

/** The typed values, field by field, of any form; names with a `$` are our own. */
const typedIn = (body: Readonly<Record<string, string | string[] | undefined>>): string[] =>
  Object.entries(body).flatMap(([name, value]) =>
    name.startsWith('$') || value === undefined ? [] : [value].flat().filter((one) => one.trim() !== ''),
  );

/** A field's raw value: a list for a field with several choices, otherwise one string. */
function rawOf(raw: string | string[] | undefined, isList: boolean): string | string[] {
  if (isList) return raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw;
  return typeof raw === 'string' ? raw : (raw?.[0] ?? '');
}
