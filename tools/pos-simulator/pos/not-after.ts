import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { epochMsOf } from '../../../src/platform/clock/index.js';

const HEADER = 'x-not-after';
const instant = z.iso.datetime();

/** Until when, in real time, an order may still be shown to the kitchen; undefined where its sender does not say. */
export type NotAfter = { readonly atMs: number | undefined } | { readonly complaint: string };

export const notAfterOf = (headers: IncomingHttpHeaders): NotAfter => {
  const written = headers[HEADER];
  if (written === undefined) return { atMs: undefined };
  const read = instant.safeParse(written);
  return read.success
    ? { atMs: epochMsOf(read.data) }
    : { complaint: `${HEADER}: must be an instant in UTC` };
};
