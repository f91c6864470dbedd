/** The business date of the specs, well ahead of real time: a POS on real time can be moved to it. */
export const DATE = '2030-03-05';
/** The morning of that date: the business clock starts here. */
export const START = `${DATE}T09:00:00.000Z`;
/** A slot that opens at lunch; the store's zone shows UTC in March. */
export const LUNCH = `${DATE}T12:00:00.000Z`;

/** An instant some minutes from another. */
export const minutesFrom = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString();

const LUNCH_HOURS = [{ opens: '11:00', closes: '14:00' }];

const HOURS = {
  monday: LUNCH_HOURS,
  tuesday: LUNCH_HOURS,
  wednesday: LUNCH_HOURS,
  thursday: LUNCH_HOURS,
  friday: LUNCH_HOURS,
  saturday: LUNCH_HOURS,
  sunday: [],
  exceptions: [],
};

const TERMS = {
  slotMinutes: 15,
  limits: { orders: 10 },
  holdMinutes: 10,
  leadMinutes: 20,
  deliverMinutesBefore: 15,
  giveUpMinutesBefore: 5,
  horizonDays: 14,
  fewPercent: 20,
};

interface StoreChanges {
  readonly location?: string;
  readonly limits?: Readonly<Record<string, number>>;
  readonly zone?: string;
}

export const openStoreBody = ({
  location = 'high-street',
  limits = TERMS.limits,
  zone = 'Europe/London',
}: StoreChanges = {}) => ({
  name: 'High Street',
  address: '1 High Street, London',
  coordinates: { latitude: 51.5, longitude: -0.1 },
  zone,
  currency: 'GBP',
  hours: HOURS,
  terms: { ...TERMS, limits },
  posAccount: { account: 'sim', location },
});

export const holdBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  slot: LUNCH,
  items: 2,
  amount: 1_500,
  prepSeconds: 240,
  ...changes,
});

export const CUSTOMER = {
  name: 'Wilhelmina Example',
  phone: '+44 20 7946 0958',
  notes: 'No onions, Quasimodo',
};

export const confirmBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  lines: [{ sku: 'soup', name: 'Soup of the day', quantity: 2, unitPrice: 750, prepSeconds: 120 }],
  total: 1_500,
  currency: 'GBP',
  customer: CUSTOMER,
  paymentRef: 'pay-1',
  ...changes,
});
