import type { EventNamed, OrderEvent } from '../../orders/index.js';

type Words = {
  readonly [Type in OrderEvent['type']]: (data: EventNamed<Type>['data']) => string;
};

const ofTicket = (what: string) => (): string => `the kitchen says: ${what}`;

/** What each fact means, in a sentence. Personal data has no part in it, sealed or not. */
const WORDS: Words = {
  ServiceDayOpened: ({ businessDate }) => `sale for ${businessDate} began`,
  ServiceDayTermsChanged: () => 'the store changed what the day is sold under',
  DeliveryOwnershipTaken: ({ account }) => `a node took over the deliveries of ${account}`,
  ServiceDayClosed: () => 'the day was closed',
  TimeslotHeld: ({ slot, expiresAt, load }) =>
    `${load.items} items held in the slot of ${slot} until ${expiresAt}`,
  HoldRenewed: ({ expiresAt, renewal }) =>
    `the hold was renewed until ${expiresAt}, for the ${renewal}. time`,
  HoldReleased: () => 'the hold was given back',
  HoldExpired: () => 'the hold ran out',
  OrderConfirmed: ({ slot, total, currency, lateByMs }) =>
    `sold for ${total} minor units of ${currency}, for the slot of ${slot}` +
    (lateByMs === undefined ? '' : `, ${lateByMs} ms after its hold had run out`),
  OrderMoved: ({ from, to }) => `moved from the slot of ${from} to that of ${to}`,
  CancellationRequested: ({ reason }) => `called off (${reason}); the POS has it, or may have it`,
  OrderCancelled: ({ reason }) => `called off (${reason}) before the POS had it`,
  CancellationTold: ({ by }) =>
    by === 'answer'
      ? 'the storefront called it off itself, and has its answer'
      : 'the storefront was told by its webhook that it is called off',
  PersonalDataForgotten: () => 'the guest was forgotten: the key to what they told is destroyed',
  DeliveryStarted: ({ attempt, account, location, deadline }) =>
    `attempt ${attempt} to hand it to ${account}/${location}, which may last until ${deadline}`,
  DeliveryResent: ({ attempt }) => `attempt ${attempt} sent once more under the same key`,
  DeliveryNotSent: ({ attempt, proof }) => `attempt ${attempt} never reached the POS: ${proof}`,
  DeliveryRejected: ({ attempt, code, reason }) => `the POS refused attempt ${attempt}: ${code} ${reason}`,
  DeliveryUnknown: ({ attempt, why }) => `nobody knows what became of attempt ${attempt}: ${why}`,
  DeliveryProvenAbsent: ({ attempt }) => `a look-up showed that attempt ${attempt} left no ticket`,
  OrderDelivered: ({ ticketId, learnedBy }) => `the POS has it as ticket ${ticketId}, known by ${learnedBy}`,
  TicketNotShown: ({ ticketId }) => `a look-up does not show ticket ${ticketId}, which the POS had accepted`,
  DeliveryEscalated: ({ cause, detail }) => `a person has to see to it, ${cause}: ${detail}`,
  RedeliveryOrdered: ({ why, until, closedAttempt }) =>
    `to be sent once more until ${until}: ${why}` +
    (closedAttempt === undefined ? '' : `; attempt ${closedAttempt} may have made a ticket all the same`),
  DeliveryResolved: ({ as, why }) =>
    `a person says that it was ${as === 'handed-over' ? 'handed over' : 'not delivered'}: ${why}`,
  VoidStarted: ({ attempt, ticketId }) => `attempt ${attempt} to have ticket ${ticketId} taken back`,
  OrderVoided: ({ ticketId, learnedBy }) => `ticket ${ticketId} was taken back, known by ${learnedBy}`,
  VoidRefused: ({ reason }) => `the POS does not take the ticket back: ${reason}`,
  VoidUnknown: ({ why }) => `nobody knows whether the ticket was taken back: ${why}`,
  OrderAcknowledged: ofTicket('seen'),
  OrderInPreparation: ofTicket('begun'),
  OrderReady: ofTicket('ready'),
  OrderCollected: ofTicket('collected'),
  OrderVoidedAtPos: ofTicket('voided by the POS or its staff'),
  TicketReopened: ofTicket('taken up again'),
  PosStatusNoted: ({ ticketId, status, why }) =>
    `the POS says ${status} of ticket ${ticketId}: noted, ${why}`,
};

/** An event in a sentence. */
export const inWords = ({ type, data }: OrderEvent): string =>
  (WORDS[type] as (data: OrderEvent['data']) => string)(data);
