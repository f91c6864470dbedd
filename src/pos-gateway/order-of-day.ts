import type { ConfirmedOrder, OpenedDay } from '../orders/index.js';

/** An order and the day it is of. */
export interface OrderOfDay {
  readonly day: OpenedDay;
  readonly order: ConfirmedOrder;
}
