import type { Chance } from './chance.js';
import type { Dish } from './demo-stores.js';
import type { ConfirmBody, Line } from './public-api.js';

export interface Basket {
  readonly lines: readonly Line[];
  /** What the lines take from a slot. */
  readonly load: { readonly items: number; readonly amount: number; readonly prepSeconds: number };
}

const DISHES_MAX = 3;
const PORTIONS_MAX = 2;
const SHARE_WITH_NOTES = 0.25;
const PAYMENT_DIGITS = 1_000_000;

const NAMES = ['Ada', 'Bikram', 'Chiyo', 'Daniel', 'Esther', 'Farid', 'Grace', 'Hiroshi', 'Isla', 'Jamal'];
const NOTES = ['no onions, please', 'extra napkins', 'I will be on a red bicycle', 'nut allergy'];

export const basketOf = (menu: readonly Dish[], chance: Chance): Basket => {
  const dishes = chance.shuffled(menu).slice(0, 1 + chance.below(DISHES_MAX));
  const lines = dishes.map(dish => ({
    sku: dish.name.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
    quantity: 1 + chance.below(PORTIONS_MAX),
    ...dish,
  }));
  const sum = (of: (line: Line) => number): number => lines.reduce((total, line) => total + of(line), 0);
  return {
    lines,
    load: {
      items: sum(({ quantity }) => quantity),
      amount: sum(({ quantity, unitPrice }) => quantity * unitPrice),
      prepSeconds: sum(({ quantity, prepSeconds }) => quantity * prepSeconds),
    },
  };
};

export const guestOf = (chance: Chance): Pick<ConfirmBody, 'customer' | 'paymentRef'> => {
  const notes = chance.number() < SHARE_WITH_NOTES ? chance.pick(NOTES) : undefined;
  return {
    customer: { name: chance.pick(NAMES) ?? 'Guest', ...(notes === undefined ? {} : { notes }) },
    paymentRef: `demo-${chance.below(PAYMENT_DIGITS)}`,
  };
};
