import {
  after,
  before,
  cancellationRequested,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryResent,
  deliveryStarted,
  deliveryUnknown,
  given,
  nothing,
  orderConfirmed,
  orderDelivered,
  ownershipTaken,
  rejected,
  resendDelivery,
  slot,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const unknown = [...confirmed, deliveryStarted(), deliveryUnknown()] as const;
const giveUp = before(slot(0), 5);

describe('an attempt of which nobody knows', () => {
  it('may be sent once more, until its give-up', () => {
    given(...unknown)
      .when(resendDelivery())
      .at(giveUp)
      .then(deliveryResent());
  });

  it('is claimed once for one sending', () => {
    given(...unknown, deliveryResent())
      .when(resendDelivery())
      .then(nothing);
  });

  it('may be sent by the next owner, and by none before', () => {
    given(...unknown)
      .when(resendDelivery({ epoch: 5 }))
      .then(deliveryResent({ epoch: 5 }));
    given(...unknown, deliveryResent({ epoch: 5 }))
      .when(resendDelivery({ epoch: 4 }))
      .then(rejected('STALE_OWNER', { account: 'simulator', epoch: 5 }));
    given(...unknown, ownershipTaken({ epoch: 2 }))
      .when(resendDelivery())
      .then(rejected('STALE_OWNER', { account: 'simulator', epoch: 2 }));
  });

  it('is not sent after give-up', () => {
    given(...unknown)
      .when(resendDelivery())
      .at(after(giveUp, 0, 1))
      .then(rejected('TOO_LATE', { orderId: 'ord_1', deadline: giveUp }));
  });

  it('is not sent to an account the store has left', () => {
    const moved = termsChanged({ posAccount: { account: 'till-2', location: 'station' } });
    given(...unknown, moved)
      .when(resendDelivery())
      .then(rejected('ACCOUNT_CHANGED', { account: 'till-2', location: 'station' }));
  });

  it('is sent only while its POS surely recognises it', () => {
    const { resendUntil = '' } = deliveryStarted().data;
    given(...unknown)
      .when(resendDelivery({ sendBy: resendUntil }))
      .then(deliveryResent({ sendBy: resendUntil }));
    given(...unknown)
      .when(resendDelivery({ sendBy: after(resendUntil, 0, 1) }))
      .then(rejected('RESEND_UNSAFE', { orderId: 'ord_1', until: resendUntil }));
  });

  it('is never sent where its POS recognises nothing', () => {
    const { resendUntil: _never, ...data } = deliveryStarted().data;
    given(...confirmed, { type: 'DeliveryStarted', data }, deliveryUnknown())
      .when(resendDelivery())
      .then(rejected('RESEND_UNSAFE', { orderId: 'ord_1', until: undefined }));
  });

  it('is not sent where the order is called off', () => {
    given(...unknown, cancellationRequested())
      .when(resendDelivery())
      .then(rejected('CANCELLATION_REQUESTED'));
  });
});

describe('nothing is sent once more', () => {
  it.each([
    ['that was not sent', [deliveryStarted(), deliveryNotSent()]],
    ['that is in flight', [deliveryStarted()]],
    ['that a person has', [deliveryStarted(), deliveryUnknown(), deliveryEscalated()]],
    ['of which another attempt is open', [deliveryStarted({ attempt: 2 }), deliveryUnknown({ attempt: 2 })]],
  ])('%s', (_, facts) => {
    given(...confirmed, ...facts)
      .when(resendDelivery())
      .then(rejected('NOTHING_TO_RESEND', { orderId: 'ord_1' }));
  });

  it('that the POS has, or that is no order', () => {
    given(...unknown, orderDelivered())
      .when(resendDelivery())
      .then(rejected('ALREADY_DELIVERED', { ticketId: 'tick_1' }));
    given(dayOpened(), timeslotHeld()).when(resendDelivery()).then(rejected('ORDER_UNKNOWN'));
    given().when(resendDelivery()).then(rejected('ORDER_UNKNOWN'));
  });
});
