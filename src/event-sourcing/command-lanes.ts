import { CommandLane } from './command-lane.js';
import type { CommandEnvelope, LaneAnswer, LaneEvent, StreamKind } from './lane-language.js';
import type { LaneSurroundings } from './lane-surroundings.js';

/** Lanes kept in memory; beyond it the least recently used idle ones are dropped and read anew when needed. */
const LANES_MAX = 5_000;

/** One lane a stream, for one kind of stream. */
export class CommandLanes<State, Command, Event extends LaneEvent, Rejection> {
  private readonly lanes = new Map<string, CommandLane<State, Command, Event, Rejection>>();

  constructor(
    private readonly kind: StreamKind<State, Command, Event, Rejection>,
    private readonly around: LaneSurroundings,
  ) {
    around.feed?.tell(recorded => this.lanes.get(recorded.stream)?.hear(recorded));
  }

  submit(stream: string, envelope: CommandEnvelope<Command>): Promise<LaneAnswer<Event, Rejection>> {
    return this.laneOf(stream).submit(envelope);
  }

  private laneOf(stream: string): CommandLane<State, Command, Event, Rejection> {
    const lane = this.lanes.get(stream) ?? new CommandLane(stream, this.kind, this.around);
    // A Map keeps insertion order: putting a lane back makes it the most recently used.
    this.lanes.delete(stream);
    this.lanes.set(stream, lane);
    if (this.lanes.size > LANES_MAX) this.dropOldest();
    return lane;
  }

  private dropOldest(): void {
    for (const [stream, lane] of this.lanes) {
      if (!lane.idle) continue;
      this.lanes.delete(stream);
      return;
    }
  }
}
