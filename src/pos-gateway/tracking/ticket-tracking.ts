import { Inject, Injectable } from '@nestjs/common';
import { PosAccounts } from '../pos-accounts.js';
import { FeedReader } from './feed-reader.js';
import { Sweep } from './sweep.js';
import { TicketLookUps } from './ticket-look-ups.js';
import { TRACKING_PACE, type TrackingPace } from './tracking-pace.js';

/** The ways in which news of tickets come in: feeds, look-ups, and the sweep that asks for them. */
@Injectable()
export class TicketTracking {
  constructor(
    readonly accounts: PosAccounts,
    readonly reader: FeedReader,
    readonly lookUps: TicketLookUps,
    readonly sweep: Sweep,
    @Inject(TRACKING_PACE) readonly pace: TrackingPace,
  ) {}
}
