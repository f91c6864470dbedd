import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { EVENT_STORE, type EventStore } from '../event-sourcing/index.js';
import { Problem } from '../platform/problem/index.js';
import {
  answerHeaders,
  asEtag,
  envelopeFor,
  fingerprintOf,
  keyReused,
  type Request,
} from '../platform/requests/index.js';
import type { StoreCommand } from './domain/store.commands.js';
import { HandleStore } from './handle-store.js';
import { CARRY_TERMS, type CarryTerms } from './process/carry-terms.js';
import { storeProblem } from './store-problems.js';
import { storeStream } from './store-streams.js';

export interface Sent {
  readonly storeId: string;
  readonly asked: Request;
  readonly body: unknown;
  readonly reply: FastifyReply;
}

/** Takes a request's command to its store and says in the answer's headers and status what became of it. */
@Injectable()
export class StoreDesk {
  private readonly logger = new Logger('StoreDesk');

  constructor(
    private readonly bus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CARRY_TERMS) private readonly carryTerms: CarryTerms,
  ) {}

  /** Records a command. Resolves the position from which on the store is as the answer says. */
  async record({ storeId, asked, body, reply }: Sent, command: StoreCommand): Promise<bigint> {
    const stream = storeStream(storeId);
    const envelope = envelopeFor(asked, stream, fingerprintOf(body), command);
    const answer = await this.bus.execute(new HandleStore(stream, envelope));
    if (answer.kind === 'key-reused') throw keyReused();
    if (answer.kind === 'rejected') throw storeProblem(storeId, answer.rejection);
    answerHeaders(reply, this.store.logId, answer);
    // A stream is one store: also where nothing was recorded, its revision is the tag of the store.
    void reply.header('etag', asEtag(answer.revision));
    return answer.position;
  }

  /** Records a command and carries it into the open days: 202 where some of them do not have it yet. */
  async recordAndCarry(sent: Sent, command: StoreCommand): Promise<readonly string[]> {
    const position = await this.record(sent, command);
    const { pendingDays } = await this.carry(sent.storeId, position);
    if (pendingDays.length > 0) void sent.reply.status(202);
    return pendingDays;
  }

  private async carry(storeId: string, position: bigint): ReturnType<CarryTerms> {
    try {
      return await this.carryTerms(storeId, position);
    } catch (cause) {
      this.logger.error(
        { err: cause, storeId },
        'it is not known which open days have the change of a store',
      );
      throw new Problem(503, 'PENDING_DAYS_UNKNOWN', {
        title: 'The change is recorded, but it is not known whether every open day has it yet.',
        todo: 'Repeat the request with the same Idempotency-Key: it changes nothing more, and names the days.',
        facts: { storeId },
      });
    }
  }
}
