import type { EventDefinition } from './decider.js';
import type { RecordedEvent } from './event-store.js';

/** A node met an event it has no definition for, most likely written by a newer release. It never guesses. */
export class EventUnknownToNode extends Error {
  override readonly name = 'EventUnknownToNode';

  constructor(
    readonly stream: string,
    readonly type: string,
    readonly version: number,
  ) {
    super(
      `Stream ${stream} holds ${type} version ${version}, which this release does not know; upgrade this node.`,
    );
  }
}

/** The event types of one kind of stream: checked when written, recognised when read. */
export class EventTypes<Event extends { readonly type: string; readonly data: unknown }> {
  private readonly byType: ReadonlyMap<string, EventDefinition>;

  constructor(definitions: readonly EventDefinition[]) {
    this.byType = new Map(definitions.map(definition => [definition.type, definition]));
  }

  /** The version an event is written under. Throws when its data does not fit its schema: a bug, never bad input. */
  checkedVersion(event: Event): number {
    const definition = this.byType.get(event.type);
    if (definition === undefined) throw new TypeError(`${event.type} is not in the event catalogue`);
    definition.schema.parse(event.data);
    return definition.version;
  }

  /** The recorded event in today's shape. Throws EventUnknownToNode for a type or a version from the future. */
  recognise(recorded: RecordedEvent): Event {
    const definition = this.byType.get(recorded.type);
    if (definition === undefined || recorded.metadata.schemaVersion > definition.version) {
      throw new EventUnknownToNode(recorded.stream, recorded.type, recorded.metadata.schemaVersion);
    }
    const upcasts = definition.upcasts.slice(recorded.metadata.schemaVersion - 1);
    const data = upcasts.reduce((older, upcast) => upcast(older as never), recorded.data);
    return { type: recorded.type, data } as Event;
  }
}
