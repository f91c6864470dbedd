import {
  cancellationRequested,
  dayOpened,
  deliveryEscalated,
  deliveryStarted,
  given,
  hold,
  nothing,
  orderCollected,
  orderConfirmed,
  orderDelivered,
  orderVoided,
  orderVoidedAtPos,
  OTHER_ORDER_ID,
  ownershipTaken,
  posSays,
  posStatusNoted,
  recordVoid,
  rejected,
  startVoid,
  timeslotHeld,
  voidRefused,
  voidStarted,
  voidUnknown,
} from '../../specification/service-day.js';

const delivered = [
  dayOpened({ limits: { orders: 1 } }),
  timeslotHeld(),
  orderConfirmed(),
  deliveryStarted(),
  orderDelivered(),
] as const;
const calledOff = [...delivered, cancellationRequested()] as const;
const inFlight = [...calledOff, voidStarted()] as const;
const unknown = [...inFlight, voidUnknown()] as const;

const voided = recordVoid({ kind: 'voided', learnedBy: 'reply' });
const refused = recordVoid({ kind: 'refused', reason: 'it is being cooked' });
const lost = recordVoid({ kind: 'unknown', why: 'no answer in time' });

describe('a void', () => {
  it('is claimed before it is sent, of the ticket of a called-off order', () => {
    given(...calledOff)
      .when(startVoid())
      .then(voidStarted());
  });

  it('is claimed again, as the next attempt, where nobody knows what became of it', () => {
    given(...unknown)
      .when(startVoid())
      .then(voidStarted({ attempt: 2 }));
  });

  it('is not claimed while one is in flight', () => {
    given(...inFlight)
      .when(startVoid())
      .then(rejected('VOID_IN_FLIGHT', { orderId: 'ord_1', attempt: 1 }));
  });

  it.each([
    ['account', { account: 'till-2' }],
    ['location', { location: 'station' }],
    ['address', { endpoint: 'http://other.example/v1' }],
  ])('is not claimed at another %s than the one that has the ticket', (_, elsewhere) => {
    given(...calledOff)
      .when(startVoid(elsewhere))
      .then(rejected('TICKET_ELSEWHERE', { orderId: 'ord_1', account: 'simulator' }));
  });

  it('is not claimed by an owner of before', () => {
    given(...calledOff, ownershipTaken({ epoch: 3 }))
      .when(startVoid({ epoch: 2 }))
      .then(rejected('STALE_OWNER', { account: 'simulator', epoch: 3 }));
  });

  it.each([
    ['that nobody called off', delivered],
    ['without a ticket', [...delivered.slice(0, 4), cancellationRequested()]],
    ['that the guest has collected', [...calledOff, orderCollected()]],
    ['whose ticket is gone', [...inFlight, orderVoided()]],
    ['whose ticket staff have voided', [...calledOff, orderVoidedAtPos()]],
    ['whose POS has refused', [...inFlight, voidRefused()]],
  ])('has nothing to do for an order %s', (_, facts) => {
    given(...facts)
      .when(startVoid())
      .then(rejected('NOTHING_TO_VOID', { orderId: 'ord_1' }));
  });

  it('is unknown of what is no order', () => {
    given().when(startVoid()).then(rejected('ORDER_UNKNOWN'));
    given(dayOpened()).when(startVoid()).then(rejected('ORDER_UNKNOWN'));
    given(dayOpened()).when(voided).then(rejected('ORDER_UNKNOWN'));
  });
});

describe('the outcome of a void', () => {
  it.each([
    ['in flight', inFlight],
    ['unknown', unknown],
  ])('is that the ticket is gone, after it was %s', (_, facts) => {
    given(...facts)
      .when(voided)
      .then(orderVoided());
  });

  it('gives the place of the order back then, and not before', () => {
    given(...inFlight)
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .then(rejected('SLOT_FULL', { confirmed: 1 }));
    given(...inFlight, orderVoided())
      .when(hold({ orderId: OTHER_ORDER_ID }))
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID }));
  });

  it.each([
    ['in flight', inFlight],
    ['unknown', unknown],
  ])('may be told by the feed, and is ours then: it was %s', (_, facts) => {
    given(...facts)
      .when(posSays('voided', 2))
      .then(orderVoided({ learnedBy: 'feed' }));
    given(...facts, orderVoided())
      .when(posSays('voided', 2))
      .then(nothing);
  });

  it('is of the POS where ours was not even claimed, and nobody is told who called it off', () => {
    given(...calledOff)
      .when(posSays('voided', 2))
      .then(orderVoidedAtPos({ version: 2 }));
  });

  it('is not that of a ticket of the same name in another account', () => {
    given(...inFlight)
      .when(posSays('voided', 2, { account: 'till-2' }))
      .then(posStatusNoted({ version: 2, status: 'voided', why: 'other-ticket' }));
  });

  it('gives it back once, where staff have voided the ticket meanwhile', () => {
    const another = [timeslotHeld({ orderId: OTHER_ORDER_ID }), orderConfirmed({ orderId: OTHER_ORDER_ID })];
    given(...inFlight, orderVoidedAtPos(), ...another)
      .when(voided)
      .then(orderVoided());
    given(...inFlight, orderVoidedAtPos(), ...another, orderVoided())
      .when(hold({ orderId: 'ord_3' }))
      .then(rejected('SLOT_FULL', { confirmed: 1 }));
  });

  it('is a refusal, which tells a person in the same breath', () => {
    const told = deliveryEscalated({ cause: 'void-refused', detail: 'it is being cooked', attempts: 1 });
    given(...inFlight)
      .when(refused)
      .then(voidRefused(), told);
  });

  it('is a refusal that tells nobody where the ticket is gone by another way', () => {
    given(...inFlight, orderVoidedAtPos())
      .when(refused)
      .then(voidRefused());
    given(...inFlight, orderCollected())
      .when(refused)
      .then(voidRefused());
  });

  it('is unknown, once', () => {
    given(...inFlight)
      .when(lost)
      .then(voidUnknown());
    given(...unknown)
      .when(lost)
      .then(nothing);
  });

  it('is believed of an attempt before where it says that the ticket is gone, and only then', () => {
    const again = [...unknown, voidStarted({ attempt: 2 })] as const;
    given(...again)
      .when(voided)
      .then(orderVoided());
    for (const failure of [refused, lost]) {
      given(...again)
        .when(failure)
        .then(nothing);
    }
  });

  it('changes nothing where no void is open', () => {
    given(...calledOff)
      .when(voided)
      .then(nothing);
    given(...inFlight, voidRefused())
      .when(voided)
      .then(nothing);
  });
});
