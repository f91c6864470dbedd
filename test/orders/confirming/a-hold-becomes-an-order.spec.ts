import { DIMENSIONS } from '../../../src/orders/domain/load.js';
import {
  after,
  before,
  confirm,
  dayOpened,
  given,
  hold,
  holdReleased,
  line,
  load,
  MORNING_HOLD_ENDS,
  nothing,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderVoidedAtPos,
  OTHER_ORDER_ID,
  rejected,
  slot,
  timeslotHeld,
} from '../../specification/service-day.js';

const held = [dayOpened(), timeslotHeld()] as const;

describe('confirming a hold', () => {
  it('makes it an order for the slot that was held, and says nothing of lateness', () => {
    given(...held)
      .when(confirm())
      .at(after(MORNING_HOLD_ENDS, 0, -1))
      .then(orderConfirmed());
  });

  it('computes the load from the lines', () => {
    const lines = [
      line({ quantity: 3, unitPrice: 120, prepSeconds: 10 }),
      line({ sku: 'bread', quantity: 2, unitPrice: 55, prepSeconds: 0 }),
    ];
    const computed = load({ items: 5, amount: 470, prepSeconds: 30 });
    given(dayOpened(), timeslotHeld({ load: computed }))
      .when(confirm({ lines, total: 470 }))
      .then(orderConfirmed({ lines, total: 470, load: computed }));
  });

  it('takes from the slot what the order needs, and frees what the hold had more', () => {
    const generous = timeslotHeld({ load: load({ items: 8 }) });
    given(dayOpened({ limits: { items: 10 } }), generous, orderConfirmed())
      .when(hold({ orderId: OTHER_ORDER_ID, load: load({ items: 8 }) }))
      .then(timeslotHeld({ orderId: OTHER_ORDER_ID, load: load({ items: 8 }) }));
    given(dayOpened({ limits: { items: 10 } }), generous, orderConfirmed())
      .when(hold({ orderId: OTHER_ORDER_ID, load: load({ items: 9 }) }))
      .then(rejected('SLOT_FULL', { limit: 'items', confirmed: 2, held: 0, asked: 9 }));
  });

  it('needs a hold that is known', () => {
    given(dayOpened())
      .when(confirm())
      .then(rejected('HOLD_UNKNOWN', { orderId: 'ord_1' }));
    given(...held, holdReleased())
      .when(confirm())
      .then(rejected('HOLD_UNKNOWN'));
  });
});

describe('the content of an order', () => {
  it('is in the currency of the store', () => {
    given(...held)
      .when(confirm({ currency: 'EUR' }))
      .then(rejected('ORDER_INVALID', { field: 'currency', why: 'this store sells in GBP' }));
  });

  it.each([899, 901, 0])('is refused with a total of %i where the lines say 900', claimed => {
    given(...held)
      .when(confirm({ total: claimed }))
      .then(rejected('TOTAL_MISMATCH', { computed: 900, claimed }));
  });

  it.each(DIMENSIONS.filter(dimension => dimension !== 'orders'))(
    'may not take more %s than was held',
    limit => {
      const needed = load();
      const less = load({ [limit]: needed[limit] - 1 });
      given(dayOpened(), timeslotHeld({ load: less }))
        .when(confirm())
        .then(rejected('LOAD_EXCEEDS_HOLD', { limit, held: needed[limit] - 1, asked: needed[limit] }));
    },
  );

  it('is looked at before the time: a wrong total is a wrong total also when it is late', () => {
    given(...held)
      .when(confirm({ total: 1 }))
      .at(slot(3))
      .then(rejected('TOTAL_MISMATCH'));
  });
});

describe('confirming while nothing could be sent any more', () => {
  const giveUp = before(slot(0), 5);
  const patient = [
    dayOpened({ terms: { holdMinutes: 120 } }),
    timeslotHeld({ expiresAt: after(slot(0), 1) }),
  ] as const;

  it('is possible at the very give-up', () => {
    given(...patient)
      .when(confirm())
      .at(giveUp)
      .then(orderConfirmed());
  });

  it('is too late a millisecond after it, though the hold still counts', () => {
    given(...patient)
      .when(confirm())
      .at(after(giveUp, 0, 1))
      .then(rejected('TOO_LATE', { orderId: 'ord_1', deadline: giveUp }));
  });
});

describe('confirming again', () => {
  it('is satisfied by the order with the same payment and total', () => {
    given(...held, orderConfirmed())
      .when(confirm())
      .at(slot(3))
      .then(nothing);
  });

  it('does not bring back an order that was voided at the POS', () => {
    given(...held, orderConfirmed(), orderDelivered(), orderVoidedAtPos())
      .when(confirm())
      .then(rejected('ORDER_ALREADY_COMPLETED', { orderId: 'ord_1' }));
  });

  it.each([
    ['another payment', confirm({ paymentRef: 'pay_2' })],
    ['another total', confirm({ lines: [line({ quantity: 1 })], total: 450 })],
  ])('with %s is another order under a name that is taken', (_, command) => {
    given(...held, orderConfirmed())
      .when(command)
      .then(rejected('ORDER_ALREADY_CONFIRMED', { orderId: 'ord_1' }));
  });

  it('does not bring back an order that was called off', () => {
    given(...held, orderConfirmed(), orderCancelled())
      .when(confirm())
      .then(rejected('ORDER_CANCELLED', { orderId: 'ord_1' }));
  });
});
