import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The figures for operators; `/metrics` gives them in Prometheus's text format. Label values come from fixed sets: no
 * names, no ids.
 */
export interface Metrics {
  /** Counts one handled event, with its time from arrival to the reply in seconds. */
  eventHandled(kind: string, outcome: 'ok' | 'duplicate' | 'fault', seconds: number): void;
  /** The current figures as text, and its content type. */
  text(): Promise<{ body: string; contentType: string }>;
}

/** Read with the figures. */
export interface Gauges {
  /** Deliveries by state, e.g. waiting, late, dead, unknown. */
  deliveries(): Promise<Readonly<Record<string, number>>>;
  /** Seconds since the last look for due work; left out if no scheduler runs. */
  sinceLook?(): number;
}

/** @param gauges read at each scrape; a failing gauge is left out and the rest stays readable. */
export function createMetrics(gauges: Gauges): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const events = new Counter({
    name: 'rapport_events_total',
    help: 'Inbound events by kind and outcome',
    labelNames: ['kind', 'outcome'],
    registers: [register],
  });
  const seconds = new Histogram({
    name: 'rapport_event_seconds',
    help: 'Seconds from the door to the reply',
    labelNames: ['kind'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [register],
  });
  const deliveries = new Gauge({
    name: 'rapport_deliveries',
    help: 'Deliveries that are not done, by state',
    labelNames: ['state'],
    registers: [register],
  });
  const look = new Gauge({
    name: 'rapport_seconds_since_look',
    help: 'Seconds since the database last told which schedules are due; a second or two as a rule',
    registers: [register],
  });
  return {
    eventHandled: (kind, outcome, took) => {
      events.inc({ kind, outcome });
      seconds.observe({ kind }, took);
    },
    text: async () => {
      if (gauges.sinceLook !== undefined) look.set(gauges.sinceLook());
      deliveries.reset();
      const states = await gauges.deliveries().catch(() => ({}));
      for (const [state, count] of Object.entries(states)) deliveries.set({ state }, count);
      return { body: await register.metrics(), contentType: register.contentType };
    },
  };
}
