import { Injectable } from '@nestjs/common';
import { StreamFold } from '../../event-sourcing/index.js';
import { instantAt } from '../../platform/zones/index.js';
import { planDay, storeKind, storeStream, type CarryTerms, type Store } from '../../stores/index.js';
import { placeOfStream } from '../service-day-streams.js';
import { DispatchOrder } from './dispatch-order.js';
import { ProcessSurroundings } from './process-surroundings.js';

/** How long a store's change is carried while somebody waits; what takes longer is told as pending. */
const CARRY_WITHIN_MS = 2_000;
const LOOK_AGAIN_MS = 20;

/** Carries what a store is sold under into its open days while somebody waits. The follower of terms carries on what this leaves. */
@Injectable()
export class TermsCarrier {
  constructor(
    private readonly around: ProcessSurroundings,
    private readonly dispatch: DispatchOrder,
  ) {}

  readonly carry: CarryTerms = async (storeId, position) => {
    const fold = new StreamFold(storeStream(storeId), storeKind, this.around);
    await fold.readDelta();
    const streams = await this.openDaysOf(storeId, position);
    const waiting = new Set(streams.map(stream => placeOfStream(stream).businessDate));
    const patience = new AbortController();
    const carried = streams.map(async stream => {
      await this.carryInto(stream, fold.state);
      waiting.delete(placeOfStream(stream).businessDate);
    });
    await Promise.race([
      Promise.allSettled(carried),
      this.around.network.sleep(CARRY_WITHIN_MS, patience.signal),
    ]);
    patience.abort();
    return { pendingDays: [...waiting].sort() };
  };

  /** Tells one open day what its store is sold under now. */
  async carryInto(stream: string, store: Store): Promise<void> {
    const place = placeOfStream(stream);
    const plan = planDay(store, place.businessDate, instantAt);
    if (plan === undefined) return;
    await this.dispatch.sendToDay(
      place,
      { type: 'ApplyStoreTerms', plan },
      `terms of revision ${plan.storeRevision}`,
    );
  }

  /** The store's open days, from a list that holds every day which was opened before `position`. */
  private async openDaysOf(storeId: string, position: bigint): Promise<readonly string[]> {
    const deadlineMs = this.around.network.monotonicMs() + CARRY_WITHIN_MS;
    for (;;) {
      const list = await this.around.listOpenDays(storeId);
      if (list.position >= position) return list.streams;
      if (this.around.network.monotonicMs() > deadlineMs) {
        throw new Error(`the list of open days has not reached ${position} in ${CARRY_WITHIN_MS} ms`);
      }
      await this.around.network.sleep(LOOK_AGAIN_MS);
    }
  }
}
