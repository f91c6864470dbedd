import { createHash } from 'node:crypto';
import { canonicalJson } from './event-identity.js';
import type { EventStore } from './event-store.js';

/** What a stream holds up to its end, in one hash. */
export interface StreamDigest {
  /** SHA-256, base64url. */
  readonly digest: string;
  /** Revision of the last event in it; -1 where there is none. */
  readonly throughRevision: bigint;
}

/** Reads a stream and hashes every event of it: place, id, type, data and when it was decided. */
export const digestOfStream = async (store: EventStore, stream: string): Promise<StreamDigest> => {
  const hash = createHash('sha256');
  let throughRevision = -1n;
  for await (const { revision, id, type, data, metadata } of store.readStream(stream)) {
    hash.update(canonicalJson([revision.toString(), id, type, data, metadata.decidedAt]));
    throughRevision = revision;
  }
  return { digest: hash.digest('base64url'), throughRevision };
};
