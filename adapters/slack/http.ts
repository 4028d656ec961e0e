import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { HTTPModuleFunctions } from '@slack/bolt';
import type { Logger } from '../../src/ground/log.ts';
import { MOST_BODY_BYTES } from './guard.ts';
import type { TakeAny } from './take.ts';

interface Answer {
  readonly status: number;
  readonly body?: object | undefined;
}

/**
 * Answers signed requests: Bolt verifies and parses, `take` does the rest. Answers each request once, in every case;
 * never throws.
 */
export function answerSigned({
  signingSecret,
  take,
  ackMs,
  log,
}: {
  signingSecret: string;
  take: TakeAny;
  /** After this time, in milliseconds, Slack treats a request as failed. */
  ackMs: number;
  log: Logger;
}): RequestListener {
  async function answerTo(request: IncomingMessage): Promise<Answer> {
    let verified: Awaited<ReturnType<typeof HTTPModuleFunctions.parseAndVerifyHTTPRequest>>;
    try {
      verified = await HTTPModuleFunctions.parseAndVerifyHTTPRequest(
        { enabled: true, signingSecret, bodyLimit: MOST_BODY_BYTES },
        request,
      );
    } catch (error) {
      const isTooLong =
        HTTPModuleFunctions.isRawBodyError(error) && (error.type === 'entity.too.large' || error.statusCode === 413);
      log.warn(
        { why: error instanceof Error ? error.message.slice(0, 200) : 'unknown' },
        'slack: a request was refused',
      );
      return { status: isTooLong ? 413 : 401 };
    }
    let body: unknown;
    try {
      body = HTTPModuleFunctions.parseHTTPRequestBody(verified);
    } catch {
      // Bolt's error repeats a part of the body, so it is left out.
      log.warn('slack: a signed body could not be parsed');
      return { status: 400 };
    }
    const {
      ssl_check: sslCheck,
      type,
      challenge,
    } = (body ?? {}) as { ssl_check?: unknown; type?: unknown; challenge?: unknown };
    if (sslCheck === '1') return { status: 200 };
    if (type === 'url_verification') return { status: 200, body: { challenge } };
    return { status: 200, body: await take(body) };
  }

  async function answerInTime(request: IncomingMessage): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => {
        log.warn({ ms: ackMs }, 'slack: a request was not answered in time');
        resolve({ status: 503 });
      }, ackMs);
    });
    // The router has logged the failure. Slack retries the event, or keeps the dialog open.
    const answer = answerTo(request).catch((): Answer => ({ status: 503 }));
    return Promise.race([answer, tooLong]).finally(() => clearTimeout(timer));
  }

  return (request, response) => {
    answerInTime(request)
      .then((answer) => write(response, answer))
      .catch((error: unknown) => log.warn({ err: error }, 'slack: an answer could not be written'));
  };
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) response.writeHead(status).end();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
