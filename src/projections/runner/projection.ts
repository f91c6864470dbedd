import type { EntityManager } from 'typeorm';
import type { RecordedEvent } from '../../event-sourcing/index.js';

/** One read model in PostgreSQL: which streams it follows, and how events become rows. */
export interface Projection {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** True of an event that surely changes nothing here: where a batch has no other, nothing is committed for it. */
  passesOver?(event: RecordedEvent): boolean;
  /** Writes what these events change. The rows and the checkpoint are one transaction. */
  project(events: readonly RecordedEvent[], manager: EntityManager): Promise<void>;
}
