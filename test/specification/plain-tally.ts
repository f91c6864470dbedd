import type { OrderEvent } from '../../src/orders/domain/order.events.js';

type Dimension = 'orders' | 'items' | 'amount' | 'prepSeconds';
const DIMENSIONS: readonly Dimension[] = ['orders', 'items', 'amount', 'prepSeconds'];

const GIVES_BACK: readonly OrderEvent['type'][] = [
  'HoldReleased',
  'OrderCancelled',
  'OrderVoided',
  'OrderVoidedAtPos',
];

type Amounts = Readonly<Record<Dimension, number>>;
type Limits = { readonly [D in Dimension]?: number | undefined };

interface Claim {
  readonly slot: string;
  readonly load: Amounts;
  /** Undefined once it is an order. */
  readonly expiresAt: string | undefined;
}

/** What one slot has given away of one thing. */
export interface PlainSum {
  readonly slot: string;
  readonly dimension: Dimension;
  readonly limit: number;
  readonly held: number;
  readonly confirmed: number;
  /** When the first of the holds that count is over. */
  readonly firstExpiry: string | undefined;
}

/**
 * A second opinion on capacity: reads the events of a day and adds up what they say, claim by claim, every time it is
 * asked. It knows nothing of the code it judges, and shares nothing with it but the events.
 */
export class PlainTally {
  private readonly limits = new Map<string, Limits>();
  private readonly claims = new Map<string, Claim>();

  constructor(events: readonly OrderEvent[] = []) {
    for (const event of events) this.read(event);
  }

  read(event: OrderEvent): void {
    const { type, data } = event;
    if (type === 'ServiceDayOpened' || type === 'ServiceDayTermsChanged') {
      this.limits.clear();
      data.slots.forEach(({ start, limits }) => this.limits.set(start, limits));
    }
    if ('orderId' in data) this.readOfOrder(event, data.orderId);
  }

  private readOfOrder({ type, data }: OrderEvent, orderId: string): void {
    if (type === 'TimeslotHeld') this.claims.set(orderId, data);
    if (type === 'OrderConfirmed') this.claims.set(orderId, { ...data, expiresAt: undefined });
    if (type === 'HoldRenewed') this.change(orderId, { expiresAt: data.expiresAt });
    if (type === 'OrderMoved') this.change(orderId, { slot: data.to });
    if (GIVES_BACK.includes(type)) this.claims.delete(orderId);
  }

  private change(orderId: string, changes: Partial<Claim>): void {
    const claim = this.claims.get(orderId);
    if (claim !== undefined) this.claims.set(orderId, { ...claim, ...changes });
  }

  /** Every limited thing of every slot, as it stands at an instant. */
  sumsAt(at: string): readonly PlainSum[] {
    return [...this.limits].flatMap(([slot, limits]) =>
      DIMENSIONS.flatMap(dimension => {
        const limit = limits[dimension];
        return limit === undefined ? [] : [{ slot, dimension, limit, ...this.sum(slot, dimension, at) }];
      }),
    );
  }

  /** Where more is given away than there is. */
  oversoldAt(at: string): readonly PlainSum[] {
    return this.sumsAt(at).filter(({ limit, held, confirmed }) => held + confirmed > limit);
  }

  private sum(slot: string, dimension: Dimension, at: string) {
    let held = 0;
    let confirmed = 0;
    const expiries: string[] = [];
    for (const claim of this.claims.values()) {
      if (claim.slot !== slot) continue;
      if (claim.expiresAt === undefined) confirmed += claim.load[dimension];
      else if (Date.parse(claim.expiresAt) > Date.parse(at)) {
        held += claim.load[dimension];
        expiries.push(claim.expiresAt);
      }
    }
    return { held, confirmed, firstExpiry: expiries.sort()[0] };
  }
}
