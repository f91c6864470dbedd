import type { EventNamed } from './order.events.js';

export type Claim = EventNamed<'DeliveryStarted'>['data'];

/** Where the handing over of an order stands. `attempts` counts the claims made so far. */
export type Delivery =
  | { readonly state: 'waiting'; readonly attempts: number }
  /** Claimed, and no outcome recorded: after a restart this is as good as unknown. */
  | { readonly state: 'in-flight'; readonly attempts: number; readonly claim: Claim }
  | { readonly state: 'unknown'; readonly attempts: number; readonly claim: Claim }
  | { readonly state: 'delivered'; readonly attempts: number; readonly ticketId: string }
  /** A person has it. `openClaim` is the attempt that may have made a ticket all the same. */
  | { readonly state: 'escalated'; readonly attempts: number; readonly openClaim: Claim | undefined };

/** The attempt that may have reached the POS without our knowing; undefined when there is none. */
export const openClaimOf = (delivery: Delivery): Claim | undefined => {
  switch (delivery.state) {
    case 'in-flight':
    case 'unknown':
      return delivery.claim;
    case 'escalated':
      return delivery.openClaim;
    case 'waiting':
    case 'delivered':
      return undefined;
  }
};
