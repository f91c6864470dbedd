import type { BusinessTimers, BusinessClock, NetworkTime } from '../../../src/platform/clock/index.js';
import type { Operation } from '../profiles/behaviour.js';
import { seededNumberOf } from '../random.js';
import { strikes } from './fault-scope.js';
import { closesThePort, type FaultKind, type FaultOfKind, type FaultOrder } from './fault-orders.js';

export type Fault = FaultOrder & { readonly id: string; readonly active: boolean };

/** What a fault may strike. The kinds that did are added to it. */
export interface Target {
  readonly location: string;
  readonly account: string | undefined;
  readonly operation: Operation | undefined;
  readonly struck: string[];
}

interface Entry {
  readonly order: FaultOrder;
  /** Whether its real time has come; its business time is asked of the clock. */
  begun: boolean;
  cancelTimers: () => void;
  /** How many requests it has met at each location. */
  readonly met: Map<string, number>;
}

export interface FaultUse {
  readonly seed: number;
  readonly network: NetworkTime;
  readonly clock: BusinessClock;
  readonly timers: BusinessTimers;
  /** Called whenever a fault begins or ends; resolves when the POS port has followed. */
  readonly onChange: () => Promise<void>;
}

const MS_PER_SECOND = 1_000;

/** The faults in force. They belong to the run: a restart forgets them. */
export class Faults {
  private readonly entries = new Map<string, Entry>();
  private numbered = 0;

  constructor(private readonly use: FaultUse) {}

  async add(order: FaultOrder): Promise<string> {
    this.numbered += 1;
    const id = `f-${this.numbered}`;
    const entry: Entry = {
      order,
      begun: order.fromNow === 0,
      cancelTimers: () => undefined,
      met: new Map(),
    };
    this.entries.set(id, entry);
    entry.cancelTimers = this.setTimers(id, entry);
    if (entry.begun) await this.use.onChange();
    return id;
  }

  /** Answers false when there is no such fault. */
  async remove(id: string): Promise<boolean> {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    entry.cancelTimers();
    this.entries.delete(id);
    await this.use.onChange();
    return true;
  }

  async clear(): Promise<number> {
    const removed = this.entries.size;
    this.stop();
    await this.use.onChange();
    return removed;
  }

  stop(): void {
    for (const { cancelTimers } of this.entries.values()) cancelTimers();
    this.entries.clear();
  }

  list(): readonly Fault[] {
    return [...this.entries].map(([id, entry]) => ({ id, active: this.isActive(entry), ...entry.order }));
  }

  /** Whether the whole POS is down: its port refuses connections. */
  get wholePosIsDown(): boolean {
    return [...this.entries.values()].some(entry => closesThePort(entry.order) && this.isActive(entry));
  }

  /**
   * The first fault of this kind that strikes the target. Where a rate does is drawn from the seed, the fault and how
   * many requests it met at this location, so that what other locations do at the same time changes nothing.
   */
  strike<Kind extends FaultKind>(kind: Kind, target: Target): FaultOfKind<Kind> | undefined {
    for (const [id, entry] of this.entries) {
      const { order } = entry;
      if (!isOfKind(order, kind) || !this.isActive(entry) || !strikes(order, target)) continue;
      if (!this.meets(id, entry, target.location)) continue;
      if (!target.struck.includes(kind)) target.struck.push(kind);
      return order;
    }
    return undefined;
  }

  private meets(id: string, { order, met }: Entry, location: string): boolean {
    const before = met.get(location) ?? 0;
    met.set(location, before + 1);
    const { afterRequests = 0, forRequests = Number.POSITIVE_INFINITY, rate } = order;
    if (before < afterRequests || before >= afterRequests + forRequests) return false;
    return rate === 1 || seededNumberOf(this.use.seed, `${id}/${location}/${before}`) < rate;
  }

  private isActive({ begun, order: { from, until } }: Entry): boolean {
    const now = this.use.clock.now();
    return begun && (from === undefined || from <= now) && (until === undefined || now < until);
  }

  private setTimers(id: string, { order, ...entry }: Entry): () => void {
    const { network, onChange } = this.use;
    const { fromNow, forSeconds } = order;
    const begin = () => {
      const begun = this.entries.get(id);
      if (begun !== undefined) begun.begun = true;
      void onChange();
    };
    const cancels = entry.begun ? [] : [network.after(fromNow * MS_PER_SECOND, begin)];
    if (forSeconds !== undefined) {
      cancels.push(network.after((fromNow + forSeconds) * MS_PER_SECOND, () => void this.remove(id)));
    }
    if (closesThePort(order)) cancels.push(this.followClock(id, order));
    return () => cancels.forEach(cancel => cancel());
  }

  /** A port has to be turned when the business clock comes to it; other faults ask the clock when they are met. */
  private followClock(id: string, { from, until }: FaultOrder): () => void {
    const { timers, onChange } = this.use;
    const alarms = [
      { name: `${id} from`, at: from },
      { name: `${id} until`, at: until },
    ];
    for (const { name, at } of alarms) if (at !== undefined) timers.set(name, at, () => void onChange());
    return () => alarms.forEach(({ name }) => timers.cancel(name));
  }
}

const isOfKind = <Kind extends FaultKind>(order: FaultOrder, kind: Kind): order is FaultOfKind<Kind> =>
  order.kind === kind;
