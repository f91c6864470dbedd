import type { FeedStart } from '../pos-port.js';
import type { PosCall } from '../traffic/index.js';

/** One request to the simulator. */
export interface SimulatorRequest {
  readonly call: PosCall;
  /** Below its location. */
  readonly path: string;
  /** What is posted; without it something is read. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a reading of the feed begins, as the simulator is asked for it. */
export const feedQuery = (from: FeedStart): string => {
  switch (from.kind) {
    case 'after':
      return `&after=${encodeURIComponent(from.cursor)}`;
    case 'since':
      return `&since=${encodeURIComponent(from.at)}`;
    case 'beginning':
      return '';
  }
};
