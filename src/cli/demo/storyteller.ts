import type { DemoClock } from './demo-clock.js';
import type { Store } from './public-api.js';

const STORE_NAME_WIDTH = 16;
const SHOWN_ID_CHARS = 4;

/** The stages of an order that nothing leads back to. A read model may be a moment late and still show an earlier one. */
const WAY = ['held', 'confirmed', 'sent', 'acknowledged', 'in-preparation', 'ready', 'collected'] as const;
/** Lasts for as long as one request to the POS. */
const TOO_SHORT_TO_TELL = 'sending';
const ENDS = new Set([
  'collected',
  'released',
  'hold-expired',
  'cancelled',
  'voided-at-pos',
  'needs-a-person',
]);

/** What became of one order so far. */
export class Tale {
  private status: string;
  private readonly trail: string[];

  constructor(
    readonly orderId: string,
    readonly store: Store,
    first: { readonly status: string; readonly words: string },
  ) {
    this.status = first.status;
    this.trail = [first.words];
  }

  get hasEnded(): boolean {
    return ENDS.has(this.status);
  }

  /** Adds what is news; answers whether it was. */
  add(status: string, why?: string): boolean {
    if (status === this.status || status === TOO_SHORT_TO_TELL || this.isBehind(status)) return false;
    this.status = status;
    this.trail.push(why === undefined || WAY.some(stage => stage === status) ? status : `${status} (${why})`);
    return true;
  }

  toString(): string {
    const { orderId, store, trail } = this;
    return `${store.name.padEnd(STORE_NAME_WIDTH)}  ord_…${orderId.slice(-SHOWN_ID_CHARS)}  ${trail.join(' → ')}`;
  }

  private isBehind(status: string): boolean {
    const place = (name: string): number => WAY.findIndex(stage => stage === name);
    return place(status) >= 0 && place(status) < place(this.status);
  }
}

/** Tells each step of each order in one line that begins with the time at the store. */
export class Storyteller {
  constructor(
    private readonly clock: DemoClock,
    private readonly print: (line: string) => void,
  ) {}

  begin(orderId: string, store: Store, slot: string): Tale {
    const tale = new Tale(orderId, store, {
      status: 'held',
      words: `held ${this.clock.timeIn(store.zone, slot)}`,
    });
    this.tell(tale);
    return tale;
  }

  add(tale: Tale, status: string, why?: string): void {
    if (tale.add(status, why)) this.tell(tale);
  }

  /** Something about a store that is no step of an order. */
  remark(store: Store, words: string): void {
    this.print(`${this.clock.timeIn(store.zone)}  ${store.name.padEnd(STORE_NAME_WIDTH)}  ${words}`);
  }

  private tell(tale: Tale): void {
    this.print(`${this.clock.timeIn(tale.store.zone)}  ${tale.toString()}`);
  }
}
