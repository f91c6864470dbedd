import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

/** What every rate of the same report has to be read beside. */
export interface Machine {
  readonly processors: number;
  readonly model: string;
  readonly node: string;
  /** Times a second that 8 kB written behind each other are safe on the disk that the databases lie on. */
  readonly fsyncsPerSecond: number;
  /** Processes that wanted to run, on average over the minute before. */
  readonly load: number;
}

const BLOCK_BYTES = 8_192;
const MEASURED_MS = 1_000;

export const describeMachine = (folder: string): Machine => {
  const processors = cpus();
  return {
    processors: processors.length,
    model: processors[0]?.model.trim() ?? 'unknown',
    node: process.version,
    fsyncsPerSecond: fsyncRate(folder),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
};

const fsyncRate = (folder: string): number => {
  const place = mkdtempSync(join(folder, 'fsync-'));
  const file = openSync(join(place, 'blocks'), 'w');
  const block = Buffer.alloc(BLOCK_BYTES, 1);
  try {
    const startedAt = performance.now();
    let count = 0;
    for (; performance.now() - startedAt < MEASURED_MS; count += 1) {
      writeSync(file, block);
      fdatasyncSync(file);
    }
    return Math.round((count * 1_000) / (performance.now() - startedAt));
  } finally {
    closeSync(file);
    rmSync(place, { recursive: true });
  }
};
