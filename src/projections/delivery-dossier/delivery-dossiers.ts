import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, EventUnknownToNode, type EventStore } from '../../event-sourcing/index.js';
import { orderOf, serviceDayKind, serviceDayStream, type OrderPlace } from '../../orders/index.js';
import { dossierAfter } from './dossier-steps.js';
import { EMPTY_DOSSIER, type Dossier } from './dossier.js';

/** A dossier, and how many facts about its order only a newer release has words for. */
export interface ReadDossier extends Dossier {
  readonly unreadable: number;
}

/** What was done about the handing over of an order, as the log itself has it. */
@Injectable()
export class DeliveryDossiers {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** Undefined where the log knows nothing of the order. */
  async of(orderId: string, { storeId, businessDate }: OrderPlace): Promise<ReadDossier | undefined> {
    let dossier: Dossier | undefined;
    let unreadable = 0;
    for await (const recorded of this.store.readStream(serviceDayStream(storeId, businessDate))) {
      const { decidedAt: at, actor } = recorded.metadata;
      try {
        const event = serviceDayKind.eventTypes.recognise(recorded);
        if (orderOf(event) === orderId) {
          dossier = dossierAfter(dossier ?? EMPTY_DOSSIER, event, { at, actor });
        }
      } catch (error) {
        if (!(error instanceof EventUnknownToNode)) throw error;
        unreadable += (recorded.data as { readonly orderId?: unknown }).orderId === orderId ? 1 : 0;
      }
    }
    return dossier && { ...dossier, unreadable };
  }
}
