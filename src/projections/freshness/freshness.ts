import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EVENT_STORE, Subscriptions, type EventStore } from '../../event-sourcing/index.js';
import { NETWORK_TIME, type NetworkTime } from '../../platform/clock/index.js';
import { Problem } from '../../platform/problem/index.js';
import { CheckpointRow } from '../runner/index.js';

/** How long a query waits for its read model to be as fresh as was asked. */
const WAIT_MS = 2_000;
const LOOK_AGAIN_MS = 25;

/** Read-your-writes: a query may name a position from a command's answer and is answered no older than that. */
@Injectable()
export class Freshness {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    private readonly subscriptions: Subscriptions,
    private readonly database: DataSource,
  ) {}

  /** Waits until `follower` has handled the position in the header; does nothing where none was sent. */
  async atLeast(follower: string, header: string | undefined): Promise<void> {
    if (header === undefined) return;
    const position = this.positionIn(header);
    const here = this.subscriptions.find(follower);
    const caughtUp = await (here?.caughtUpWith(position, WAIT_MS) ??
      this.elsewhereCaughtUp(follower, position));
    if (caughtUp) return;
    throw new Problem(503, 'READ_MODEL_BEHIND', {
      title: `${follower} has not reached ${header} in ${WAIT_MS} ms.`,
      todo: 'Ask again in a moment, or without Rushline-At-Least.',
      facts: { projection: follower },
    });
  }

  /** A projection that another node runs says in its checkpoint how far it is. */
  private async elsewhereCaughtUp(projection: string, position: bigint): Promise<boolean> {
    const deadlineMs = this.network.monotonicMs() + WAIT_MS;
    while (this.network.monotonicMs() < deadlineMs) {
      const row = await this.database.getRepository(CheckpointRow).findOneBy({ projection });
      if (BigInt(row?.position ?? 0) >= position) return true;
      await this.network.sleep(LOOK_AGAIN_MS);
    }
    return false;
  }

  private positionIn(header: string): bigint {
    const [logId, digits = ''] = header.split(':');
    if (!/^\d{1,19}$/.test(digits)) {
      throw new Problem(400, 'POSITION_INVALID', {
        title: 'Rushline-At-Least is not a position.',
        todo: 'Send the Rushline-Position of a command’s answer as it came.',
      });
    }
    if (logId !== this.store.logId) {
      throw new Problem(412, 'POSITION_OF_ANOTHER_LOG', {
        title: 'This position belongs to another log.',
        todo: 'Ask without Rushline-At-Least.',
      });
    }
    return BigInt(digits);
  }
}
