import fc from 'fast-check';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { OrderEvent } from '../../src/orders/domain/order.events.js';
import type { Order } from '../../src/orders/domain/service-day.js';
import {
  boardAfter,
  orderOf,
  type BoardOrder,
  type BoardStatus,
} from '../../src/projections/order-board/order-board.projection.js';
import { foldOf } from '../specification/decider-specification.js';
import { holds } from '../specification/property.js';
import * as day from '../specification/service-day.js';
import { histories, played } from '../specification/service-day-history.js';

const LATER = day.after(day.MORNING, 30);

/** The row of an order after these events, the last of which happened half an hour after the others. */
const rowAfter = (...events: readonly OrderEvent[]): BoardOrder | undefined =>
  events.reduce<BoardOrder | undefined>(
    (row, event, n) => boardAfter(row, event, n === events.length - 1 ? LATER : day.MORNING),
    undefined,
  );

const held: BoardOrder = {
  orderId: 'ord_1',
  slot: day.slot(0),
  load: day.load(),
  by: 'storefront-1',
  expiresAt: day.MORNING_HOLD_ENDS,
  reference: undefined,
  status: 'held',
  attempts: 0,
};

const confirmed = [day.timeslotHeld(), day.orderConfirmed()] as const;
const started = [...confirmed, day.deliveryStarted()] as const;
const delivered = [...started, day.orderDelivered()] as const;

describe('the board', () => {
  it('shows an order from its hold on', () => {
    expect(rowAfter(day.timeslotHeld())).toEqual(held);
    expect(rowAfter(day.timeslotHeld({ reference: 'web-7' }))).toEqual({ ...held, reference: 'web-7' });
  });

  it('shows what was sold, when it was confirmed and, where it was, how late', () => {
    const { load, lines, total, currency, paymentRef, customer } = day.orderConfirmed().data;
    const shown = {
      ...held,
      status: 'confirmed',
      confirmedAt: LATER,
      load,
      lines,
      total,
      currency,
      paymentRef,
      customer,
    };
    expect(rowAfter(...confirmed)).toEqual(shown);
    expect(rowAfter(day.timeslotHeld(), day.orderConfirmed({ lateByMs: 12 }))).toEqual({
      ...shown,
      lateByMs: 12,
    });
  });

  it('shows the ticket of an order, and when it became known', () => {
    expect(rowAfter(...delivered)).toMatchObject({ status: 'sent', ticketId: 'tick_1', deliveredAt: LATER });
  });

  it('counts the attempts', () => {
    expect(rowAfter(...started, day.deliveryNotSent(), day.deliveryStarted({ attempt: 2 }))).toMatchObject({
      status: 'sending',
      attempts: 2,
    });
  });

  it.each<[BoardStatus, string | undefined, readonly OrderEvent[]]>([
    ['released', undefined, [day.timeslotHeld(), day.holdReleased()]],
    ['hold-expired', undefined, [day.timeslotHeld(), day.holdExpired()]],
    ['cancelled', 'changed my mind', [...confirmed, day.orderCancelled()]],
    ['sending', undefined, started],
    ['confirmed', 'not sent: connection refused', [...started, day.deliveryNotSent()]],
    ['confirmed', 'rejected: UNKNOWN_SKU no soup', [...started, day.deliveryRejected()]],
    ['unsettled', 'no answer in time', [...started, day.deliveryUnknown()]],
    ['confirmed', 'the POS never got it', [...started, day.deliveryUnknown(), day.deliveryProvenAbsent()]],
    ['needs-a-person', 'gave-up: it could not be sent in time', [...confirmed, day.deliveryEscalated()]],
    ['sent', undefined, delivered],
    ['acknowledged', undefined, [...delivered, day.orderAcknowledged()]],
    ['in-preparation', undefined, [...delivered, day.orderInPreparation()]],
    ['ready', undefined, [...delivered, day.orderReady()]],
    ['collected', undefined, [...delivered, day.orderCollected()]],
    ['voided-at-pos', undefined, [...delivered, day.orderVoidedAtPos()]],
  ])('says %s, because: %s', (status, why, events) => {
    expect(rowAfter(...events)).toMatchObject({ status, ...(why === undefined ? {} : { why }) });
  });

  it('goes on showing an order as called off when a ticket of it is found, and names the ticket', () => {
    expect(rowAfter(...confirmed, day.orderCancelled(), day.orderDelivered())).toMatchObject({
      status: 'cancelled',
      why: 'changed my mind',
      ticketId: 'tick_1',
    });
  });

  it('is not moved by what moves no order', () => {
    const row = rowAfter(...delivered);
    expect(boardAfter(row, day.posStatusNoted(), LATER)).toEqual(row);
    expect(boardAfter(row, day.dayOpened(), LATER)).toEqual(row);
  });

  it('shows nothing of an order whose hold it never saw', () => {
    expect(boardAfter(undefined, day.orderReady(), LATER)).toBeUndefined();
    expect(boardAfter(undefined, day.dayOpened(), LATER)).toBeUndefined();
  });

  it('knows of which order an event speaks', () => {
    expect(orderOf(day.orderReady())).toBe('ord_1');
    expect(orderOf(day.dayOpened())).toBeUndefined();
  });
});

/** What the board should say of an order, in the words of the day that decides about it. */
const statusOf = (order: Order): BoardStatus => {
  if (!('delivery' in order)) return order.status === 'lapsed' ? 'hold-expired' : order.status;
  if (order.status === 'cancelled') return 'cancelled';
  if (order.status === 'voided') return 'voided-at-pos';
  return order.kitchen === 'none' ? IN_DELIVERY[order.delivery.state] : order.kitchen;
};

const IN_DELIVERY = {
  waiting: 'confirmed',
  'in-flight': 'sending',
  unknown: 'unsettled',
  delivered: 'sent',
  escalated: 'needs-a-person',
} as const;

describe('whatever happened on a day', () => {
  const rowsOf = (events: readonly { readonly event: OrderEvent; readonly at: string }[], times = 1) => {
    const rows = new Map<string, BoardOrder>();
    for (const { event, at } of events) {
      const orderId = orderOf(event) ?? '';
      for (let n = 0; n < times; n += 1) {
        const row = boardAfter(rows.get(orderId), event, at);
        if (row !== undefined) rows.set(orderId, row);
      }
    }
    return rows;
  };

  it('the board says of every order what the day knows of it', () => {
    holds(
      200,
      fc.property(histories, history => {
        const { recorded } = played(history);
        const known = foldOf(
          serviceDayDecider,
          recorded.map(({ event }) => event),
          day.MORNING,
        );
        const expected = [...known.orders.values()].map(order => [order.orderId, statusOf(order)]);
        const shown = [...rowsOf(recorded).values()].map(({ orderId, status }) => [orderId, status]);
        expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('an event that is shown twice changes nothing', () => {
    holds(
      200,
      fc.property(histories, history => {
        const { recorded } = played(history);
        expect(rowsOf(recorded, 2)).toEqual(rowsOf(recorded));
      }),
    );
  });
});
