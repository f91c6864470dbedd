import { minutesAfter } from './capacity.js';
import type { ConfirmedOrder } from './service-day.js';

/** How long after the last moment of sending a store may take to show that it has what its relay accepted. */
const GRACE_MINUTES = 0.5;

/** Whether all that is known of a delivered order is that a relay took it: its store has not said a word of it yet. */
export const isOnlyRelayed = ({ delivery, kitchen }: ConfirmedOrder): boolean =>
  kitchen === 'none' &&
  delivery.state === 'delivered' &&
  delivery.ticketId !== undefined &&
  delivery.claim?.acceptedMeans === 'relay';

/** Until when a store has to say that it has what a relay accepted under this deadline. */
export const acknowledgedUntil = (deadline: string): string => minutesAfter(deadline, GRACE_MINUTES);
