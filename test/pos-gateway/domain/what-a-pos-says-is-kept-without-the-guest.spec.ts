import { withoutGuest } from '../../../src/pos-gateway/domain/without-guest.js';

const guest = { name: 'Grace Hopper', phone: '+44 7700 900123', notes: 'no nuts (please)' };

describe('What a POS says of an order', () => {
  it.each([
    ["customer.phone '+44 7700 900123' is not valid", "customer.phone '…' is not valid"],
    ['447700900123 is no number', '… is no number'],
    ['Dear Grace Hopper, we are closed', 'Dear …, we are closed'],
    ['HOPPER is unknown, so is grace', '… is unknown, so is …'],
    ['note: no nuts (please)', 'note: …'],
  ])('is kept without the guest: %s', (said, kept) => {
    expect(withoutGuest(said, guest)).toBe(kept);
  });

  it('is kept whole where it says nothing of the guest', () => {
    expect(withoutGuest('sku 12 is sold out', guest)).toBe('sku 12 is sold out');
    expect(withoutGuest('sold out', { name: 'A' })).toBe('sold out');
    expect(withoutGuest('sold out', undefined)).toBe('sold out');
  });
});
