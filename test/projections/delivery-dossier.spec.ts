import type { EventNamed, OrderEvent } from '../../src/orders/index.js';
import { dossierAfter } from '../../src/projections/delivery-dossier/dossier-steps.js';
import { EMPTY_DOSSIER } from '../../src/projections/delivery-dossier/dossier.js';

const orderId = 'ord_rgw64aqz58kxenx0nfy8wv924rmye3a57sd43cwa6c';
const place = {
  account: 'north',
  location: 'high-street',
  endpoint: 'http://127.0.0.1:4010',
  adapter: 'simulator',
};
const at = (seconds: number): string => new Date(Date.UTC(2031, 5, 2, 11, 15, seconds)).toISOString();

const started = (attempt: number): EventNamed<'DeliveryStarted'> => ({
  type: 'DeliveryStarted',
  data: {
    orderId,
    attempt,
    key: orderId,
    epoch: 3,
    sendBy: at(2),
    deadline: at(600),
    ...place,
    rendererVersion: 1,
    acceptedMeans: 'pos',
    bodyHmac: 'kept out of the dossier',
  },
});

/** The dossier of events that were recorded a second apart. */
const dossierOf = (...events: readonly OrderEvent[]) =>
  events.reduce(
    (dossier, event, second) => dossierAfter(dossier, event, { at: at(second), actor: 'somebody' }),
    EMPTY_DOSSIER,
  );

describe('The dossier of a delivery', () => {
  it('tells an attempt that nobody has heard of as one without an outcome', () => {
    expect(dossierOf(started(1)).attempts).toEqual([
      {
        what: 'delivery',
        attempt: 1,
        startedAt: at(0),
        ...place,
        epoch: 3,
        sendBy: at(2),
        resent: [],
        outcomes: [],
      },
    ]);
  });

  it('keeps what was known in between: unknown, sent once more, found by a look-up', () => {
    const [attempt] = dossierOf(
      started(1),
      { type: 'DeliveryUnknown', data: { orderId, attempt: 1, why: 'no answer within 30000 ms' } },
      { type: 'DeliveryResent', data: { orderId, attempt: 1, epoch: 4, sendBy: at(9) } },
      { type: 'OrderDelivered', data: { orderId, ticketId: 't-7', learnedBy: 'look-up' } },
    ).attempts;
    expect(attempt?.resent).toEqual([{ at: at(2), epoch: 4, sendBy: at(9) }]);
    expect(attempt?.outcomes).toEqual([
      {
        at: at(1),
        latencyMs: 1_000,
        outcome: 'unknown',
        bytesSent: 'maybe',
        detail: 'no answer within 30000 ms',
      },
      {
        at: at(3),
        latencyMs: 3_000,
        outcome: 'accepted',
        bytesSent: 'yes',
        ticketId: 't-7',
        learnedBy: 'look-up',
      },
    ]);
  });

  it('tells of each attempt whether bytes were sent', () => {
    const { attempts } = dossierOf(
      started(1),
      { type: 'DeliveryNotSent', data: { orderId, attempt: 1, proof: 'connection refused' } },
      started(2),
      { type: 'DeliveryProvenAbsent', data: { orderId, attempt: 2 } },
      started(3),
      { type: 'DeliveryRejected', data: { orderId, attempt: 3, code: 'CLOSED', reason: 'kitchen closed' } },
    );
    expect(attempts.map(({ outcomes }) => outcomes.at(-1))).toMatchObject([
      { outcome: 'not-sent', bytesSent: 'no', detail: 'connection refused' },
      { outcome: 'proven-absent', bytesSent: 'maybe' },
      { outcome: 'rejected', bytesSent: 'yes', detail: 'CLOSED: kitchen closed' },
    ]);
  });

  it('keeps a void apart from the delivery of the same number', () => {
    const { attempts } = dossierOf(
      started(1),
      { type: 'OrderDelivered', data: { orderId, ticketId: 't-7', learnedBy: 'reply' } },
      {
        type: 'VoidStarted',
        data: { orderId, attempt: 1, ticketId: 't-7', epoch: 3, sendBy: at(5), ...place },
      },
      { type: 'VoidRefused', data: { orderId, attempt: 1, reason: 'already cooking' } },
    );
    expect(attempts.map(({ what, outcomes }) => [what, outcomes.map(({ outcome }) => outcome)])).toEqual([
      ['delivery', ['accepted']],
      ['void', ['refused']],
    ]);
  });

  it('names who decided what, what a person was told, and what the POS said', () => {
    const dossier = dossierOf(
      { type: 'CancellationRequested', data: { orderId, by: 'storefront', reason: 'changed my mind' } },
      {
        type: 'DeliveryEscalated',
        data: {
          orderId,
          cause: 'cannot-void',
          detail: 'have it voided',
          deadline: at(600),
          attempts: 1,
          outcomeOpen: false,
        },
      },
      { type: 'OrderReady', data: { orderId, ticketId: 't-7', version: 3, posAt: at(40) } },
    );
    expect(dossier.decisions).toEqual([
      { at: at(0), type: 'CancellationRequested', actor: 'somebody', why: 'changed my mind' },
    ]);
    expect(dossier.escalations).toMatchObject([
      { at: at(1), cause: 'cannot-void', detail: 'have it voided', outcomeOpen: false },
    ]);
    expect(dossier.ticket).toEqual([{ at: at(2), type: 'OrderReady', ticketId: 't-7', posAt: at(40) }]);
  });
});
