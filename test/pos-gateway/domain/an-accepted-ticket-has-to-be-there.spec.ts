import { isOpened } from '../../../src/orders/domain/opening.js';
import type { OrderEvent } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { nextDeliveryStep, type DeliveryStep } from '../../../src/pos-gateway/domain/delivery-policy.js';
import type { PosCapabilities } from '../../../src/pos-gateway/domain/pos-capabilities.js';
import { foldOf } from '../../specification/decider-specification.js';
import {
  after,
  before,
  dayClosed,
  dayOpened,
  deliveryEscalated,
  deliveryResolved,
  deliveryStarted,
  MORNING,
  orderAcknowledged,
  orderConfirmed,
  orderDelivered,
  slot,
  ticketNotShown,
  TICKET_ID,
  timeslotHeld,
  voidedByPos,
} from '../../specification/service-day.js';
import { nowAt, pos } from './poses.js';

const giveUp = before(slot(0), 5);
const graceEnds = after(giveUp, 0.5);
const claim = deliveryStarted().data;
const relayed = deliveryStarted({ acceptedMeans: 'relay' });

const stepAfter = (
  facts: readonly OrderEvent[],
  now = MORNING,
  there: Partial<PosCapabilities> = {},
): DeliveryStep => {
  const day = foldOf(serviceDayDecider, [dayOpened(), timeslotHeld(), orderConfirmed(), ...facts], MORNING);
  const order = day.orders.get('ord_1');
  if (!isOpened(day) || order === undefined || !('delivery' in order)) throw new Error('no order');
  return nextDeliveryStep(day, order, nowAt(now), () => pos(there));
};

describe('a ticket that the POS has accepted', () => {
  const accepted = [deliveryStarted(), orderDelivered()];

  it('is looked for when nothing can be sent any more, unless the kitchen has seen it by then', () => {
    expect(stepAfter(accepted)).toEqual({ kind: 'verify', ticketId: TICKET_ID, claim, at: giveUp });
    expect(stepAfter([...accepted, orderAcknowledged()]).kind).toBe('none');
  });

  it('is looked for so long, and where the POS can be asked', () => {
    expect(stepAfter(accepted, after(giveUp, 15)).kind).toBe('verify');
    expect(stepAfter(accepted, after(giveUp, 15, 1)).kind).toBe('none');
    expect(stepAfter(accepted, MORNING, { lookup: 'none' }).kind).toBe('none');
  });

  it.each([
    [
      'it is shown nowhere',
      [...accepted, ticketNotShown(), deliveryEscalated({ cause: 'ticket-never-shown' })],
    ],
    ['the POS has voided it', [...accepted, ...voidedByPos()]],
    ['a person has handed it over', [deliveryStarted(), deliveryResolved()]],
    ['its day is closed', [...accepted, dayClosed()]],
  ])('is left to whoever was told once %s', (_, facts) => {
    expect(stepAfter(facts, slot(1)).kind).toBe('none');
  });
});

describe('an order that a relay has accepted', () => {
  const accepted = [relayed, orderDelivered()];

  it('has to be acknowledged a little after give-up at the latest: then it is looked for', () => {
    const step = { kind: 'verify', ticketId: TICKET_ID, claim: relayed.data, at: graceEnds };
    expect(stepAfter(accepted)).toEqual(step);
    expect(stepAfter(accepted, after(graceEnds, 60))).toEqual(step);
    expect(stepAfter([...accepted, orderAcknowledged()], after(graceEnds, 60)).kind).toBe('none');
  });

  it('goes to a person then where the relay cannot be asked', () => {
    const mute = { lookup: 'none' } as const;
    expect(stepAfter(accepted, before(graceEnds, 1), mute).kind).toBe('verify');
    expect(stepAfter(accepted, graceEnds, mute)).toMatchObject({
      kind: 'escalate',
      cause: 'not-acknowledged',
      detail: expect.stringContaining('a ticket may come all the same') as string,
    });
    const told = deliveryEscalated({ cause: 'not-acknowledged', outcomeOpen: true });
    expect(stepAfter([...accepted, told], after(graceEnds, 1), mute).kind).toBe('none');
  });
});
