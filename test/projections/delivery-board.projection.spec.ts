import { orderOf } from '../../src/orders/domain/order.events.js';
import fc from 'fast-check';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { OrderEvent } from '../../src/orders/domain/order.events.js';
import type { ConfirmedOrder } from '../../src/orders/domain/service-day.js';
import {
  deliveryAfter,
  isInProgress,
  termsIn,
  type BoardDelivery,
  type DayTerms,
  type DeliveryState,
} from '../../src/projections/delivery-board/delivery-board.projection.js';
import { foldOf } from '../specification/decider-specification.js';
import { holds } from '../specification/property.js';
import * as day from '../specification/service-day.js';
import { histories, played } from '../specification/service-day-history.js';

const TERMS: DayTerms = { deliverMinutesBefore: 15, account: 'simulator', location: 'high-street' };
const DUE = day.before(day.slot(0), 15);
const LATE = day.after(DUE, 0, 1_500);

/** The row after these events, the last of which happened a second and a half after the order was due. */
const rowAfter = (...events: readonly OrderEvent[]): BoardDelivery | undefined =>
  events.reduce<BoardDelivery | undefined>(
    (row, event, n) => deliveryAfter(row, event, n === events.length - 1 ? LATE : day.MORNING, TERMS),
    undefined,
  );

const confirmed = [day.timeslotHeld(), day.orderConfirmed()] as const;
const started = [...confirmed, day.deliveryStarted()] as const;
const delivered = [...started, day.orderDelivered()] as const;
const calledOff = [...delivered, day.cancellationRequested()] as const;

describe('The board of deliveries', () => {
  it('has nothing of a hold, and every order from its confirmation on', () => {
    expect(rowAfter(day.timeslotHeld(), day.holdRenewed())).toBeUndefined();
    expect(rowAfter(...confirmed)).toMatchObject({
      orderId: day.ORDER_ID,
      slot: day.slot(0),
      due: DUE,
      account: 'simulator',
      state: 'waiting',
      attempts: 0,
    });
  });

  it('knows when orders are due by the terms of their day', () => {
    expect(termsIn(day.dayOpened())).toEqual(TERMS);
    const account = { account: 'other', location: 'here' };
    expect(termsIn(day.termsChanged({ terms: { deliverMinutesBefore: 25 }, posAccount: account }))).toEqual({
      deliverMinutesBefore: 25,
      ...account,
    });
    expect(termsIn(day.orderReady())).toBeUndefined();
  });

  it.each<[DeliveryState, boolean, string | undefined, readonly OrderEvent[]]>([
    ['in-flight', true, undefined, started],
    ['waiting', true, 'not sent: connection refused', [...started, day.deliveryNotSent()]],
    ['unknown', true, 'unknown: no answer in time', [...started, day.deliveryUnknown()]],
    ['unknown', true, 'resent', [...started, day.deliveryUnknown(), day.deliveryResent()]],
    ['waiting', true, 'proven absent', [...started, day.deliveryUnknown(), day.deliveryProvenAbsent()]],
    ['delivered', false, 'delivered, known by reply', delivered],
    ['escalated', true, undefined, [...confirmed, day.deliveryEscalated()]],
    ['waiting', true, undefined, [...confirmed, day.deliveryEscalated(), day.redeliveryOrdered()]],
    ['delivered', false, 'handed over by operator-1', [...confirmed, day.deliveryResolved()]],
    [
      'escalated',
      true,
      'not delivered, says operator-1',
      [...confirmed, day.deliveryResolved({ as: 'not-delivered' })],
    ],
    ['off', false, undefined, [...confirmed, day.orderCancelled()]],
    ['off', false, 'delivered, known by reply', [...confirmed, day.orderCancelled(), day.orderDelivered()]],
    [
      'off',
      false,
      'not delivered, says operator-1',
      [
        ...confirmed,
        day.orderCancelled(),
        day.orderDelivered(),
        day.deliveryEscalated({ cause: 'cannot-void' }),
        day.deliveryResolved({ as: 'not-delivered' }),
      ],
    ],
    ['delivered', true, 'delivered, known by reply', calledOff],
    ['off', false, 'delivered, known by reply', [...calledOff, day.voidStarted(), day.orderVoided()]],
    ['off', false, 'delivered, known by reply', [...delivered, day.orderVoidedAtPos()]],
    ['delivered', false, 'delivered, known by reply', [...calledOff, day.orderCollected()]],
  ])('says %s (in progress: %s), last: %s', (state, inProgress, lastOutcome, events) => {
    const row = rowAfter(...events);
    expect(row).toMatchObject({ state, lastOutcome });
    expect(row && isInProgress(row)).toBe(inProgress);
  });

  it('follows the taking back of a ticket', () => {
    expect(rowAfter(...calledOff)).toMatchObject({ voidState: 'asked' });
    expect(rowAfter(...calledOff, day.voidStarted())).toMatchObject({ voidState: 'in-flight' });
    expect(rowAfter(...calledOff, day.voidStarted(), day.voidUnknown())).toMatchObject({
      voidState: 'unknown',
    });
    const refused = [...calledOff, day.voidStarted(), day.voidRefused()];
    expect(rowAfter(...refused)).toMatchObject({ voidState: 'refused', state: 'delivered' });
    const told = rowAfter(...refused, day.deliveryEscalated({ cause: 'void-refused' }));
    expect(told).toMatchObject({ state: 'delivered', escalation: 'void-refused' });
    expect(told && isInProgress(told)).toBe(true);
  });

  it('measures how late the POS had an order: from when it was due, or from its confirmation where that was later', () => {
    expect(rowAfter(...delivered)).toMatchObject({ deliveredAt: LATE, latenessMs: 1_500, attempts: 1 });
    const [hold, confirmation] = confirmed;
    const afterwards = day.after(DUE, 0, 1_000);
    const row = [confirmation, day.deliveryStarted(), day.orderDelivered()].reduce<BoardDelivery | undefined>(
      (before, event, n) => deliveryAfter(before, event, n < 2 ? afterwards : LATE, TERMS),
      deliveryAfter(undefined, hold, day.MORNING, TERMS),
    );
    expect(row).toMatchObject({ latenessMs: 500 });
  });

  it('moves an order with its slot', () => {
    expect(rowAfter(...confirmed, day.deliveryEscalated(), day.orderMoved())).toMatchObject({
      slot: day.slot(1),
      due: day.before(day.slot(1), 15),
      state: 'waiting',
      escalation: undefined,
    });
  });
});

describe('Whatever happened on a day', () => {
  const rowsOf = (recorded: readonly { readonly event: OrderEvent; readonly at: string }[], times = 1) => {
    const rows = new Map<string, BoardDelivery>();
    for (const { event, at } of recorded) {
      const orderId = orderOf(event) ?? '';
      for (let n = 0; n < times; n += 1) {
        const row = deliveryAfter(rows.get(orderId), event, at, TERMS);
        if (row !== undefined) rows.set(orderId, row);
      }
    }
    return rows;
  };

  const stateOf = ({ status, delivery }: ConfirmedOrder): DeliveryState =>
    status === 'confirmed' ? delivery.state : 'off';

  it('the board says of every delivery what the day knows of it', () => {
    holds(
      200,
      fc.property(histories, history => {
        const { recorded } = played(history);
        const events = recorded.map(({ event }) => event);
        const known = foldOf(serviceDayDecider, events, day.MORNING);
        const expected = [...known.orders.values()].flatMap(order =>
          'delivery' in order ? [[order.orderId, stateOf(order), order.delivery.attempts]] : [],
        );
        const shown = [...rowsOf(recorded).values()].map(row => [row.orderId, row.state, row.attempts]);
        expect(shown.sort()).toEqual(expected.sort());
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
