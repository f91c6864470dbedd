import { Injectable, Logger } from '@nestjs/common';
import { digestOfStream } from '../../event-sourcing/index.js';
import { minutesAfter } from '../domain/capacity.js';
import { closesAt } from '../domain/closing.js';
import type { OpenedDay } from '../domain/opening.js';
import { placeOfStream } from '../service-day-streams.js';
import { DispatchOrder } from './dispatch-order.js';
import { OpenDayFollower } from './open-day-follower.js';
import { ProcessSurroundings } from './process-surroundings.js';

/** Business time after which a day that could not be closed is tried again. */
const TRY_AGAIN_MINUTES = 30;
/** Real time after which the log is asked again where it did not answer. */
const RETRY_MS = 5_000;

/** Closes each service day a while after its last slot, once every order of it has its end. */
@Injectable()
export class DayClosing extends OpenDayFollower {
  readonly name = 'day-closing';
  private readonly logger = new Logger('DayClosing');

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly dispatch: DispatchOrder,
  ) {
    super(around);
  }

  protected override deriveDay(stream: string, day: OpenedDay): void {
    if (day.closed) this.around.timers.cancel(timerOf(stream));
    else this.around.timers.set(timerOf(stream), closesAt(day), () => void this.close(stream));
  }

  /** Closes a day; where orders of it have no end yet, it is tried again later, and said which. */
  private async close(stream: string): Promise<void> {
    try {
      const closed = await this.around.activity.during(() => this.tryToClose(stream));
      if (!closed) this.tryAgain(stream);
    } catch (cause) {
      this.logger.warn({ err: cause, stream }, 'a day could not be closed yet');
      this.around.network.after(RETRY_MS, () => void this.close(stream));
    }
  }

  private tryAgain(stream: string): void {
    const at = minutesAfter(this.around.clock.now(), TRY_AGAIN_MINUTES);
    this.around.timers.set(timerOf(stream), at, () => void this.close(stream));
  }

  private async tryToClose(stream: string): Promise<boolean> {
    const { digest, throughRevision } = await digestOfStream(this.around.store, stream);
    const through = throughRevision.toString();
    const answer = await this.dispatch.sendToDay(
      placeOfStream(stream),
      { type: 'CloseServiceDay', digest, throughRevision: through },
      `close through ${through}`,
    );
    if (answer.kind !== 'rejected') return true;
    this.logger.warn({ stream, why: answer.rejection }, 'a day cannot be closed yet');
    return false;
  }
}

const timerOf = (stream: string): string => `close ${stream}`;
