import { expect, test, vi } from 'vitest';
import { silentLogger } from '../ground/log.ts';
import { startTicker } from './ticker.ts';

test('runDueNow repeats until nothing is due, schedules before deliveries', async () => {
  const calls: string[] = [];
  const [slots, messages] = [
    [1, 0, 0],
    [0, 2, 0],
  ];
  const looked = async (what: string, found: number[]) => {
    calls.push(what);
    return found.shift() ?? 0;
  };
  const ticker = startTicker({
    scheduler: { tick: () => looked('schedules', slots) },
    sender: { tick: () => looked('deliveries', messages), stop: async () => undefined },
    log: silentLogger,
  });

  await ticker.runDueNow();
  await ticker.stop();

  expect(calls).toEqual(['schedules', 'deliveries', 'schedules', 'deliveries', 'schedules', 'deliveries']);
});

test('the ticker runs every second, logs an outage once, and stops on request', async () => {
  vi.useFakeTimers();
  try {
    let looks = 0;
    const errors: unknown[] = [];
    let stopped = false;
    const log = {
      ...silentLogger,
      error: (...args: unknown[]) => void errors.push(args),
      info: () => undefined,
    } as unknown as typeof silentLogger;
    const ticker = startTicker({
      scheduler: {
        tick: async () => {
          looks += 1;
          if (looks < 4) throw new Error('the database does not answer');
          return 0;
        },
      },
      sender: {
        tick: async () => 0,
        stop: async () => {
          stopped = true;
        },
      },
      log,
    });

    await vi.advanceTimersByTimeAsync(5_500);
    await ticker.stop();
    const before = looks;
    await vi.advanceTimersByTimeAsync(5_000);

    expect(looks).toBeGreaterThanOrEqual(5);
    expect(looks).toBe(before);
    expect(errors).toHaveLength(1);
    expect(stopped).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('stop ends posting at once, also during a job, and waits for both', async () => {
  let finishJob: (ran: number) => void = () => undefined;
  const job = new Promise<number>((resolve) => (finishJob = resolve));
  const order: string[] = [];
  vi.useFakeTimers();
  try {
    const ticker = startTicker({
      scheduler: { tick: () => job.finally(() => order.push('job done')) },
      sender: { tick: async () => 0, stop: async () => void order.push('posting stopped') },
      log: silentLogger,
    });
    await vi.advanceTimersByTimeAsync(1_500);

    const stopping = ticker.stop().then(() => order.push('stopped'));
    await vi.advanceTimersByTimeAsync(1);
    finishJob(0);
    await stopping;

    expect(order).toEqual(['posting stopped', 'job done', 'stopped']);
  } finally {
    vi.useRealTimers();
  }
});

test('while many schedules run, their finished messages are posted', async () => {
  let finishJobs: (ran: number) => void = () => undefined;
  let posting = 0;
  vi.useFakeTimers();
  try {
    const ticker = startTicker({
      scheduler: { tick: () => new Promise<number>((resolve) => (finishJobs = resolve)) },
      sender: { tick: async () => ++posting, stop: async () => undefined },
      log: silentLogger,
    });
    await vi.advanceTimersByTimeAsync(4_500);
    const meanwhile = posting;
    const stopping = ticker.stop();
    finishJobs(0);
    await stopping;

    expect(meanwhile).toBeGreaterThanOrEqual(3);
  } finally {
    vi.useRealTimers();
  }
});

test('the interval continues if the wall clock is set back by an hour, and does not speed up if it is set ahead', async () => {
  let looks = 0;
  vi.useFakeTimers();
  try {
    const ticker = startTicker({
      scheduler: { tick: async () => ++looks * 0 },
      sender: { tick: async () => 0, stop: async () => undefined },
      log: silentLogger,
    });
    await vi.advanceTimersByTimeAsync(3_000);
    vi.setSystemTime(new Date(Date.now() - 3_600_000));
    await vi.advanceTimersByTimeAsync(3_000);
    vi.setSystemTime(new Date(Date.now() + 7_200_000));
    await vi.advanceTimersByTimeAsync(3_000);
    await ticker.stop();

    expect(looks).toBe(9);
  } finally {
    vi.useRealTimers();
  }
});
