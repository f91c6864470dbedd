import { orderOf } from '../../src/orders/domain/order.events.js';
import fc from 'fast-check';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { OrderCommand } from '../../src/orders/domain/order.commands.js';
import type { OrderEvent } from '../../src/orders/domain/order.events.js';
import type { ServiceDay } from '../../src/orders/domain/service-day.js';
import { boardAfter, type BoardOrder } from '../../src/projections/order-board/order-board.projection.js';
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
const OVER: readonly string[] = ['cancelled', 'voided-at-pos', 'collected'];

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
    [
      'a person has taken the ticket back',
      [
        ...delivered,
        day.cancellationRequested(),
        day.deliveryEscalated({ cause: 'cannot-void' }),
        day.deliveryResolved({ as: 'not-delivered' }),
        day.orderCancelled(),
      ],
    ],
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

/** An instant of a day whose books are open. */
const open = (now: string) => ({ now, closed: false });

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
      ['resolve'],
      'an order whose ticket is not taken back',
      [...delivered, day.cancellationRequested(), day.voidRefused()],
    ],
    [
      [],
      'an order whose ticket is being taken back',
      [...delivered, day.cancellationRequested(), day.voidStarted()],
    ],
    [
      ['resolve', 'cancel', 'move'],
      'an order that is to be sent once more already',
      [...confirmed, day.deliveryEscalated(), day.redeliveryOrdered()],
    ],
    [
      ['resolve'],
      'an order called off whose late ticket is not taken back',
      [
        ...confirmed,
        day.orderCancelled(),
        day.orderDelivered(),
        day.voidStarted(),
        day.voidRefused(),
        day.deliveryEscalated({ cause: 'void-refused' }),
      ],
    ],
    [[], 'an order that was called off', [...confirmed, day.orderCancelled()]],
    [[], 'an order that was collected', [...delivered, day.orderCollected()]],
  ])('is %j about %s', (actions, _, events) => {
    expect(operatorActions(rowAfter(...events), open(day.MORNING))).toEqual(actions);
  });

  it('is not to send an order long after every slot it could have had is over', () => {
    const row = rowAfter(...confirmed);
    expect(operatorActions(row, open(day.after(day.slot(0), 239)))).toContain('redeliver');
    expect(operatorActions(row, open(day.after(day.slot(0), 240)))).not.toContain('redeliver');
  });

  it('is to say what became of an order, once its day is closed', () => {
    const row = rowAfter(...confirmed, day.deliveryEscalated());
    expect(operatorActions(row, { now: day.MORNING, closed: true })).toEqual(['resolve']);
    expect(operatorActions(rowAfter(...delivered), { now: day.MORNING, closed: true })).toEqual([]);
  });

  const commandsOf: Readonly<Record<OperatorAction, (orderId: string) => readonly OrderCommand[]>> = {
    redeliver: orderId => [commands.redeliver({ orderId })],
    resolve: orderId => [
      commands.resolve({ orderId, as: 'handed-over' }),
      commands.resolve({ orderId, as: 'not-delivered' }),
    ],
    cancel: orderId => [commands.cancel({ orderId })],
    move: orderId => [commands.move({ orderId, toSlot: day.after(day.slot(0), 1) })],
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

  const OTHER_TIME = 'taken at another time';
  type Made = 'taken' | 'taken at another time' | 'refused';

  /** What the day makes of a command: whether it records anything, or would if there were room and time. */
  const madeOf = (known: ServiceDay, command: OrderCommand, at: string): Made => {
    const decision = serviceDayDecider.decide(serviceDayDecider.fork(known), command, at);
    if (decision.kind === 'accepted') return decision.events.length > 0 ? 'taken' : 'refused';
    return OF_THE_DAY.has(decision.rejection.code) ? OTHER_TIME : 'refused';
  };

  /** What is wrong with an offer, or with none: it must be taken now or at another time, and what is taken be offered. */
  const wrongIn = (row: BoardOrder, known: ServiceDay, now: string): readonly string[] => {
    const offered = operatorActions(row, { now, closed: known.closed });
    return ACTIONS.flatMap(action => {
      const made = commandsOf[action](row.orderId).map(command => madeOf(known, command, now));
      if (offered.includes(action)) {
        return made.every(each => each === 'refused') ? `${action} of ${row.status}` : [];
      }
      return made.includes('taken') && !OVER.includes(row.status) ? `no ${action} of ${row.status}` : [];
    });
  };

  it('is what the service day takes, and of an order that is not over it is all, whatever happened before', () => {
    const seen = new Set<string>();
    holds(
      300,
      fc.property(histories, history => {
        const { day: known, recorded, steps } = played(history);
        const now = steps.at(-1)?.at ?? day.MORNING;
        for (const row of rowsOf(recorded)) {
          expect(wrongIn(row, known, now)).toEqual([]);
          for (const action of operatorActions(row, { now, closed: known.closed })) seen.add(action);
        }
      }),
    );
    expect([...seen].sort()).toEqual([...ACTIONS].sort());
  });
});
