import fc from 'fast-check';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { OrderCommand } from '../../src/orders/domain/order.commands.js';
import type { OrderEvent } from '../../src/orders/domain/order.events.js';
import type { ServiceDay } from '../../src/orders/domain/service-day.js';
import {
  boardAfter,
  orderOf,
  type BoardOrder,
} from '../../src/projections/order-board/order-board.projection.js';
import {
  operatorActions,
  type OperatorAction,
} from '../../src/projections/order-board/operator-actions.projection.js';
import { stuckAfter, stuckBecause } from '../../src/projections/order-board/stuck.projection.js';
import { holds } from '../specification/property.js';
import * as day from '../specification/service-day.js';
import * as commands from '../specification/service-day-commands.js';
import { histories, played, type Recorded } from '../specification/service-day-history.js';

const rowAfter = (...events: readonly OrderEvent[]): BoardOrder => {
  const row = events.reduce<BoardOrder | undefined>(
    (before, event) => boardAfter(before, event, day.MORNING),
    undefined,
  );
  if (row === undefined) throw new Error('these events make no row');
  return row;
};

const confirmed = [day.timeslotHeld(), day.orderConfirmed()] as const;
const started = [...confirmed, day.deliveryStarted()] as const;
const delivered = [...started, day.orderDelivered()] as const;

const seconds = (instant: string, count: number) => day.after(instant, 0, count * 1_000);
const GIVE_UP = day.before(day.slot(0), 5);
const UNTIL = day.slot(1);

/** The rows of a history. */
const rowsOf = (recorded: readonly Recorded[]): readonly BoardOrder[] => {
  const rows = new Map<string, BoardOrder>();
  for (const { event, at } of recorded) {
    const row = boardAfter(rows.get(orderOf(event) ?? ''), event, at);
    if (row !== undefined) rows.set(row.orderId, row);
  }
  return [...rows.values()];
};

const ACTIONS = ['redeliver', 'resolve', 'cancel', 'move'] as const;
/** Of these a person may still say a last word, which nobody needs. */
const OVER: readonly string[] = ['cancelled', 'voided-at-pos'];

describe('An order counts as stuck', () => {
  it.each<[string, string, readonly OrderEvent[]]>([
    ['needs-a-person', day.MORNING, [...confirmed, day.deliveryEscalated()]],
    ['unsettled', day.after(day.MORNING, 2), [...started, day.deliveryUnknown()]],
    ['sending', seconds(GIVE_UP, 30), started],
    ['never-sent', seconds(day.slot(0), 30), confirmed],
    ['never-sent', seconds(UNTIL, 30), [...confirmed, day.deliveryEscalated(), day.redeliveryOrdered()]],
    ['cancelling', day.after(day.MORNING, 5), [...delivered, day.cancellationRequested()]],
  ])('(%s) from %s on, and not a moment before', (because, from, events) => {
    const row = rowAfter(...events);
    expect(stuckAfter(row)).toBe(from);
    expect(stuckBecause(row, from)).toEqual([because]);
    expect(stuckBecause(row, day.after(from, 0, -1))).toEqual([]);
  });

  it.each<[string, readonly OrderEvent[]]>([
    ['it is a hold', [day.timeslotHeld()]],
    ['the kitchen has it', delivered],
    ['it was called off', [...confirmed, day.deliveryEscalated(), day.orderCancelled()]],
    ['its guest has it', [...delivered, day.orderCollected()]],
    ['a person has settled it', [...confirmed, day.deliveryEscalated(), day.deliveryResolved()]],
  ])('never where %s', (_, events) => {
    expect(stuckAfter(rowAfter(...events))).toBeUndefined();
  });

  it('for every reason there is', () => {
    const row = rowAfter(
      ...delivered,
      day.cancellationRequested(),
      day.deliveryEscalated({ cause: 'cannot-void' }),
    );
    expect(stuckBecause(row, day.slot(0))).toEqual(['needs-a-person', 'cancelling']);
  });
});

describe('What an operator can do', () => {
  it.each<[readonly OperatorAction[], string, readonly OrderEvent[]]>([
    [[], 'a hold', [day.timeslotHeld()]],
    [['redeliver', 'resolve', 'cancel', 'move'], 'an order that waits', confirmed],
    [['cancel'], 'an order that is being sent', started],
    [['redeliver', 'resolve', 'cancel'], 'an order nobody knows of', [...started, day.deliveryUnknown()]],
    [
      ['redeliver', 'resolve', 'cancel', 'move'],
      'one that was never sent and needs a person',
      [...confirmed, day.deliveryEscalated()],
    ],
    [
      ['redeliver', 'resolve', 'cancel'],
      'one that may be there and needs a person',
      [...started, day.deliveryUnknown(), day.deliveryEscalated({ outcomeOpen: true })],
    ],
    [['cancel'], 'an order the kitchen has', delivered],
    [
      ['resolve'],
      'an order that is being called off',
      [...started, day.cancellationRequested(), day.deliveryUnknown()],
    ],
    [
      [],
      'an order whose ticket is not taken back',
      [...delivered, day.cancellationRequested(), day.voidRefused()],
    ],
    [[], 'an order that was called off', [...confirmed, day.orderCancelled()]],
    [[], 'an order that was collected', [...delivered, day.orderCollected()]],
  ])('is %j about %s', (actions, _, events) => {
    expect(operatorActions(rowAfter(...events), day.MORNING)).toEqual(actions);
  });

  it('is not to send an order long after every slot it could have had is over', () => {
    const row = rowAfter(...confirmed);
    expect(operatorActions(row, day.after(day.slot(0), 239))).toContain('redeliver');
    expect(operatorActions(row, day.after(day.slot(0), 240))).not.toContain('redeliver');
  });

  const commandOf: Readonly<
    Record<OperatorAction, (orderId: string) => Parameters<typeof serviceDayDecider.decide>[1]>
  > = {
    redeliver: orderId => commands.redeliver({ orderId }),
    resolve: orderId => commands.resolve({ orderId }),
    cancel: orderId => commands.cancel({ orderId }),
    move: orderId => commands.move({ orderId, toSlot: day.after(day.slot(0), 1) }),
  };
  /** Refusals for want of room or time, which the board knows nothing of. */
  const OF_THE_DAY = new Set([
    'SLOT_FULL',
    'SLOT_TOO_SOON',
    'SLOT_PAST',
    'SLOT_UNKNOWN',
    'SLOT_TOO_FAR',
    'SLOT_ON_OTHER_DAY',
    'STORE_PAUSED',
    'TOO_LATE',
  ]);

  /** What the day makes of an operator's command: it takes it, or would if there were room and time. */
  const isTaken = (known: ServiceDay, command: OrderCommand, at: string): boolean => {
    const decision = serviceDayDecider.decide(serviceDayDecider.fork(known), command, at);
    if (decision.kind === 'rejected') return OF_THE_DAY.has(decision.rejection.code);
    // That an order is to be sent once more may be said twice; it is done once.
    return decision.events.length > 0 || command.type === 'RedeliverOrder';
  };

  it('is exactly what the service day takes of an order that is not over, whatever happened before', () => {
    holds(
      300,
      fc.property(histories, history => {
        const { day: known, recorded, steps } = played(history);
        const at = steps.at(-1)?.at ?? day.MORNING;
        // A closed day takes nothing from an operator, and its orders are over for everybody.
        if (known.closed) return;
        const rows = rowsOf(recorded).filter(
          ({ slot, status }) => !OVER.includes(status) && at < day.after(slot, 240),
        );
        for (const row of rows) {
          const taken = ACTIONS.filter(action => isTaken(known, commandOf[action](row.orderId), at));
          expect([row.status, operatorActions(row, at)]).toEqual([row.status, taken]);
        }
      }),
    );
  });
});
