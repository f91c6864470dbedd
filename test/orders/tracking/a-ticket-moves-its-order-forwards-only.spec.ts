import { KITCHEN_STEPS } from '../../../src/orders/domain/service-day.js';
import {
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryStarted,
  deliveryUnknown,
  given,
  hold,
  nothing,
  orderAcknowledged,
  orderCancelled,
  orderCollected,
  orderConfirmed,
  orderDelivered,
  orderInPreparation,
  orderReady,
  orderVoidedAtPos,
  OTHER_ORDER_ID,
  posSays,
  posStatusNoted,
  rejected,
  slot,
  ticketReopened,
  timeslotHeld,
  voidedByPos,
} from '../../specification/service-day.js';

const confirmed = [dayOpened({ limits: { orders: 1 } }), timeslotHeld(), orderConfirmed()] as const;
const delivered = [...confirmed, deliveryStarted(), orderDelivered()] as const;
const steps = [
  ['acknowledged', orderAcknowledged],
  ['in-preparation', orderInPreparation],
  ['ready', orderReady],
  ['collected', orderCollected],
] as const;

describe('what the POS says of a ticket', () => {
  it.each(steps)('moves its order: %s', (status, step) => {
    given(...delivered)
      .when(posSays(status, 3))
      .then(step({ version: 3 }));
  });

  it('may leave out steps', () => {
    given(...delivered, orderAcknowledged())
      .when(posSays('collected', 7))
      .then(orderCollected({ version: 7 }));
  });

  it('is nothing new while it only says that the ticket is there', () => {
    given(...delivered)
      .when(posSays('received', 1))
      .then(nothing);
  });

  it('counts after the slot, for guests are late', () => {
    given(...delivered, orderReady())
      .when(posSays('collected', 2))
      .at(slot(9))
      .then(orderCollected({ version: 2 }));
  });

  it.each([1, 2, 3])(
    'changes nothing when it is told again, or told late: version %i behind version 3',
    version => {
      given(...delivered, orderReady({ version: 3 }))
        .when(posSays('collected', version))
        .then(nothing);
    },
  );

  it.each(KITCHEN_STEPS.slice(1, 4))('is noted, and moves nothing, where it would go back to %s', status => {
    given(...delivered, orderReady({ version: 3 }))
      .when(posSays(status, 4))
      .then(posStatusNoted({ version: 4, status, why: 'out-of-order' }));
  });

  it('is refused about what is no order', () => {
    given(dayOpened(), timeslotHeld())
      .when(posSays('ready', 1))
      .then(rejected('ORDER_UNKNOWN', { orderId: 'ord_1' }));
  });
});

describe('a ticket that the kitchen takes up again', () => {
  it('is the one way back, and is recorded as such', () => {
    given(...delivered, orderCollected({ version: 3 }))
      .when(posSays('reopened', 4))
      .then(ticketReopened({ version: 4 }));
    given(...delivered, orderCollected({ version: 3 }), ticketReopened({ version: 4 }))
      .when(posSays('ready', 5))
      .then(orderReady({ version: 5 }));
  });

  it('is older news, and nothing, behind a newer version', () => {
    given(...delivered, orderCollected({ version: 3 }))
      .when(posSays('reopened', 2))
      .then(nothing);
  });

  it('does not bring back what was voided', () => {
    given(...delivered, orderVoidedAtPos({ version: 3 }))
      .when(posSays('reopened', 4))
      .then(posStatusNoted({ version: 4, status: 'reopened', why: 'out-of-order' }));
  });
});

describe('a status the house has no word for', () => {
  it.each(['mislaid', '', 'READY', 'constructor', '__proto__'])(
    'is noted as it came, and moves nothing: %p',
    status => {
      given(...delivered)
        .when(posSays(status, 2))
        .then(posStatusNoted({ version: 2, status, why: 'unknown-status' }));
    },
  );

  it('does not hold up what comes after it', () => {
    given(...delivered, posStatusNoted({ version: 2 }))
      .when(posSays('ready', 3))
      .then(orderReady({ version: 3 }));
  });
});

describe('a ticket of an order that is not known to be delivered', () => {
  it.each([
    ['on its way', [deliveryStarted()]],
    ['unknown', [deliveryStarted(), deliveryUnknown()]],
    ['taken for not sent', [deliveryStarted(), deliveryNotSent()]],
    ['with a person', [deliveryStarted(), deliveryEscalated({ outcomeOpen: true })]],
    ['never sent by us', []],
  ])('is the proof that it is: the order is %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(posSays('received', 1))
      .then(orderDelivered({ learnedBy: 'feed' }));
    given(...confirmed, ...facts)
      .when(posSays('ready', 4))
      .then(orderDelivered({ learnedBy: 'feed' }), orderReady({ version: 4 }));
  });
});

describe('a second ticket of one order', () => {
  const second = { ticketId: 'tick_2' };

  it('is noted, and moves nothing', () => {
    given(...delivered, orderAcknowledged())
      .when(posSays('collected', 9, second))
      .then(posStatusNoted({ ...second, version: 9, status: 'collected', why: 'other-ticket' }));
  });

  it('does not keep the versions of the first from being heard', () => {
    given(...delivered, posStatusNoted({ ...second, version: 9, why: 'other-ticket' }))
      .when(posSays('ready', 2))
      .then(orderReady({ version: 2 }));
  });

  it('gives nothing back when it is voided', () => {
    given(...delivered)
      .when(posSays('voided', 2, second))
      .then(posStatusNoted({ ...second, version: 2, status: 'voided', why: 'other-ticket' }));
  });
});

describe('a ticket voided by the staff', () => {
  it('gives the place of its order back', () => {
    given(...delivered)
      .when(posSays('voided', 2))
      .then(...voidedByPos({ version: 2 }));
    given(...delivered, orderVoidedAtPos({ version: 2 }))
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
  });

  it('can be voided however far the kitchen is', () => {
    given(...delivered, orderReady({ version: 3 }))
      .when(posSays('voided', 4))
      .then(...voidedByPos({ version: 4 }));
  });

  it('of which nobody knew is delivered and voided at once', () => {
    given(...confirmed, deliveryStarted())
      .when(posSays('voided', 5))
      .then(orderDelivered({ learnedBy: 'feed' }), ...voidedByPos({ version: 5 }));
  });

  it.each(['voided', 'ready'])('stays voided: a later %p is noted, and moves nothing', status => {
    given(...delivered, orderVoidedAtPos({ version: 2 }))
      .when(posSays(status, 3))
      .then(posStatusNoted({ version: 3, status, why: 'out-of-order' }));
  });

  it('gives nothing back of an order that was called off before', () => {
    given(...confirmed, orderCancelled())
      .when(posSays('voided', 3))
      .then(
        orderDelivered({ learnedBy: 'feed' }),
        posStatusNoted({ version: 3, status: 'voided', why: 'out-of-order' }),
      );
  });
});
