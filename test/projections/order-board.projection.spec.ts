import { orderOf } from '../../src/orders/domain/order.events.js';
import fc from 'fast-check';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { OrderEvent } from '../../src/orders/domain/order.events.js';
import type { ConfirmedOrder, Order } from '../../src/orders/domain/service-day.js';
import {
  boardAfter,
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
  since: LATER,
  status: 'held',
  attempts: 0,
};

const confirmed = [day.timeslotHeld(), day.orderConfirmed()] as const;
const started = [...confirmed, day.deliveryStarted()] as const;
const delivered = [...started, day.orderDelivered()] as const;

const escalated = [...confirmed, day.deliveryEscalated()] as const;
const voiding = [...delivered, day.cancellationRequested(), day.voidStarted()] as const;
const voidedByUs = [...voiding, day.voidUnknown(), day.orderVoided()] as const;
const refused = [
  ...voiding,
  day.voidRefused(),
  day.deliveryEscalated({ cause: 'void-refused', detail: 'it is being cooked' }),
] as const;

describe('the board', () => {
  it('shows an order from its hold on', () => {
    expect(rowAfter(day.timeslotHeld())).toEqual(held);
    expect(rowAfter(day.timeslotHeld({ reference: 'web-7' }))).toEqual({ ...held, reference: 'web-7' });
  });

  it('says since when an order stands where it stands', () => {
    expect(rowAfter(...delivered, day.posStatusNoted())).toMatchObject({
      status: 'sent',
      since: day.MORNING,
    });
    expect(rowAfter(...delivered, day.orderReady())).toMatchObject({ status: 'ready', since: LATER });
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
    ['sent', 'changed my mind', [...delivered, day.cancellationRequested()]],
    ['cancelled', 'changed my mind', [...voidedByUs]],
    ['needs-a-person', 'void-refused: it is being cooked', [...refused]],
    [
      'needs-a-person',
      'operator-1: told by phone',
      [...confirmed, day.deliveryResolved({ as: 'not-delivered' })],
    ],
    ['sent', 'operator-1: told by phone', [...confirmed, day.deliveryEscalated(), day.deliveryResolved()]],
    ['confirmed', 'operator-1: the kitchen has not got it', [...escalated, day.redeliveryOrdered()]],
    ['unsettled', 'no answer in time', [...started, day.deliveryUnknown(), day.deliveryResent()]],
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

  it.each<[string, readonly OrderEvent[]]>([
    ['it was moved', [...escalated, day.orderMoved()]],
    ['it was delivered at last', [...started, day.deliveryUnknown(), day.orderDelivered()]],
    [
      'it was sent once more',
      [...escalated, day.redeliveryOrdered(), day.deliveryStarted(), day.orderDelivered()],
    ],
    ['a ticket was found', [...escalated, day.orderDelivered()]],
    ['its guest has it', [...refused, day.orderCollected()]],
  ])('gives no reason for trouble that is over, and names nobody who has to see to it: %s', (_, events) => {
    const row = rowAfter(...events);
    expect(row).not.toHaveProperty('why');
    expect(row).not.toHaveProperty('escalation');
  });

  it('keeps the name of who called an order off when its ticket was taken back', () => {
    expect(rowAfter(...voidedByUs)).toMatchObject({
      status: 'cancelled',
      voiding: 'voided',
      cancellation: { by: 'storefront-1', reason: 'changed my mind', at: day.MORNING },
    });
    expect(rowAfter(...voidedByUs)).not.toHaveProperty('cancelling');
  });

  it('says that an order is being called off until it is', () => {
    expect(rowAfter(...voiding)).toMatchObject({ cancelling: true, voiding: 'in-flight' });
    expect(rowAfter(...refused)).toMatchObject({ cancelling: true, escalation: { cause: 'void-refused' } });
    expect(rowAfter(...started, day.cancellationRequested(), day.orderCancelled())).not.toHaveProperty(
      'cancelling',
    );
  });

  it('shows an order in the slot it was moved to, and when a guest was forgotten', () => {
    expect(rowAfter(...confirmed, day.orderMoved())).toMatchObject({
      status: 'confirmed',
      slot: day.slot(1),
    });
    expect(rowAfter(...delivered, day.personalDataForgotten())).toMatchObject({ forgotten: true });
  });

  it('leaves what staff voided voided, whatever becomes of our own wish to', () => {
    expect(rowAfter(...voiding, day.orderVoidedAtPos(), day.orderVoided())).toMatchObject({
      status: 'voided-at-pos',
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

/**
 * What the board may say of an order, in the words of the day that decides about it. Of two facts that the day keeps
 * side by side the board shows one: the newer of what the kitchen does and what a person was told of the ticket, and
 * the first of two voids.
 */
const statusesOf = (order: Order): readonly BoardStatus[] => {
  if (!('delivery' in order)) return [order.status === 'lapsed' ? 'hold-expired' : order.status];
  switch (order.status) {
    case 'cancelled':
      return ['cancelled'];
    case 'voided':
      return order.voiding.state === 'voided' ? ['cancelled', 'voided-at-pos'] : ['voided-at-pos'];
    case 'confirmed':
      return statusesOfOwed(order);
  }
};

const statusesOfOwed = ({ delivery, kitchen, escalation }: ConfirmedOrder): readonly BoardStatus[] => {
  const reached = kitchen === 'none' ? IN_DELIVERY[delivery.state] : kitchen;
  return delivery.state === 'delivered' && escalation !== undefined ? [reached, 'needs-a-person'] : [reached];
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
        const rows = rowsOf(recorded);
        expect(rows.size).toBe([...known.orders.values()].length);
        for (const order of known.orders.values()) {
          const row = rows.get(order.orderId);
          expect(statusesOf(order)).toContain(row?.status);
        }
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
