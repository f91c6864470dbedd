import type { DeliveryEvent } from './delivery.events.js';

type DataOf<Type extends DeliveryEvent['type']> = Extract<DeliveryEvent, { type: Type }>['data'];

export interface StartDelivery extends Omit<DataOf<'DeliveryStarted'>, 'attempt' | 'deadline' | 'key'> {
  readonly type: 'StartDelivery';
}

/** Claims to send an unknown attempt once more. */
export interface ResendDelivery extends DataOf<'DeliveryResent'> {
  readonly type: 'ResendDelivery';
}

export type DeliveryOutcome =
  | { readonly kind: 'accepted'; readonly ticketId: string; readonly learnedBy: 'reply' | 'look-up' | 'feed' }
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly proof: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'proven-absent' }
  /** The POS accepted it as this ticket and shows it nowhere, however long one waits. */
  | { readonly kind: 'not-shown'; readonly ticketId: string };

export interface RecordDelivery {
  readonly type: 'RecordDelivery';
  readonly orderId: string;
  readonly attempt: number;
  readonly outcome: DeliveryOutcome;
}

export interface EscalateDelivery {
  readonly type: 'EscalateDelivery';
  readonly orderId: string;
  readonly cause: Exclude<
    DataOf<'DeliveryEscalated'>['cause'],
    'rejected' | 'void-refused' | 'ticket-never-shown' | 'voided-at-pos'
  >;
  readonly detail: string;
}

/** An operator, shown the risk, has an order sent once more. */
export interface RedeliverOrder {
  readonly type: 'RedeliverOrder';
  readonly orderId: string;
  readonly by: string;
  readonly why: string;
}

/** An operator says what became of an order. */
export interface ResolveDelivery {
  readonly type: 'ResolveDelivery';
  readonly orderId: string;
  readonly by: string;
  readonly why: string;
  readonly as: DataOf<'DeliveryResolved'>['as'];
}

export interface StartVoid extends Omit<DataOf<'VoidStarted'>, 'attempt' | 'ticketId'> {
  readonly type: 'StartVoid';
}

export type VoidOutcome =
  | { readonly kind: 'voided'; readonly learnedBy: 'reply' | 'look-up' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly why: string };

export interface RecordVoid {
  readonly type: 'RecordVoid';
  readonly orderId: string;
  readonly attempt: number;
  readonly outcome: VoidOutcome;
}

export interface RecordPosUpdate {
  readonly type: 'RecordPosUpdate';
  readonly orderId: string;
  /** The account that says so: two of them may have tickets of the same name. */
  readonly account: string;
  readonly ticketId: string;
  /** As the adapter translated it; a status the house has no word for comes as it is. */
  readonly status: string;
  readonly version: number;
  readonly posAt: string;
}

export type DeliveryCommand =
  | StartDelivery
  | ResendDelivery
  | RecordDelivery
  | EscalateDelivery
  | RedeliverOrder
  | ResolveDelivery
  | StartVoid
  | RecordVoid
  | RecordPosUpdate;
