import {
  dayOpened,
  deliveryNotSent,
  deliveryStarted,
  given,
  nothing,
  orderConfirmed,
  ownershipTaken,
  rejected,
  startDelivery,
  takeOwnership,
  termsChanged,
  timeslotHeld,
} from '../../specification/service-day.js';

const confirmed = [dayOpened(), timeslotHeld(), orderConfirmed()] as const;

describe('an owner of a POS account', () => {
  it('says so before its first effect, once', () => {
    given(dayOpened()).when(takeOwnership()).then(ownershipTaken());
    given(dayOpened(), ownershipTaken()).when(takeOwnership()).then(nothing);
  });

  it('is followed by one of a higher epoch, and by none of a lower', () => {
    given(dayOpened(), ownershipTaken())
      .when(takeOwnership({ epoch: 3 }))
      .then(ownershipTaken({ epoch: 3 }));
    given(dayOpened(), ownershipTaken())
      .when(takeOwnership({ epoch: 1 }))
      .then(rejected('STALE_OWNER', { account: 'simulator', epoch: 2 }));
  });

  it('is owner of that account alone', () => {
    given(...confirmed, ownershipTaken({ account: 'till-2', epoch: 9 }))
      .when(startDelivery())
      .then(deliveryStarted());
  });

  it('claims nothing once a newer one has spoken', () => {
    given(...confirmed, ownershipTaken())
      .when(startDelivery({ epoch: 1 }))
      .then(rejected('STALE_OWNER', { account: 'simulator', epoch: 2 }));
  });

  it('speaks by a claim, too', () => {
    given(...confirmed, deliveryStarted({ epoch: 4 }), deliveryNotSent())
      .when(startDelivery({ epoch: 3 }))
      .then(rejected('STALE_OWNER', { account: 'simulator', epoch: 4 }));
  });

  it('has nothing to own of a day nobody opened', () => {
    given().when(takeOwnership()).then(rejected('DAY_UNOPENED'));
  });
});

describe('a store that went to another POS', () => {
  const moved = { account: 'till-2', location: 'station' };

  it.each([
    ['account', { account: 'simulator', location: 'station' }],
    ['location', { account: 'till-2', location: 'high-street' }],
  ])('gets nothing more at its old %s', (_, old) => {
    given(...confirmed, termsChanged({ posAccount: moved }))
      .when(startDelivery(old))
      .then(rejected('ACCOUNT_CHANGED', moved));
  });

  it('gets it at the new one', () => {
    given(...confirmed, termsChanged({ posAccount: moved }))
      .when(startDelivery(moved))
      .then(deliveryStarted(moved));
  });
});
