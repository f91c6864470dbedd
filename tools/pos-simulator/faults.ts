import { z } from 'zod';
import type { NetworkTime } from '../../src/platform/clock/index.js';
import type { Random } from './random.js';

const DELAY_MAX_MS = 600_000;
const WHEN_MAX_SECONDS = 86_400;

const common = {
  /** The location it strikes; every location without one. */
  location: z.string().min(1).max(100).optional(),
  /** The share of requests it strikes. */
  rate: z.number().min(0).max(1).default(1),
  /** Real seconds until it begins. */
  fromNow: z.number().min(0).max(WHEN_MAX_SECONDS).default(0),
  /** Real seconds it lasts; until it is removed without them. */
  forSeconds: z.number().positive().max(WHEN_MAX_SECONDS).optional(),
};

export const faultOrderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('down'), ...common }),
    z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(1).max(DELAY_MAX_MS), ...common }),
    z.strictObject({ kind: z.literal('accept-then-drop-reply'), ...common }),
    z.strictObject({ kind: z.literal('hang'), ...common }),
    z.strictObject({ kind: z.literal('refuse'), ...common }),
  ])
  .refine(({ kind, location, rate }) => kind !== 'down' || location !== undefined || rate === 1, {
    path: ['rate'],
    message: 'a port is open or closed: without a location, `down` has rate 1',
  });
export type FaultOrder = z.infer<typeof faultOrderSchema>;
export type FaultKind = FaultOrder['kind'];
type FaultOfKind<Kind extends FaultKind> = Extract<FaultOrder, { kind: Kind }>;

export type Fault = FaultOrder & { readonly id: string; readonly active: boolean };

interface Entry {
  readonly order: FaultOrder;
  active: boolean;
  cancelTimers: () => void;
}

const MS_PER_SECOND = 1_000;

/** The faults in force. They belong to the network, so they begin and end in real time, and a restart forgets them. */
export class Faults {
  private readonly entries = new Map<string, Entry>();
  private numbered = 0;

  constructor(
    private readonly random: Random,
    private readonly network: NetworkTime,
    /** Called whenever a fault begins or ends; resolves when the POS port has followed. */
    private readonly onChange: () => Promise<void>,
  ) {}

  async add(order: FaultOrder): Promise<string> {
    this.numbered += 1;
    const id = `f-${this.numbered}`;
    const entry: Entry = { order, active: order.fromNow === 0, cancelTimers: () => undefined };
    this.entries.set(id, entry);
    entry.cancelTimers = this.setTimers(id, entry);
    if (entry.active) await this.onChange();
    return id;
  }

  /** Answers false when there is no such fault. */
  async remove(id: string): Promise<boolean> {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    entry.cancelTimers();
    this.entries.delete(id);
    await this.onChange();
    return true;
  }

  async clear(): Promise<number> {
    const removed = this.entries.size;
    this.stop();
    await this.onChange();
    return removed;
  }

  stop(): void {
    for (const { cancelTimers } of this.entries.values()) cancelTimers();
    this.entries.clear();
  }

  list(): readonly Fault[] {
    return [...this.entries].map(([id, { order, active }]) => ({ id, active, ...order }));
  }

  /** Whether the whole POS is down: its port refuses connections. */
  get wholePosIsDown(): boolean {
    return this.list().some(
      ({ kind, location, active }) => active && kind === 'down' && location === undefined,
    );
  }

  /** The first fault of this kind that strikes one request to this location; the seed decides where a rate does. */
  strike<Kind extends FaultKind>(kind: Kind, location: string): FaultOfKind<Kind> | undefined {
    for (const { order, active } of this.entries.values()) {
      const applies = active && isOfKind(order, kind) && (order.location ?? location) === location;
      if (applies && (order.rate === 1 || this.random() < order.rate)) return order;
    }
    return undefined;
  }

  private setTimers(id: string, entry: Entry): () => void {
    const { fromNow, forSeconds } = entry.order;
    const begin = () => {
      entry.active = true;
      void this.onChange();
    };
    const cancels = entry.active ? [] : [this.network.after(fromNow * MS_PER_SECOND, begin)];
    if (forSeconds !== undefined) {
      cancels.push(this.network.after((fromNow + forSeconds) * MS_PER_SECOND, () => void this.remove(id)));
    }
    return () => cancels.forEach(cancel => cancel());
  }
}

const isOfKind = <Kind extends FaultKind>(order: FaultOrder, kind: Kind): order is FaultOfKind<Kind> =>
  order.kind === kind;
