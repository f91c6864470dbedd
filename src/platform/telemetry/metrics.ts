import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const HTTP_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const LATENESS_BUCKETS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];

/** What this node measures of itself, for Prometheus. Labels never hold ids or personal data. */
export class Metrics {
  readonly registry = new Registry();

  readonly http = new Histogram({
    name: 'rushline_http_seconds',
    help: 'Time to answer a request, by route and status class',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS_SECONDS,
    registers: [this.registry],
  });

  readonly deliveries = new Counter({
    name: 'rushline_delivery_outcomes_total',
    help: 'Outcomes of attempts to hand an order to its POS',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly deliveryLateness = new Histogram({
    name: 'rushline_delivery_lateness_seconds',
    help: 'Business time between an order’s due instant and its delivery',
    buckets: LATENESS_BUCKETS_SECONDS,
    registers: [this.registry],
  });

  readonly escalations = new Counter({
    name: 'rushline_escalations_total',
    help: 'Orders that needed a person',
    labelNames: ['cause'],
    registers: [this.registry],
  });

  readonly feedStrangers = new Counter({
    name: 'rushline_feed_strangers_total',
    help: 'Tickets in a feed that belong to no order of ours, or say nothing sensible',
    registers: [this.registry],
  });

  readonly feedItems = new Counter({
    name: 'rushline_feed_items_total',
    help: 'Items read from feeds: fresh ones, and ones that were read before',
    labelNames: ['item'],
    registers: [this.registry],
  });

  readonly feedTroubles = new Counter({
    name: 'rushline_feed_troubles_total',
    help: 'Readings of a feed that came to nothing: its page was refused, its cursor was taken, or it failed otherwise',
    labelNames: ['trouble'],
    registers: [this.registry],
  });

  readonly feedRestarts = new Counter({
    name: 'rushline_feed_restarts_total',
    help: 'Feeds that were read anew from a safe watermark, by what became of their cursor',
    labelNames: ['why'],
    registers: [this.registry],
  });

  readonly ticketLookUps = new Counter({
    name: 'rushline_ticket_look_ups_total',
    help: 'Tickets read by look-up, by why they were looked up and what that told',
    labelNames: ['because', 'outcome'],
    registers: [this.registry],
  });

  readonly posHints = new Counter({
    name: 'rushline_pos_hints_total',
    help: 'Messages of POS accounts about their tickets, by what became of them',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds a gauge that is read when Prometheus asks. */
  gauge(name: string, help: string, labelNames: readonly string[], read: (gauge: Gauge) => void): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect() {
        read(this);
      },
    });
  }
}
