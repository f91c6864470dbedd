/** One item line of an order, as a guest ordered it. */
export interface TakeawayLine {
  readonly name: string;
  readonly quantity: number;
  /** Minor units (pence) of one portion. */
  readonly unitPrice: number;
}

/** An order of a takeaway's history. */
export interface TakeawayOrder {
  readonly number: string;
  /** The date on which the opening period began: what was ordered before 06:00 belongs to the evening before. */
  readonly businessDate: string;
  /** Wall-clock minutes since the midnight that began the business date; 1,440 and more are past the next midnight. */
  readonly minute: number;
  readonly lines: readonly TakeawayLine[];
}

/** The orders of one historical day, in the order they came in. It becomes one store of the rush. */
export interface DayOfOrders {
  readonly date: string;
  readonly orders: readonly TakeawayOrder[];
}
