import { accept, reject, type Decider, type Decision } from '../../event-sourcing/decider.js';
import { applyStoreTerms } from './applying-terms.js';
import { cancelOrder, forgetGuest } from './cancelling.js';
import { closeServiceDay } from './closing.js';
import { confirmOrder } from './confirming.js';
import { resendDelivery, startDelivery, takeOwnership } from './delivering.js';
import { escalateDelivery, recordDelivery } from './delivery-outcomes.js';
import { evolveDay } from './evolve-day.js';
import { expireHold, holdTimeslot, releaseHold, renewHold } from './holding.js';
import { moveOrder } from './moving.js';
import { isOpened, openWith, type OpenedDay } from './opening.js';
import { redeliverOrder, resolveDelivery } from './operating.js';
import type { CommandNamed, OrderCommand } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import { forkDay, unopenedDay, type ServiceDay } from './service-day.js';
import { recordCancellationTold } from './telling.js';
import { recordPosUpdate } from './tracking.js';
import { recordVoid, startVoid } from './voiding.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

export const serviceDayDecider: Decider<ServiceDay, OrderCommand, OrderEvent, OrderRejection> = {
  initial: unopenedDay,
  evolve: evolveDay,
  fork: forkDay,
  isOver: ({ closed }) => closed,
  decide: (day, command, at) => {
    if (isOpened(day)) return decideOpened(day, command, at);
    if (command.type === 'HoldTimeslot') {
      return openWith(day, command, at, opened => holdTimeslot(opened, command, at));
    }
    return decideUnopened(command);
  },
};

type Rules = {
  readonly [Type in OrderCommand['type']]: (
    day: OpenedDay,
    command: CommandNamed<Type>,
    at: string,
  ) => OrderDecision;
};

/** Who decides what. */
const rules: Rules = {
  HoldTimeslot: holdTimeslot,
  RenewHold: renewHold,
  ReleaseHold: releaseHold,
  ExpireHold: expireHold,
  ConfirmOrder: confirmOrder,
  MoveOrder: moveOrder,
  CancelOrder: cancelOrder,
  RecordCancellationTold: recordCancellationTold,
  ForgetGuest: forgetGuest,
  StartDelivery: startDelivery,
  ResendDelivery: resendDelivery,
  RecordDelivery: recordDelivery,
  EscalateDelivery: escalateDelivery,
  RedeliverOrder: redeliverOrder,
  ResolveDelivery: resolveDelivery,
  StartVoid: startVoid,
  RecordVoid: recordVoid,
  RecordPosUpdate: recordPosUpdate,
  ApplyStoreTerms: applyStoreTerms,
  TakeDeliveryOwnership: takeOwnership,
  CloseServiceDay: closeServiceDay,
};

/** What a closed day refuses: everything that would sell or send. Late facts are still recorded. */
const REFUSED_WHEN_CLOSED: ReadonlySet<OrderCommand['type']> = new Set([
  'HoldTimeslot',
  'RenewHold',
  'ConfirmOrder',
  'MoveOrder',
  'CancelOrder',
  'StartDelivery',
  'ResendDelivery',
  'RedeliverOrder',
  'StartVoid',
  'TakeDeliveryOwnership',
] as const);

const decideOpened = (day: OpenedDay, command: OrderCommand, at: string): OrderDecision => {
  if (day.closed && REFUSED_WHEN_CLOSED.has(command.type)) {
    return reject({ code: 'DAY_CLOSED', businessDate: day.plan.businessDate });
  }
  const decide = rules[command.type] as (day: OpenedDay, command: OrderCommand, at: string) => OrderDecision;
  return decide(day, command, at);
};

/** On a day nobody opened there is no hold and no order, and nothing to carry into it or to close. */
const decideUnopened = (command: Exclude<OrderCommand, { type: 'HoldTimeslot' }>): OrderDecision => {
  switch (command.type) {
    case 'RenewHold':
    case 'ReleaseHold':
    case 'ConfirmOrder':
      return reject({ code: 'HOLD_UNKNOWN', orderId: command.orderId });
    case 'ExpireHold':
    case 'ApplyStoreTerms':
      return accept();
    case 'TakeDeliveryOwnership':
    case 'CloseServiceDay':
      return reject({ code: 'DAY_UNOPENED' });
    case 'MoveOrder':
    case 'CancelOrder':
    case 'RecordCancellationTold':
    case 'ForgetGuest':
    case 'StartDelivery':
    case 'ResendDelivery':
    case 'RecordDelivery':
    case 'EscalateDelivery':
    case 'RedeliverOrder':
    case 'ResolveDelivery':
    case 'StartVoid':
    case 'RecordVoid':
    case 'RecordPosUpdate':
      return reject({ code: 'ORDER_UNKNOWN', orderId: command.orderId });
  }
};
