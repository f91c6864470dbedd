import type { EventMetadata, RecordedEvent } from '../event-store.js';

/** A row of `log_event` as the driver gives it: bigint as text, json parsed. */
export interface EventRow {
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export const recordedEventOf = (row: EventRow): RecordedEvent => ({
  ...row,
  revision: BigInt(row.revision),
  position: BigInt(row.position),
});
