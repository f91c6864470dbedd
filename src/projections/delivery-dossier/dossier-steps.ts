import type { EventNamed, OrderEvent } from '../../orders/index.js';
import type { Dossier, DossierAttempt, Outcome } from './dossier.js';

/** When and by whom an event was recorded. */
export interface Recording {
  readonly at: string;
  readonly actor: string;
}

type Step<Data> = (dossier: Dossier, data: Data, recording: Recording) => Dossier;
type Steps = { readonly [Type in OrderEvent['type']]?: Step<EventNamed<Type>['data']> };
type What = DossierAttempt['what'];
type Settling = Omit<Outcome, 'at' | 'latencyMs'>;

const begin = (dossier: Dossier, attempt: Omit<DossierAttempt, 'resent' | 'outcomes'>): Dossier => ({
  ...dossier,
  attempts: [...dossier.attempts, { ...attempt, resent: [], outcomes: [] }],
});

/** Changes the newest attempt of a kind; where its number is known, that one. */
const changeAttempt = (
  dossier: Dossier,
  { what, number }: { readonly what: What; readonly number?: number },
  change: (attempt: DossierAttempt) => DossierAttempt,
): Dossier => {
  const index = dossier.attempts.findLastIndex(
    attempt => attempt.what === what && (number === undefined || attempt.attempt === number),
  );
  const found = dossier.attempts[index];
  return found === undefined
    ? dossier
    : { ...dossier, attempts: dossier.attempts.with(index, change(found)) };
};

const settle =
  <Data extends object>(what: What, outcomeOf: (data: Data) => Settling): Step<Data> =>
  (dossier, data, { at }) =>
    changeAttempt(
      dossier,
      { what, ...('attempt' in data ? { number: data.attempt as number } : {}) },
      attempt => ({
        ...attempt,
        outcomes: [
          ...attempt.outcomes,
          { at, latencyMs: Date.parse(at) - Date.parse(attempt.startedAt), ...outcomeOf(data) },
        ],
      }),
    );

const decide =
  <Data>(type: OrderEvent['type'], whyOf?: (data: Data) => string): Step<Data> =>
  (dossier, data, { at, actor }) => ({
    ...dossier,
    decisions: [
      ...dossier.decisions,
      { at, type, actor, ...(whyOf === undefined ? {} : { why: whyOf(data) }) },
    ],
  });

const hear =
  (type: OrderEvent['type']): Step<{ readonly ticketId: string; readonly posAt: string }> =>
  (dossier, { ticketId, posAt }, { at }) => ({
    ...dossier,
    ticket: [...dossier.ticket, { at, type, ticketId, posAt }],
  });

const reason = (data: { readonly reason: string }): string => data.reason;
const why = (data: { readonly why: string }): string => data.why;

const STEPS: Steps = {
  OrderConfirmed: decide('OrderConfirmed'),
  OrderMoved: decide('OrderMoved', ({ from, to }) => `from ${from} to ${to}`),
  CancellationRequested: decide('CancellationRequested', reason),
  OrderCancelled: decide('OrderCancelled', reason),
  RedeliveryOrdered: decide('RedeliveryOrdered', why),
  DeliveryResolved: decide('DeliveryResolved', data => `${data.as}: ${data.why}`),
  DeliveryStarted: (dossier, { orderId: _, key: _key, deadline: _deadline, ...claim }, { at }) => {
    const { rendererVersion: _version, bodyHmac: _hmac, acceptedMeans: _means, ...rest } = claim;
    const { resendUntil: _until, ...attempt } = rest;
    return begin(dossier, { what: 'delivery', startedAt: at, ...attempt });
  },
  DeliveryResent: (dossier, { attempt: number, epoch, sendBy }, { at }) =>
    changeAttempt(dossier, { what: 'delivery', number }, attempt => ({
      ...attempt,
      resent: [...attempt.resent, { at, epoch, sendBy }],
    })),
  OrderDelivered: settle('delivery', ({ ticketId, learnedBy }) => ({
    outcome: 'accepted',
    bytesSent: 'yes',
    ticketId,
    learnedBy,
  })),
  DeliveryNotSent: settle('delivery', ({ proof }) => ({
    outcome: 'not-sent',
    bytesSent: 'no',
    detail: proof,
  })),
  DeliveryRejected: settle('delivery', data => ({
    outcome: 'rejected',
    bytesSent: 'yes',
    detail: `${data.code}: ${data.reason}`,
  })),
  DeliveryUnknown: settle('delivery', data => ({
    outcome: 'unknown',
    bytesSent: 'maybe',
    detail: data.why,
  })),
  DeliveryProvenAbsent: settle('delivery', () => ({
    outcome: 'proven-absent',
    bytesSent: 'maybe',
    learnedBy: 'look-up',
  })),
  VoidStarted: (dossier, { orderId: _, ticketId: _ticket, ...claim }, { at }) =>
    begin(dossier, { what: 'void', startedAt: at, ...claim }),
  OrderVoided: settle('void', ({ ticketId, learnedBy }) => ({
    outcome: 'voided',
    bytesSent: 'yes',
    ticketId,
    learnedBy,
  })),
  VoidRefused: settle('void', data => ({ outcome: 'refused', bytesSent: 'yes', detail: data.reason })),
  VoidUnknown: settle('void', data => ({ outcome: 'unknown', bytesSent: 'maybe', detail: data.why })),
  TicketNotShown: settle('delivery', ({ ticketId }) => ({
    outcome: 'not-shown',
    bytesSent: 'yes',
    ticketId,
  })),
  DeliveryEscalated: (dossier, { orderId: _, ...escalation }, { at }) => ({
    ...dossier,
    escalations: [...dossier.escalations, { at, ...escalation }],
  }),
  OrderAcknowledged: hear('OrderAcknowledged'),
  OrderInPreparation: hear('OrderInPreparation'),
  OrderReady: hear('OrderReady'),
  OrderCollected: hear('OrderCollected'),
  OrderVoidedAtPos: hear('OrderVoidedAtPos'),
  TicketReopened: hear('TicketReopened'),
  PosStatusNoted: hear('PosStatusNoted'),
};

/** The dossier after one more event of its order. */
export const dossierAfter = (dossier: Dossier, { type, data }: OrderEvent, recording: Recording): Dossier => {
  const step = STEPS[type] as Step<OrderEvent['data']> | undefined;
  return step === undefined ? dossier : step(dossier, data, recording);
};
