import type { EventNamed, OrderEvent } from '../../orders/index.js';

/** Where the handing over of an order stands. `off`: it was called off or voided, and nothing is to be handed over. */
export type DeliveryState = 'waiting' | 'in-flight' | 'unknown' | 'delivered' | 'escalated' | 'off';
export type VoidState = 'asked' | 'in-flight' | 'unknown' | 'refused' | 'voided';

/** The terms of a day that say when its orders are due, and where they go. */
export interface DayTerms {
  readonly deliverMinutesBefore: number;
  readonly account: string;
  readonly location: string;
}

export interface BoardDelivery {
  readonly orderId: string;
  readonly slot: string;
  readonly due: string;
  readonly confirmedAt: string;
  readonly account: string;
  readonly location: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastOutcome: string | undefined;
  readonly ticketId: string | undefined;
  readonly voidState: VoidState | undefined;
  readonly escalation: EventNamed<'DeliveryEscalated'>['data']['cause'] | undefined;
  readonly deliveredAt: string | undefined;
  /** How long after it was due, or confirmed where that was later, the POS had it. */
  readonly latenessMs: number | undefined;
}

type Row = BoardDelivery | undefined;
type Steps = {
  readonly [Type in OrderEvent['type']]: (
    row: Row,
    data: EventNamed<Type>['data'],
    at: string,
    terms: DayTerms,
  ) => Row;
};

const MINUTE_MS = 60_000;

export const dueBefore = (slot: string, minutes: number): string =>
  new Date(Date.parse(slot) - minutes * MINUTE_MS).toISOString();

/** What a day is sold under, as far as it matters here; undefined for any other event. */
export const termsIn = ({ type, data }: OrderEvent): DayTerms | undefined =>
  type === 'ServiceDayOpened' || type === 'ServiceDayTermsChanged'
    ? { deliverMinutesBefore: data.terms.deliverMinutesBefore, ...data.posAccount }
    : undefined;

const but = (row: Row, change: Partial<BoardDelivery>): Row => row && { ...row, ...change };

/** Whatever is learned of the ticket of an order that is off, it stays off. */
const unlessOff = (row: Row, change: Partial<BoardDelivery>): Row =>
  row?.state === 'off' ? but(row, { ...change, state: 'off' }) : but(row, change);

const same = (row: Row): Row => row;

const steps: Steps = {
  ServiceDayOpened: same,
  ServiceDayTermsChanged: same,
  DeliveryOwnershipTaken: same,
  ServiceDayClosed: same,
  TimeslotHeld: same,
  HoldRenewed: same,
  HoldReleased: same,
  HoldExpired: same,
  OrderConfirmed: (row, { orderId, slot }, confirmedAt, { deliverMinutesBefore, account, location }) =>
    row ?? {
      orderId,
      slot,
      due: dueBefore(slot, deliverMinutesBefore),
      confirmedAt,
      account,
      location,
      state: 'waiting',
      attempts: 0,
      lastOutcome: undefined,
      ticketId: undefined,
      voidState: undefined,
      escalation: undefined,
      deliveredAt: undefined,
      latenessMs: undefined,
    },
  OrderMoved: (row, { to }, _, { deliverMinutesBefore }) =>
    but(row, {
      slot: to,
      due: dueBefore(to, deliverMinutesBefore),
      state: 'waiting',
      escalation: undefined,
    }),
  CancellationRequested: row => but(row, { voidState: 'asked' }),
  OrderCancelled: row => but(row, { state: 'off', voidState: undefined, escalation: undefined }),
  CancellationTold: row =>
    row?.escalation === 'cancellation-untold' ? but(row, { escalation: undefined }) : row,
  PersonalDataForgotten: same,
  DeliveryStarted: (row, { attempt, account, location }) =>
    unlessOff(row, { state: 'in-flight', attempts: attempt, account, location }),
  DeliveryResent: row => but(row, { lastOutcome: 'resent' }),
  DeliveryNotSent: (row, { proof }) =>
    unlessOff(row, { state: 'waiting', lastOutcome: `not sent: ${proof}` }),
  DeliveryRejected: (row, { code, reason }) =>
    unlessOff(row, { state: 'waiting', lastOutcome: `rejected: ${code} ${reason}` }),
  DeliveryUnknown: (row, { why }) => unlessOff(row, { state: 'unknown', lastOutcome: `unknown: ${why}` }),
  DeliveryProvenAbsent: row => unlessOff(row, { state: 'waiting', lastOutcome: 'proven absent' }),
  OrderDelivered: (row, { ticketId, learnedBy }, at) =>
    unlessOff(row, {
      state: 'delivered',
      ticketId,
      lastOutcome: `delivered, known by ${learnedBy}`,
      escalation: undefined,
      ...deliveredAt(row, at),
    }),
  TicketNotShown: (row, { ticketId }) =>
    unlessOff(row, { state: 'escalated', lastOutcome: `ticket ${ticketId} is shown nowhere` }),
  // What the kitchen has stays delivered: then the person is told of something else.
  DeliveryEscalated: (row, { cause }) =>
    row?.state === 'delivered' && cause !== 'not-acknowledged'
      ? but(row, { escalation: cause })
      : unlessOff(row, { state: 'escalated', escalation: cause }),
  RedeliveryOrdered: row => unlessOff(row, { state: 'waiting', escalation: undefined }),
  DeliveryResolved: (row, { as, by }, at) =>
    as === 'handed-over'
      ? unlessOff(row, {
          state: 'delivered',
          lastOutcome: `handed over by ${by}`,
          escalation: undefined,
          ...deliveredAt(row, at),
        })
      : unlessOff(row, {
          state: 'escalated',
          lastOutcome: `not delivered, says ${by}`,
          // What is off and is not with the POS is as it should be.
          ...(row?.state === 'off' ? { escalation: undefined } : {}),
        }),
  VoidStarted: row => but(row, { voidState: 'in-flight' }),
  OrderVoided: row => but(row, { state: 'off', voidState: 'voided', escalation: undefined }),
  VoidRefused: row => but(row, { voidState: 'refused' }),
  VoidUnknown: row => but(row, { voidState: 'unknown' }),
  OrderAcknowledged: same,
  OrderInPreparation: same,
  OrderReady: same,
  // Nothing is taken back from a guest.
  OrderCollected: row =>
    but(row, { escalation: undefined, voidState: isTakenBack(row) ? row?.voidState : undefined }),
  OrderVoidedAtPos: row => but(row, { state: 'off', voidState: 'voided', escalation: undefined }),
  TicketReopened: same,
  PosStatusNoted: same,
};

const deliveredAt = (row: Row, at: string): Partial<BoardDelivery> => {
  if (row === undefined) return {};
  const from = row.confirmedAt > row.due ? row.confirmedAt : row.due;
  return { deliveredAt: at, latenessMs: Date.parse(at) - Date.parse(from) };
};

/** The board's row after an event that was recorded at an instant of its stream's time. */
export const deliveryAfter = (row: Row, event: OrderEvent, at: string, terms: DayTerms): Row => {
  const step = steps[event.type] as (row: Row, data: OrderEvent['data'], at: string, terms: DayTerms) => Row;
  return step(row, event.data, at, terms);
};

const isTakenBack = (row: Row): boolean => row?.voidState === 'voided' || row?.voidState === 'refused';

/** Whether something is still to come: the handing over, a person, or the taking back. */
export const isInProgress = (row: BoardDelivery): boolean =>
  (row.state !== 'delivered' && row.state !== 'off') ||
  row.escalation !== undefined ||
  (row.voidState !== undefined && !isTakenBack(row));
