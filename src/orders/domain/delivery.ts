import type { EventNamed } from './order.events.js';

export type Claim = EventNamed<'DeliveryStarted'>['data'];
export type VoidClaim = EventNamed<'VoidStarted'>['data'];

/** Set where an operator had it sent once more: then it is due at once, and may be sent until that instant. */
interface Ordered {
  readonly until?: string;
}

/** Where the handing over of an order stands. `attempts` counts the claims made so far. */
export type Delivery =
  | ({ readonly state: 'waiting'; readonly attempts: number } & Ordered)
  /** In flight: claimed, and no outcome recorded. After a restart this is as good as unknown. */
  | ({ readonly state: 'in-flight' | 'unknown'; readonly attempts: number; readonly claim: Claim } & Ordered)
  /** `ticketId` is undefined where a person handed the order over. */
  | {
      readonly state: 'delivered';
      readonly attempts: number;
      readonly ticketId: string | undefined;
      /** The claim that made it, where it is known: a void goes to the same place. */
      readonly claim: Claim | undefined;
    }
  /** A person has it. `openClaim` is the attempt that may have made a ticket all the same. */
  | {
      readonly state: 'escalated';
      readonly attempts: number;
      readonly openClaim: Claim | undefined;
      /** That person said that the kitchen has it not. */
      readonly resolved: boolean;
    };

/** Where the taking back of a ticket stands. */
export type Voiding =
  | { readonly state: 'none' }
  | { readonly state: 'in-flight' | 'unknown'; readonly claim: VoidClaim }
  | { readonly state: 'voided' | 'refused'; readonly claim: VoidClaim | undefined };

/** Until when an operator allows it to be sent; undefined where none has spoken, or it is out of our hands. */
export const orderedUntil = (delivery: Delivery): string | undefined => {
  switch (delivery.state) {
    case 'waiting':
    case 'in-flight':
    case 'unknown':
      return delivery.until;
    case 'delivered':
    case 'escalated':
      return undefined;
  }
};

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
