import { isOpened } from '../../../src/orders/domain/opening.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import {
  nextDeliveryStep,
  type DeliveryStep,
  type PosAt,
} from '../../../src/pos-gateway/domain/delivery-policy.js';
import {
  findingOfVoid,
  VOID_SETTLE_LIMIT_MS,
  VOID_TRIES_MAX,
  type TicketPlace,
} from '../../../src/pos-gateway/domain/void-policy.js';
import { foldOf } from '../../specification/decider-specification.js';
import {
  after,
  cancellationRequested,
  dayClosed,
  dayOpened,
  deliveryEscalated,
  deliveryNotSent,
  deliveryStarted,
  deliveryUnknown,
  MORNING,
  orderCancelled,
  orderCollected,
  orderConfirmed,
  orderDelivered,
  orderInPreparation,
  orderVoided,
  orderVoidedAtPos,
  slot,
  termsChanged,
  TICKET_ID,
  timeslotHeld,
  voidRefused,
  voidStarted,
  voidUnknown,
} from '../../specification/service-day.js';
import { nowAt, pos } from './poses.js';

const HERE = { account: 'simulator', location: 'high-street', endpoint: 'http://pos.example/v1' };

const stepAfter = (facts: readonly OrderEvent[], posAt: PosAt = () => pos()): DeliveryStep => {
  const day = foldOf(serviceDayDecider, [dayOpened(), timeslotHeld(), orderConfirmed(), ...facts], MORNING);
  const order = day.orders.get('ord_1');
  if (!isOpened(day) || order === undefined || !('delivery' in order)) throw new Error('no order');
  // Long after give-up: taking back knows no such limit.
  return nextDeliveryStep(day, order, nowAt(after(slot(0), 60)), posAt);
};

const sent = [deliveryStarted(), orderDelivered()];
const calledOff = [...sent, cancellationRequested()];

describe('an order that was called off and has a live ticket', () => {
  it.each([
    ['the calling off was asked for when the kitchen had it', calledOff],
    [
      'it came to light afterwards that the kitchen had it',
      [deliveryStarted(), cancellationRequested(), orderDelivered()],
    ],
    [
      'the attempt that made it was given up, and a person was told',
      [
        deliveryStarted(),
        cancellationRequested(),
        deliveryEscalated({ outcomeOpen: true }),
        orderDelivered(),
      ],
    ],
    [
      'the kitchen has begun meanwhile, as far as is known',
      [...calledOff, orderInPreparation({ version: 3 })],
    ],
  ])('has it voided where it was sent: %s', (_, facts) => {
    expect(stepAfter(facts)).toMatchObject({ kind: 'void', ticketId: TICKET_ID, place: HERE });
  });

  it('has it voided where it was sent, though the store has gone to another account since', () => {
    const moved = termsChanged({ posAccount: { account: 'other', location: 'low-street' } });
    const asked: TicketPlace[] = [];
    const step = stepAfter([...calledOff, moved], place => {
      asked.push(place);
      return pos({ voids: place.account === HERE.account });
    });
    expect(step).toMatchObject({ kind: 'void', place: HERE });
    expect(asked).toMatchObject([HERE]);
  });

  it.each([
    ['without an outcome', []],
    ['of unknown outcome', [voidUnknown()]],
  ])('with a void %s waits until that is settled', (_, facts) => {
    expect(stepAfter([...calledOff, voidStarted(), ...facts])).toEqual({
      kind: 'settle-void',
      claim: voidStarted().data,
    });
  });

  it.each([
    ['it was voided', [voidStarted(), orderVoided()]],
    ['it was voided at the POS', [orderVoidedAtPos()]],
    ['it was voided at the POS during our void', [voidStarted(), orderVoidedAtPos()]],
    ['the guest has collected it', [orderCollected()]],
    [
      'the POS refused, and a person was told',
      [voidStarted(), voidRefused(), deliveryEscalated({ cause: 'void-refused' })],
    ],
    ['a person was told that it cannot be voided', [deliveryEscalated({ cause: 'cannot-void' })]],
  ])('needs nothing once %s', (_, facts) => {
    expect(stepAfter([...calledOff, ...facts])).toEqual({ kind: 'none' });
  });

  it('is the only one that is voided', () => {
    expect(stepAfter(sent)).toEqual({ kind: 'none' });
    expect(stepAfter([orderCancelled()])).toEqual({ kind: 'none' });
  });
});

describe('a ticket that cannot be taken back goes to a person', () => {
  const open = [voidStarted(), voidUnknown()];

  const nobody = undefined;
  it.each<[string, ReturnType<PosAt>, readonly OrderEvent[]]>([
    ['the POS takes none back', pos({ voids: false }), []],
    ['simulator at http://pos.example/v1 is not configured here', nobody, []],
    ['simulator at http://pos.example/v1 is not configured here', nobody, open],
    ['its day is closed, and nothing of it is sent any more', pos(), [dayClosed()]],
  ])('because %s', (why, there, facts) => {
    expect(stepAfter([...calledOff, ...facts], () => there)).toEqual({
      kind: 'escalate',
      cause: 'cannot-void',
      detail: `the order is called off and its ticket tick_1 is live: ${why}; have it voided at the POS`,
    });
  });

  it('because nobody knows by which attempt it came', () => {
    const late = [deliveryStarted(), deliveryNotSent(), orderCancelled(), orderDelivered()];
    expect(stepAfter(late)).toMatchObject({
      kind: 'escalate',
      detail: expect.stringContaining('where it was sent is not known') as string,
    });
    const known = [deliveryStarted(), deliveryUnknown(), cancellationRequested(), orderDelivered()];
    expect(stepAfter(known).kind).toBe('void');
  });
});

describe('a look-up of a ticket whose void has no outcome', () => {
  const sendByMs = Date.parse(voidStarted().data.sendBy);
  const provenFromMs = sendByMs + 10_000;
  const limitMs = sendByMs + VOID_SETTLE_LIMIT_MS;
  const finding = (status: string | undefined, atMs: number, attempt = 1) =>
    findingOfVoid(voidStarted({ attempt }).data, { status, atMs, provenFromMs });

  it('that shows it voided is believed at once', () => {
    expect(finding('voided', sendByMs)).toEqual({ kind: 'voided' });
    expect(finding('voided', limitMs + 1, VOID_TRIES_MAX)).toEqual({ kind: 'voided' });
  });

  it('that shows it live proves nothing before the void can surely take effect no more', () => {
    expect(finding('acknowledged', provenFromMs)).toEqual({ kind: 'wait' });
    expect(finding('acknowledged', provenFromMs + 1)).toEqual({ kind: 'again' });
  });

  it('that shows it live has it voided again so many times, and then a person is told', () => {
    const kinds = Array.from(
      { length: VOID_TRIES_MAX },
      (_, n) => finding('ready', provenFromMs + 1, n + 1).kind,
    );
    expect(kinds).toEqual(['again', 'again', 'again', 'again', 'escalate']);
    expect(finding('ready', provenFromMs + 1, VOID_TRIES_MAX)).toMatchObject({
      detail: expect.stringContaining('none of 5 voids took effect') as string,
    });
  });

  it('that tells nothing is made again so long, and then a person is told', () => {
    expect(finding(undefined, provenFromMs + 1)).toEqual({ kind: 'wait' });
    expect(finding(undefined, limitMs)).toEqual({ kind: 'wait' });
    expect(finding(undefined, limitMs + 1)).toMatchObject({
      kind: 'escalate',
      detail: expect.stringContaining('never said') as string,
    });
  });
});
