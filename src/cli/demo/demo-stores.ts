import { POS_ACCOUNT } from '../system/index.js';

export interface Dish {
  readonly name: string;
  /** Minor units of the store's currency. */
  readonly unitPrice: number;
  readonly prepSeconds: number;
}

export interface DemoStore {
  /** Opens the same store whenever it is sent again. */
  readonly idempotencyKey: string;
  /** What `POST /stores` takes. */
  readonly body: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly menu: readonly Dish[];
}

interface Place {
  readonly name: string;
  readonly address: string;
  readonly at: readonly [latitude: number, longitude: number];
  readonly zone: string;
  readonly currency: string;
  readonly opens: string;
  /** At or before `opens`: on the next calendar date. */
  readonly closes: string;
  readonly menu: readonly Dish[];
}

const dish = (name: string, unitPrice: number, prepSeconds: number): Dish => ({
  name,
  unitPrice,
  prepSeconds,
});

const PLACES: readonly Place[] = [
  {
    name: 'London Borough',
    address: '12 Stoney Street, London SE1',
    at: [51.5055, -0.091],
    zone: 'Europe/London',
    currency: 'GBP',
    opens: '11:00',
    closes: '23:00',
    menu: [
      dish('Fish & Chips', 1250, 240),
      dish('Steak & Ale Pie', 1150, 180),
      dish('Mushy Peas', 250, 30),
      dish('Sticky Toffee Pudding', 550, 60),
    ],
  },
  {
    name: 'New York Chelsea',
    address: '210 W 23rd Street, New York',
    at: [40.7442, -73.9965],
    zone: 'America/New_York',
    currency: 'USD',
    opens: '07:00',
    closes: '23:30',
    menu: [
      dish('Pastrami on Rye', 1895, 150),
      dish('Bagel with Lox', 1450, 90),
      dish('Matzo Ball Soup', 995, 60),
      dish('Black & White Cookie', 425, 10),
    ],
  },
  {
    name: 'Tokyo Shibuya',
    address: '2-24-12 Shibuya, Tokyo',
    at: [35.6585, 139.7013],
    zone: 'Asia/Tokyo',
    currency: 'JPY',
    opens: '10:00',
    closes: '05:00',
    menu: [
      dish('Tonkotsu Ramen', 1180, 240),
      dish('Gyoza', 520, 150),
      dish('Katsu Curry', 1350, 240),
      dish('Onigiri', 220, 20),
    ],
  },
  {
    name: 'Sydney Newtown',
    address: '301 King Street, Newtown',
    at: [-33.8964, 151.1794],
    zone: 'Australia/Sydney',
    currency: 'AUD',
    opens: '10:30',
    closes: '22:30',
    menu: [
      dish('Chicken Parmi', 2490, 300),
      dish('Barramundi Burger', 2150, 210),
      dish('Sweet Potato Wedges', 990, 150),
      dish('Lamington', 550, 10),
    ],
  },
  {
    name: 'Kathmandu Thamel',
    address: 'J P Road, Thamel, Kathmandu',
    at: [27.7154, 85.3123],
    zone: 'Asia/Kathmandu',
    currency: 'NPR',
    // Nearly around the clock, so that there is always a store to order from.
    opens: '05:00',
    closes: '04:30',
    menu: [
      dish('Chicken Momo', 35000, 240),
      dish('Dal Bhat', 45000, 150),
      dish('Sel Roti', 8000, 30),
      dish('Masala Chiya', 6000, 60),
    ],
  },
];

const TERMS = {
  slotMinutes: 15,
  limits: { orders: 6, items: 30, prepSeconds: 3_600 },
  holdMinutes: 10,
  leadMinutes: 20,
  deliverMinutesBefore: 15,
  giveUpMinutesBefore: 5,
  horizonDays: 7,
  fewPercent: 20,
};

const storeAt = ({ name, address, at, zone, currency, opens, closes, menu }: Place): DemoStore => {
  const [latitude, longitude] = at;
  const day = [{ opens, closes }];
  const slug = name.toLowerCase().replaceAll(' ', '-');
  return {
    idempotencyKey: `rushline-demo-${slug}`,
    menu,
    body: {
      name,
      address,
      coordinates: { latitude, longitude },
      zone,
      currency,
      hours: {
        ...{ monday: day, tuesday: day, wednesday: day, thursday: day },
        ...{ friday: day, saturday: day, sunday: day },
      },
      terms: TERMS,
      posAccount: { account: POS_ACCOUNT, location: slug },
    },
  };
};

/** A few stores around the world, one of them on a quarter-hour zone and two that close after midnight. */
export const DEMO_STORES: readonly DemoStore[] = PLACES.map(storeAt);
