import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ChildProgram } from './child-program.js';
import { embeddedDatabase, givenDatabase, type RunningDatabase } from './database.js';
import { outliveOrphans, rememberProcesses } from './orphans.js';
import { Pos } from './pos.js';
import type { RunningSystem, SystemOptions, UnexpectedEnd } from './running-system.js';
import { Server } from './server.js';
import { causeOf, StartInterrupted, SystemError } from './system-error.js';

const DEFAULT_SEED = 1;

/** What of a system runs, in the order it was started. */
interface Parts {
  readonly database: RunningDatabase;
  readonly pos: Pos;
  readonly server: Server;
}

export class System implements RunningSystem {
  private readonly listeners = new Set<(end: UnexpectedEnd) => void>();
  /** Children that were asked to end. */
  private readonly asked = new WeakSet<ChildProgram>();
  private stopping: Promise<void> | undefined;

  private constructor(
    private readonly options: SystemOptions,
    private readonly interrupt: AbortSignal,
    private readonly parts: Partial<Parts> = {},
  ) {}
}
