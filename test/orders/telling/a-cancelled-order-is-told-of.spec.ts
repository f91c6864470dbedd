import {
  cancel,
  cancellationRequested,
  cancellationTold,
  dayClosed,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryStarted,
  escalate,
  given,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  outcomes,
  recordDelivery,
  rejected,
  resolve,
  timeslotHeld,
  told,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;
const cancelled = [...confirmed, orderCancelled()] as const;
const untold = deliveryEscalated({ cause: 'cancellation-untold' });

describe('a storefront that calls an order off itself', () => {
  it('is told by its answer, in the same append', () => {
    given(...confirmed)
      .when(cancel({ asStorefront: true }))
      .then(orderCancelled(), cancellationTold({ by: 'answer' }));
  });

  it('is told by its answer where somebody else had called the order off before', () => {
    given(...cancelled)
      .when(cancel({ asStorefront: true, by: 'storefront-2' }))
      .then(cancellationTold({ by: 'answer' }));
  });

  it('is not told the end by an answer that knows only of a request', () => {
    given(...confirmed, deliveryStarted())
      .when(cancel({ asStorefront: true }))
      .then(cancellationRequested());
    given(...confirmed, deliveryStarted(), cancellationRequested())
      .when(recordDelivery(outcomes.notSent))
      .then(deliveryNotSent(), orderCancelled());
  });
});

describe('a cancellation that somebody else asked for', () => {
  it('is told by a webhook, once', () => {
    given(...confirmed)
      .when(cancel({ by: 'guest-1' }))
      .then(orderCancelled({ by: 'guest-1' }));
    given(...cancelled)
      .when(told())
      .then(cancellationTold());
    given(...cancelled, cancellationTold({ by: 'answer' }))
      .when(told())
      .then(nothing);
  });

  it.each([
    ['not cancelled', confirmed],
    ['only asked to be cancelled', [...confirmed, deliveryStarted(), cancellationRequested()]],
    ['voided by staff', [...confirmed, deliveryStarted(), orderDelivered(), orderVoidedAtPos()]],
  ])('is told of nothing where the order is %s', (_, facts) => {
    given(...facts)
      .when(told())
      .then(nothing);
  });

  it('is unknown where there is no such order', () => {
    given(dayOpened())
      .when(told())
      .then(rejected('ORDER_UNKNOWN', { orderId: 'ord_1' }));
    given()
      .when(told())
      .then(rejected('ORDER_UNKNOWN', { orderId: 'ord_1' }));
  });

  it('is recorded late too: after a person was told, and on a closed day', () => {
    given(...cancelled, untold)
      .when(told())
      .then(cancellationTold());
    given(...cancelled, untold, dayClosed())
      .when(told())
      .then(cancellationTold());
  });
});

describe('a cancellation nobody was told of', () => {
  const command = escalate({ cause: 'cancellation-untold', detail: 'nobody took it' });
  const escalation = deliveryEscalated({ cause: 'cancellation-untold', detail: 'nobody took it' });

  it('goes to a person, once', () => {
    given(...cancelled)
      .when(command)
      .then(escalation);
    given(...cancelled, untold)
      .when(command)
      .then(nothing);
  });

  it('goes to a person although one was told of its delivery before', () => {
    given(...confirmed, deliveryEscalated(), orderCancelled())
      .when(command)
      .then(escalation);
  });

  it.each([
    ['the order stands', confirmed],
    ['its webhook was taken', [...cancelled, cancellationTold()]],
    ['its storefront has its answer', [...cancelled, cancellationTold({ by: 'answer' })]],
    ['whoever was to tell it was parked', [...cancelled, deliveryEscalated({ cause: 'event-parked' })]],
  ])('needs nobody where %s', (_, facts) => {
    given(...facts)
      .when(command)
      .then(nothing);
  });

  it('goes to a person too where nothing more can be told of it', () => {
    given(...confirmed, deliveryEscalated(), orderCancelled())
      .when(escalate({ cause: 'event-parked' }))
      .then(deliveryEscalated({ cause: 'event-parked' }));
  });

  it('leaves its delivery as it was', () => {
    given(...cancelled, untold)
      .when(resolve({ as: 'not-delivered' }))
      .then(nothing);
  });
});
