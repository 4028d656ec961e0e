import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';

export type Answer = {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers?: Record<string, string>;
};
export const refused = (error: string, more: Readonly<Record<string, unknown>> = {}): Answer => ({
  status: 200,
  body: { ok: false, error, ...more },
});

export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers a call with a fault. `apply` does what the call asks for. A hanging answer is never sent. */
export async function fail(fault: Fault, response: ServerResponse, apply: () => Promise<Answer>): Promise<void> {
  switch (fault.kind) {
    case 'rateLimited':
      return send(response, {
        status: 429,
        body: { ok: false, error: 'ratelimited' },
        headers: fault.afterSeconds === undefined ? {} : { 'retry-after': String(fault.afterSeconds) },
      });
    case 'status':
      return send(response, { status: fault.status, body: { ok: false, error: 'down' } });
    case 'refused':
      return send(response, refused(fault.error, fault.more));
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return fail(fault.meets, response, apply);
    case 'appliedThen':
      await apply();
      return send(response, { status: fault.status, body: { ok: false, error: 'down' } });
    case 'changed': {
      const answer = await apply();
      return send(response, { ...answer, body: fault.to(answer.body) });
    }
    case 'reset':
      if (fault.applied) await apply();
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      if (fault.applied) await apply();
      return;
    case 'truncated': {
      const { status, body } = await apply();
      const text = JSON.stringify(body);
      const half = text.slice(0, Math.ceil(text.length / 2));
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': String(fault.broken ? text.length : half.length),
      });
      if (fault.broken) response.write(half, () => response.socket?.destroy());
      else response.end(half);
    }
  }
}
