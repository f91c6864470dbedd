import type { Principal, Role } from '../../platform/identity/index.js';
import type { StoreRow } from './open-days.entities.js';

/** Who may see how a store is run, and whom it calls when something is wrong. */
const INSIDERS: readonly Role[] = ['operator', 'auditor'];

/** A store as somebody may see it at an instant. A pause is shown while it lasts. */
export const shownStore = (row: StoreRow, { roles }: Principal, now: string): object => {
  const { storeId, name, address, zone, currency, folded } = row;
  if (folded?.details === undefined) return { storeId, name, address, zone, currency };
  const { coordinates, hours, terms, posAccount, contacts } = folded.details;
  const { pause, overrides } = folded;
  return {
    storeId,
    name,
    address,
    coordinates,
    zone,
    currency,
    hours,
    ...(pause === undefined || pause.until <= now ? {} : { pause }),
    ...(roles.some(role => INSIDERS.includes(role)) ? { terms, posAccount, contacts, overrides } : {}),
  };
};
