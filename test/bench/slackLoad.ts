import { Agent, request } from 'node:http';

/** The requests to send, and the rate. `perSecond` undefined: as fast as `connections` answers allow. */
export interface LoadJob {
  readonly url: string;
  /** Ready for sending: body and headers. */
  readonly requests: readonly { readonly body: string; readonly headers: Readonly<Record<string, string>> }[];
  readonly connections: number;
  readonly perSecond?: number;
}
export interface LoadResult {
  /** From the planned start of a request to the end of its answer, in milliseconds. */
  readonly latencies: readonly number[];
  readonly seconds: number;
  readonly refused: number;
}

/** Runs a separate process, so that sending takes no time from answering. */
async function run({ url, requests, connections, perSecond }: LoadJob): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let refused = 0;
  const send = ({ body, headers }: LoadJob['requests'][number], due: number) =>
    new Promise<void>((resolve, reject) => {
      const going = request(
        url,
        { method: 'POST', agent, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } },
        (answer) => {
          if (answer.statusCode !== 200) refused += 1;
          answer.resume();
          answer.on('end', () => {
            latencies.push(performance.now() - due);
            resolve();
          });
        },
      );
      going.on('error', reject);
      going.end(body);
    });
  const begun = performance.now();
  if (perSecond === undefined) {
    let at = 0;
    const worker = async () => {
      for (let next = requests[at++]; next !== undefined; next = requests[at++]) await send(next, performance.now());
    };
    await Promise.all(Array.from({ length: connections }, worker));
  } else {
    const every = 1_000 / perSecond;
    const all: Promise<void>[] = [];
    for (const [index, one] of requests.entries()) {
      const due = begun + index * every;
      // A timer that fires late sends all due requests at once: the plan is kept.
      while (performance.now() < due)
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now() - 0.5)));
      all.push(send(one, due));
    }
    await Promise.all(all);
  }
  const seconds = (performance.now() - begun) / 1_000;
  agent.destroy();
  return { latencies, seconds, refused };
}

process.on('message', (job: LoadJob) => {
  void run(job).then((result) => process.send?.(result));
});
