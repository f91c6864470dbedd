import { OPERATIONS, type Operation } from '../profiles/behaviour.js';
import { closesThePort, type FaultKind, type FaultOrder } from './fault-orders.js';

const ALL: readonly Operation[] = OPERATIONS;
/** What changes something at the POS. */
const EFFECTS: readonly Operation[] = ['deliver', 'void'];

/** What a fault of an exchange strikes where it does not say so itself. */
const OPERATIONS_OF: Partial<Readonly<Record<FaultKind, readonly Operation[]>>> = {
  down: ALL,
  suspended: ALL,
  'rate-limited': ALL,
  '5xx-before-commit': EFFECTS,
  redirect: EFFECTS,
  refuse: EFFECTS,
  slow: ALL,
  'accept-then-drop-reply': EFFECTS,
  hang: EFFECTS,
  'stalled-answer': EFFECTS,
  '5xx-after-commit': EFFECTS,
  'html-with-200': EFFECTS,
  'errors-with-200': EFFECTS,
  'truncated-answer': EFFECTS,
  'wrong-reference': EFFECTS,
  'oversized-answer': EFFECTS,
};

/** Whether a fault is about this location, this account and this operation. */
export const strikes = (
  order: FaultOrder,
  {
    location,
    account,
    operation,
  }: { location: string; account?: string | undefined; operation?: Operation | undefined },
): boolean =>
  !closesThePort(order) &&
  (order.location ?? location) === location &&
  (order.account ?? account) === account &&
  (operation === undefined || operationsOf(order).includes(operation));

const operationsOf = (order: FaultOrder): readonly Operation[] =>
  ('operations' in order ? order.operations : undefined) ?? OPERATIONS_OF[order.kind] ?? ALL;
