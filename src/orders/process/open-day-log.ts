import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../../event-sourcing/index.js';
import { ParkedOrders } from './parked-orders.js';

/** The open service days and the position up to which that list is complete. */
export interface OpenDayList {
  readonly position: bigint;
  readonly storeIds: readonly string[];
  readonly streams: readonly string[];
}

/** The open days of one store, or of all. */
export type ListOpenDays = (storeId?: string) => Promise<OpenDayList>;
export const LIST_OPEN_DAYS = Symbol('ListOpenDays');

/** The log as process managers read it: the open days, and the orders they have put aside. */
@Injectable()
export class OpenDayLog {
  constructor(
    @Inject(EVENT_STORE) readonly store: EventStore,
    @Inject(LIST_OPEN_DAYS) readonly listOpenDays: ListOpenDays,
    readonly parkedOrders: ParkedOrders,
  ) {}
}
