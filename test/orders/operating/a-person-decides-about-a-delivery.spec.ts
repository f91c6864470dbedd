import {
  after,
  before,
  cancellationRequested,
  dayClosed,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryResolved,
  deliveryStarted,
  deliveryUnknown,
  escalate,
  given,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  outcomes,
  recordDelivery,
  redeliver,
  redeliveryOrdered,
  rejected,
  resolve,
  slot,
  startDelivery,
  timeslotHeld,
  voidRefused,
  voidStarted,
  voidUnknown,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const giveUp = before(slot(0), 5);
const late = after(giveUp, 1);
const open = [...confirmed, deliveryStarted(), deliveryUnknown()] as const;
const escalated = [...confirmed, deliveryEscalated()] as const;

describe('an operator has an order sent once more', () => {
  it('until its slot ends, past give-up too', () => {
    given(...escalated)
      .when(redeliver())
      .at(late)
      .then(redeliveryOrdered({ until: slot(1) }));
    given(...escalated, redeliveryOrdered())
      .when(startDelivery())
      .at(slot(1))
      .then(deliveryStarted({ deadline: slot(1) }));
    given(...escalated, redeliveryOrdered())
      .when(startDelivery())
      .at(after(slot(1), 0, 1))
      .then(rejected('TOO_LATE', { deadline: slot(1) }));
  });

  it('and closes the attempt that may have made a ticket all the same', () => {
    given(...open, deliveryEscalated({ outcomeOpen: true }))
      .when(redeliver())
      .then(redeliveryOrdered({ closedAttempt: 1 }));
    given(...open, redeliveryOrdered({ closedAttempt: 1 }))
      .when(recordDelivery(outcomes.notSent))
      .then(nothing);
  });

  it('and that holds for every attempt until then', () => {
    const again = [...escalated, redeliveryOrdered(), deliveryStarted(), deliveryNotSent()] as const;
    given(...again)
      .when(startDelivery())
      .at(late)
      .then(deliveryStarted({ attempt: 2, deadline: slot(1) }));
    given(...again, deliveryStarted({ attempt: 2 }))
      .when(escalate())
      .then(deliveryEscalated({ attempts: 2, outcomeOpen: true, deadline: slot(1) }));
  });

  it('once: what is ordered is ordered', () => {
    given(...escalated, redeliveryOrdered())
      .when(redeliver())
      .then(nothing);
  });

  it('but not when its slot is over', () => {
    given(...escalated)
      .when(redeliver())
      .at(slot(1))
      .then(rejected('TOO_LATE', { orderId: 'ord_1', deadline: slot(1) }));
  });

  it.each([
    ['under way', [deliveryStarted()], rejected('DELIVERY_IN_FLIGHT', { attempt: 1 })],
    ['at the POS', [orderDelivered()], rejected('ALREADY_DELIVERED', { ticketId: 'tick_1' })],
    ['handed over', [deliveryResolved()], rejected('ALREADY_DELIVERED', { ticketId: undefined })],
    ['called off', [orderCancelled()], rejected('ORDER_CANCELLED')],
    ['asked back', [orderDelivered(), cancellationRequested()], rejected('CANCELLATION_REQUESTED')],
  ] as const)('but not while it is %s', (_, facts, refusal) => {
    given(...confirmed, ...facts)
      .when(redeliver())
      .then(refusal);
  });

  it('but not when the books are closed, nor where there is none', () => {
    given(...escalated, dayClosed())
      .when(redeliver())
      .then(rejected('DAY_CLOSED'));
    given(dayOpened()).when(redeliver()).then(rejected('ORDER_UNKNOWN'));
    given().when(redeliver()).then(rejected('ORDER_UNKNOWN'));
  });
});

describe('an operator says that the kitchen has an order', () => {
  it.each([
    ['waits', confirmed],
    ['is of unknown whereabouts', open],
    ['is with a person', escalated],
  ])('while it %s', (_, facts) => {
    given(...facts)
      .when(resolve())
      .then(deliveryResolved());
    given(...facts, deliveryResolved())
      .when(startDelivery())
      .then(rejected('ALREADY_DELIVERED', { ticketId: undefined }));
  });

  it('once, and not of what the POS has said', () => {
    given(...escalated, deliveryResolved())
      .when(resolve())
      .then(nothing);
    given(...confirmed, orderDelivered())
      .when(resolve())
      .then(nothing);
  });

  it('and a ticket found after that is recorded all the same', () => {
    given(...open, deliveryResolved())
      .when(recordDelivery(outcomes.accepted))
      .then(orderDelivered());
  });

  it('though it is called off: then a person has to take it back', () => {
    const told = deliveryEscalated({
      cause: 'cannot-void',
      detail: 'it was handed over without a ticket, so the POS has none to take back',
      attempts: 1,
    });
    given(...open, cancellationRequested())
      .when(resolve())
      .then(deliveryResolved(), told);
    given(...open, cancellationRequested(), deliveryEscalated({ outcomeOpen: true }))
      .when(resolve())
      .then(deliveryResolved());
  });
});

describe('an operator says that the kitchen surely has it not', () => {
  const not = resolve({ as: 'not-delivered' });
  const resolved = deliveryResolved({ as: 'not-delivered' });

  it('and nothing is sent by itself after that', () => {
    given(...open)
      .when(not)
      .then(resolved);
    given(...open, resolved)
      .when(startDelivery())
      .then(rejected('DELIVERY_NEEDS_A_PERSON', { orderId: 'ord_1' }));
    given(...open, resolved)
      .when(redeliver())
      .then(redeliveryOrdered());
  });

  it('once, and not of what was never sent', () => {
    given(...open, resolved)
      .when(not)
      .then(nothing);
    given(...confirmed)
      .when(not)
      .then(nothing);
  });

  it('which completes a calling off that waited for it', () => {
    given(...open, cancellationRequested())
      .when(not)
      .then(resolved, orderCancelled());
  });

  it.each([
    ['refused', [voidStarted(), voidRefused()]],
    ['left unanswered', [voidStarted(), voidUnknown()]],
    ['never claimed', []],
  ])('any more, after a void was %s, which completes its calling off', (_, facts) => {
    given(...open, orderDelivered(), cancellationRequested(), ...facts)
      .when(not)
      .then(resolved, orderCancelled());
  });

  it('but not while the POS is asked to take it back, nor after that', () => {
    const asked = [...open, orderDelivered(), cancellationRequested(), voidStarted()] as const;
    given(...asked)
      .when(not)
      .then(rejected('VOID_IN_FLIGHT', { attempt: 1 }));
    given(...asked, orderVoidedAtPos())
      .when(not)
      .then(rejected('ORDER_ALREADY_COMPLETED'));
  });

  it('but not of what the POS has and nobody called off, nor of what is under way', () => {
    given(...open, orderDelivered())
      .when(not)
      .then(rejected('ALREADY_DELIVERED', { ticketId: 'tick_1' }));
    given(...confirmed, deliveryStarted())
      .when(not)
      .then(rejected('DELIVERY_IN_FLIGHT', { attempt: 1 }));
  });

  it('but not of what is no order', () => {
    given(dayOpened(), timeslotHeld()).when(not).then(rejected('ORDER_UNKNOWN'));
    given().when(not).then(rejected('ORDER_UNKNOWN'));
  });
});
