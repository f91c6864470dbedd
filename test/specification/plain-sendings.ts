import type { EventNamed, OrderEvent } from '../../src/orders/domain/order.events.js';
import { before } from './service-day-controls.js';

/** What makes it wrong to send an order. */
export type Wrong =
  | 'unsafe'
  | 'open'
  | 'called-off'
  | 'delivered'
  | 'with-a-person'
  | 'late'
  | 'closed'
  | 'stale'
  | 'elsewhere';

interface Sent {
  readonly deadline: string;
  readonly account: string;
  readonly resendUntil?: string | undefined;
}

interface Sending {
  slot: string;
  open: Sent | undefined;
  /** What was last sent, open or not. */
  sent: Sent | undefined;
  /** Until when an operator had it sent. */
  until: string | undefined;
  readonly reasons: Set<'called-off' | 'delivered' | 'with-a-person'>;
}

const CLOSES: readonly OrderEvent['type'][] = [
  'DeliveryNotSent',
  'DeliveryProvenAbsent',
  'DeliveryRejected',
  'OrderDelivered',
  'DeliveryResolved',
  'RedeliveryOrdered',
];
const CALLS_OFF: readonly OrderEvent['type'][] = [
  'CancellationRequested',
  'OrderCancelled',
  'OrderVoided',
  'OrderVoidedAtPos',
];

const isDoubtful = ({ type, data }: OrderEvent): boolean =>
  type === 'TicketNotShown' || (type === 'DeliveryEscalated' && data.cause === 'not-acknowledged');

/** What was sent may be there, and nobody has seen it. */
const doubt = (sending: Sending): void => {
  sending.reasons.delete('delivered');
  sending.open = sending.sent;
};

/**
 * A second opinion on what may be sent: reads the events of a day and says of every claim to send what was wrong with
 * it. It shares nothing with the code it judges but the events.
 */
export class PlainSendings {
  private readonly orders = new Map<string, Sending>();
  private readonly owners = new Map<string, number>();
  private sale: Pick<EventNamed<'ServiceDayOpened'>['data'], 'terms' | 'posAccount'> | undefined;
  private closed = false;

  /** What is wrong with an event that claims to send something; nothing is wrong with any other. */
  read(event: OrderEvent, at: string): readonly Wrong[] {
    const { type, data } = event;
    if (type === 'ServiceDayOpened' || type === 'ServiceDayTermsChanged') this.sale = data;
    if (type === 'ServiceDayClosed') this.closed = true;
    if (type === 'DeliveryOwnershipTaken' || type === 'VoidStarted') this.hear(data);
    return 'orderId' in data ? this.readOfOrder(event, this.sendingOf(data.orderId), at) : [];
  }

  private readOfOrder(event: OrderEvent, sending: Sending, at: string): readonly Wrong[] {
    const { type, data } = event;
    if (type === 'DeliveryStarted') return this.start(data, at);
    if (type === 'DeliveryResent') return this.resend(data, at);
    if (type === 'OrderConfirmed') sending.slot = data.slot;
    if (type === 'OrderMoved') this.anew(sending, data.to, undefined);
    if (type === 'RedeliveryOrdered') this.anew(sending, sending.slot, data.until);
    if (isDoubtful(event)) doubt(sending);
    this.settle(type, sending);
    return [];
  }

  private start(claim: EventNamed<'DeliveryStarted'>['data'], at: string): readonly Wrong[] {
    const sending = this.sendingOf(claim.orderId);
    const giveUp = before(sending.slot, this.sale?.terms.giveUpMinutesBefore ?? 0);
    const deadline = sending.until ?? giveUp;
    const wrong = this.wrongWith(sending, claim, { at, deadline });
    if (sending.open !== undefined) wrong.push('open');
    sending.open = sending.sent = { ...claim, deadline };
    return wrong;
  }

  private resend(
    { orderId, epoch, sendBy }: EventNamed<'DeliveryResent'>['data'],
    at: string,
  ): readonly Wrong[] {
    const sending = this.sendingOf(orderId);
    if (sending.open === undefined) return ['open'];
    const { account, deadline, resendUntil = '' } = sending.open;
    const wrong = this.wrongWith(sending, { account, epoch }, { at, deadline });
    return sendBy > resendUntil ? [...wrong, 'unsafe'] : wrong;
  }

  private wrongWith(
    sending: Sending,
    claim: { readonly account: string; readonly epoch: number },
    { at, deadline }: { readonly at: string; readonly deadline: string },
  ): Wrong[] {
    const wrong: Wrong[] = [...sending.reasons];
    if (at > deadline) wrong.push('late');
    if (this.closed) wrong.push('closed');
    if (claim.epoch < (this.owners.get(claim.account) ?? 0)) wrong.push('stale');
    if (claim.account !== this.sale?.posAccount.account) wrong.push('elsewhere');
    this.hear(claim);
    return wrong;
  }

  private hear({ account, epoch }: { readonly account: string; readonly epoch: number }): void {
    this.owners.set(account, Math.max(epoch, this.owners.get(account) ?? 0));
  }

  private settle(type: OrderEvent['type'], sending: Sending): void {
    if (CLOSES.includes(type)) sending.open = undefined;
    if (CALLS_OFF.includes(type)) sending.reasons.add('called-off');
    if (type === 'OrderDelivered') sending.reasons.add('delivered');
    if (type === 'DeliveryEscalated' || type === 'DeliveryResolved') sending.reasons.add('with-a-person');
  }

  /** The order is with its people no more, and is to be sent as if it never had been. */
  private anew(sending: Sending, slot: string, until: string | undefined): void {
    Object.assign(sending, { slot, until });
    sending.reasons.delete('with-a-person');
  }

  private sendingOf(orderId: string): Sending {
    const known = this.orders.get(orderId);
    if (known !== undefined) return known;
    const sending: Sending = {
      slot: '',
      open: undefined,
      sent: undefined,
      until: undefined,
      reasons: new Set(),
    };
    this.orders.set(orderId, sending);
    return sending;
  }
}
