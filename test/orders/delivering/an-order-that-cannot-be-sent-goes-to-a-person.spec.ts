import {
  before,
  cancel,
  cancellationRequested,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryStarted,
  deliveryUnknown,
  escalate,
  given,
  holdReleased,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  outcomes,
  recordDelivery,
  rejected,
  slot,
  startDelivery,
  timeslotHeld,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const giveUp = before(slot(0), 5);

describe('escalating an order', () => {
  it.each([
    ['never sent', [], { attempts: 0, outcomeOpen: false }],
    ['not sent in one attempt', [deliveryStarted(), deliveryNotSent()], { attempts: 1, outcomeOpen: false }],
    ['in flight', [deliveryStarted()], { attempts: 1, outcomeOpen: true }],
    ['unknown', [deliveryStarted(), deliveryUnknown()], { attempts: 1, outcomeOpen: true }],
    [
      'unknown in its second attempt',
      [
        deliveryStarted(),
        deliveryNotSent(),
        deliveryStarted({ attempt: 2 }),
        deliveryUnknown({ attempt: 2 }),
      ],
      { attempts: 2, outcomeOpen: true },
    ],
  ])('says how often it was tried and whether a ticket may exist: %s', (_, facts, told) => {
    given(...confirmed, ...facts)
      .when(escalate())
      .then(deliveryEscalated({ ...told, deadline: giveUp }));
  });

  it('says why', () => {
    const why = { cause: 'key-missing', detail: 'the key that opens the guest’s data is missing' } as const;
    given(...confirmed)
      .when(escalate(why))
      .then(deliveryEscalated(why));
  });

  it.each([
    ['is with a person already', [deliveryEscalated()]],
    ['is at the POS', [deliveryStarted(), orderDelivered()]],
    ['was called off', [orderCancelled()]],
    ['was voided at the POS', [deliveryStarted(), orderDelivered(), orderVoidedAtPos()]],
  ])('changes nothing when it %s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(escalate({ cause: 'key-missing' }))
      .then(nothing);
  });

  it.each([
    ['a stranger', []],
    ['a hold', [timeslotHeld()]],
    ['a released hold', [timeslotHeld(), holdReleased()]],
  ])('is refused for what is no order: %s', (_, facts) => {
    given(dayOpened(), ...facts)
      .when(escalate())
      .then(rejected('ORDER_UNKNOWN', { orderId: 'ord_1' }));
  });
});

describe('an order that a person has', () => {
  const escalated = [...confirmed, deliveryStarted(), deliveryEscalated({ outcomeOpen: true })] as const;

  it('is recorded as delivered when its ticket is found after all, and is not sent again', () => {
    const found = { ...outcomes.accepted, learnedBy: 'look-up' } as const;
    given(...escalated)
      .when(recordDelivery(found))
      .at(slot(1))
      .then(orderDelivered({ learnedBy: 'look-up' }));
    given(...escalated, orderDelivered({ learnedBy: 'look-up' }))
      .when(startDelivery())
      .then(rejected('ALREADY_DELIVERED'));
  });

  it('is not simply called off while its ticket may exist, nor when it is found', () => {
    given(...escalated)
      .when(cancel())
      .then(cancellationRequested());
    given(...escalated, orderDelivered())
      .when(cancel())
      .then(cancellationRequested());
  });
});
