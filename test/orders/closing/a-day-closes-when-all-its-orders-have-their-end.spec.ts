import {
  after,
  applyTerms,
  cancel,
  cancellationRequested,
  cancellationTold,
  closeDay,
  confirm,
  dayClosed,
  dayOpened,
  deliveryEscalated,
  deliveryResolved,
  deliveryStarted,
  deliveryUnknown,
  escalate,
  expire,
  forget,
  given,
  hold,
  holdExpired,
  move,
  nothing,
  orderCancelled,
  orderCollected,
  orderConfirmed,
  orderDelivered,
  orderVoided,
  orderVoidedAtPos,
  outcomes,
  personalDataForgotten,
  posSays,
  recordDelivery,
  recordVoid,
  rejected,
  renew,
  resendDelivery,
  resolve,
  slot,
  startDelivery,
  startVoid,
  takeOwnership,
  termsChanged,
  ticketReopened,
  timeslotHeld,
  voidStarted,
} from '../../specification/service-day.js';

const SIX_HOURS = 360;
const closes = after(slot(4), SIX_HOURS);
const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const delivered = [...confirmed, deliveryStarted(), orderDelivered()] as const;
const through = (facts: readonly unknown[]) => closeDay({ throughRevision: (facts.length - 1).toString() });
const { totals: none } = dayClosed().data;

describe('a day may be closed', () => {
  it('some hours after its last slot has ended, and not a millisecond before', () => {
    given(dayOpened()).when(closeDay()).at(closes).then(dayClosed());
    given(dayOpened())
      .when(closeDay())
      .at(after(closes, 0, -1))
      .then(rejected('DAY_CANNOT_CLOSE', { notBefore: closes, orders: [], revision: '0' }));
  });

  it('some hours after the last slot that was sold, where its hours have shrunk', () => {
    const facts = [dayOpened(), timeslotHeld({ slot: slot(3) }), orderConfirmed({ slot: slot(3) })];
    const shrunk = [...facts, orderDelivered(), termsChanged({ slots: 1, outside: [slot(3)] })];
    given(...shrunk)
      .when(through(shrunk))
      .at(after(closes, 0, -1))
      .then(rejected('DAY_CANNOT_CLOSE', { notBefore: closes }));
  });

  it('where nothing of it is sold any more, once its date is over wherever the store is', () => {
    const emptied = [dayOpened(), termsChanged({ slots: 0 })];
    const notBefore = '2031-06-03T17:59:59.999Z';
    given(...emptied)
      .when(through(emptied))
      .at(after(notBefore, 0, -1))
      .then(rejected('DAY_CANNOT_CLOSE', { notBefore }));
  });

  it('over all its events, and no fewer', () => {
    given(dayOpened(), timeslotHeld())
      .when(closeDay({ throughRevision: '0' }))
      .at(closes)
      .then(rejected('DAY_CANNOT_CLOSE', { orders: [], revision: '1' }));
  });

  it('once', () => {
    given(dayOpened(), dayClosed()).when(closeDay()).at(closes).then(nothing);
  });

  it('only where somebody opened it', () => {
    given().when(closeDay()).at(closes).then(rejected('DAY_UNOPENED'));
  });
});

describe('a day does not close over an order without an end, and names it', () => {
  it.each([
    ['waiting', []],
    ['in flight', [deliveryStarted()]],
    ['unknown', [deliveryStarted(), deliveryUnknown()]],
    ['asked back', [deliveryStarted(), cancellationRequested()]],
    ['called off with a live ticket', [orderCancelled(), orderDelivered()]],
    [
      'called off with a live ticket nobody was told of',
      [deliveryEscalated(), orderCancelled(), orderDelivered()],
    ],
    ['called off, and nobody knows', [orderCancelled()]],
    ['being voided', [orderDelivered(), cancellationRequested(), voidStarted()]],
  ])('%s', (_, facts) => {
    const all = [...confirmed, ...facts];
    given(...all)
      .when(through(all))
      .at(closes)
      .then(rejected('DAY_CANNOT_CLOSE', { orders: ['ord_1'], notBefore: closes }));
  });

  it('and names the first of them, in their order', () => {
    const orders = Array.from({ length: 25 }, (_, n) => `ord_${String(25 - n).padStart(2, '0')}`);
    const facts = [
      dayOpened({ limits: { orders: 99 } }),
      ...orders.flatMap(orderId => [timeslotHeld({ orderId }), orderConfirmed({ orderId })]),
    ];
    given(...facts)
      .when(through(facts))
      .at(closes)
      .then(rejected('DAY_CANNOT_CLOSE', { orders: orders.reverse().slice(0, 20) }));
  });
});

describe('the books count', () => {
  const sold = { items: 2, amount: 900 };
  const one = { ...none, orders: 1 };

  it.each([
    ['no hold', [timeslotHeld({ orderId: 'ord_9' }), holdExpired({ orderId: 'ord_9' })], none],
    ['what was delivered', delivered.slice(1), { ...one, ...sold, delivered: 1 }],
    [
      'what was collected',
      [...delivered.slice(1), orderCollected()],
      { ...one, ...sold, delivered: 1, collected: 1 },
    ],
    [
      'what a person handed over',
      [...confirmed.slice(1), deliveryResolved()],
      { ...one, ...sold, delivered: 1 },
    ],
    [
      'what went to a person',
      [...confirmed.slice(1), deliveryEscalated()],
      { ...one, ...sold, escalated: 1 },
    ],
    [
      'what was called off',
      [...confirmed.slice(1), orderCancelled(), cancellationTold()],
      { ...one, cancelled: 1 },
    ],
    [
      'what was called off without its storefront knowing',
      [...confirmed.slice(1), orderCancelled(), deliveryEscalated({ cause: 'cancellation-untold' })],
      { ...one, cancelled: 1, escalated: 1 },
    ],
    ['what staff voided', [...delivered.slice(1), orderVoidedAtPos()], { ...one, delivered: 1, voided: 1 }],
    [
      'what was taken back',
      [...delivered.slice(1), cancellationRequested(), voidStarted(), orderVoided()],
      { ...one, delivered: 1, voided: 1 },
    ],
  ])('%s', (_, facts, totals) => {
    const all = [dayOpened(), ...facts];
    given(...all)
      .when(through(all))
      .at(closes)
      .then(dayClosed({ totals, throughRevision: (all.length - 1).toString() }));
  });
});

describe('a closed day', () => {
  it.each([
    hold({ orderId: 'ord_9' }),
    renew(),
    confirm(),
    move(),
    cancel(),
    startDelivery(),
    resendDelivery(),
    startVoid(),
    takeOwnership(),
  ])('sells and sends nothing: $type', command => {
    given(...confirmed, dayClosed())
      .when(command)
      .then(rejected('DAY_CLOSED', { businessDate: '2031-06-02' }));
  });

  it('is sold under no other terms', () => {
    given(dayOpened(), dayClosed())
      .when(applyTerms({ slots: 6 }))
      .then(nothing);
  });
});

describe('a closed day records late', () => {
  it('what the POS says', () => {
    given(...delivered, dayClosed())
      .when(posSays('collected', 2))
      .at(closes)
      .then(orderCollected({ version: 2 }));
    given(...delivered, orderCollected(), dayClosed())
      .when(posSays('reopened', 2))
      .then(ticketReopened({ version: 2 }));
  });

  it('a ticket found of an order a person had', () => {
    given(...confirmed, deliveryStarted(), deliveryEscalated({ outcomeOpen: true }), dayClosed())
      .when(recordDelivery(outcomes.accepted))
      .then(orderDelivered());
  });

  it('how a void went', () => {
    given(...delivered, cancellationRequested(), voidStarted(), dayClosed())
      .when(recordVoid({ kind: 'voided', learnedBy: 'look-up' }))
      .then(orderVoided({ learnedBy: 'look-up' }));
  });

  it('what an operator says, and that a person was told of a live ticket', () => {
    given(...confirmed, deliveryEscalated(), dayClosed())
      .when(resolve())
      .then(deliveryResolved());
    given(...confirmed, orderCancelled(), orderDelivered(), dayClosed())
      .when(escalate({ cause: 'cannot-void' }))
      .then(deliveryEscalated({ cause: 'cannot-void' }));
  });

  it('that a guest is forgotten, even where nobody has handed the order over', () => {
    given(...confirmed, deliveryEscalated(), dayClosed())
      .when(forget())
      .then(personalDataForgotten());
  });

  it('that a hold ran out', () => {
    given(dayOpened(), timeslotHeld(), dayClosed()).when(expire()).at(closes).then(holdExpired());
  });
});
