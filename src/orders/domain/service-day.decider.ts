import { accept, reject, type Decider, type Decision } from '../../event-sourcing/decider.js';
import { cancelOrder } from './cancelling.js';
import { confirmOrder } from './confirming.js';
import { escalateDelivery, recordDelivery, startDelivery } from './delivering.js';
import { evolveDay } from './evolve-day.js';
import { expireHold, holdTimeslot, releaseHold } from './holding.js';
import { isOpened, openWith, type OpenedDay } from './opening.js';
import type { OrderCommand } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import type { OrderRejection } from './order.rejections.js';
import { forkDay, unopenedDay, type ServiceDay } from './service-day.js';
import { recordPosUpdate } from './tracking.js';

type OrderDecision = Decision<OrderEvent, OrderRejection>;

export const serviceDayDecider: Decider<ServiceDay, OrderCommand, OrderEvent, OrderRejection> = {
  initial: unopenedDay,
  evolve: evolveDay,
  fork: forkDay,
  decide: (day, command, at) => {
    if (isOpened(day)) return decideOpened(day, command, at);
    if (command.type === 'HoldTimeslot') {
      return openWith(day, command, at, opened => holdTimeslot(opened, command, at));
    }
    return decideUnopened(command);
  },
};

const decideOpened = (day: OpenedDay, command: OrderCommand, at: string): OrderDecision => {
  switch (command.type) {
    case 'HoldTimeslot':
      return holdTimeslot(day, command, at);
    case 'ReleaseHold':
      return releaseHold(day, command);
    case 'ExpireHold':
      return expireHold(day, command, at);
    case 'ConfirmOrder':
      return confirmOrder(day, command, at);
    case 'CancelOrder':
      return cancelOrder(day, command);
    case 'StartDelivery':
      return startDelivery(day, command, at);
    case 'RecordDelivery':
      return recordDelivery(day, command);
    case 'EscalateDelivery':
      return escalateDelivery(day, command);
    case 'RecordPosUpdate':
      return recordPosUpdate(day, command);
  }
};

/** On a day nobody opened there is no hold and no order. */
const decideUnopened = (command: Exclude<OrderCommand, { type: 'HoldTimeslot' }>): OrderDecision => {
  switch (command.type) {
    case 'ReleaseHold':
    case 'ConfirmOrder':
      return reject({ code: 'HOLD_UNKNOWN', orderId: command.orderId });
    case 'ExpireHold':
      return accept();
    case 'CancelOrder':
    case 'StartDelivery':
    case 'RecordDelivery':
    case 'EscalateDelivery':
    case 'RecordPosUpdate':
      return reject({ code: 'ORDER_UNKNOWN', orderId: command.orderId });
  }
};
