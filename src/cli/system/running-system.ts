export interface SystemOptions {
  /** Everything is kept here; a folder that was used before goes on where it was. */
  readonly dataDir: string;
  /** A PostgreSQL of somebody's own; without it, an embedded one runs from the data folder. */
  readonly databaseUrl?: string | undefined;
  /** 0, the default, is any free port. */
  readonly port?: number | undefined;
  /** Ports of the POS simulator in a new data folder; in a used one it keeps those it had. */
  readonly posPort?: number | undefined;
  readonly posAdminPort?: number | undefined;
  /** Speed and start of the business clock of a new data folder; in a used one it goes on as it is. */
  readonly clockSpeed?: number | undefined;
  readonly clockStart?: string | undefined;
  /** Every line the server and the simulator write. */
  readonly serverLog: (line: string) => void;
  /** What the start itself has to say, such as what it found and cleared away; goes to `serverLog` when left out. */
  readonly notice?: ((line: string) => void) | undefined;
  readonly seed?: number | undefined;
  readonly production?: boolean | undefined;
  /**
   * Stops a start that is under way; afterwards it is the caller who calls `stop`. Left out, SIGINT, SIGTERM and
   * SIGHUP stop everything in order and end this process.
   */
  readonly stopSignal?: AbortSignal | undefined;
}

/** A part of the system ended although nobody had asked it to. */
export interface UnexpectedEnd {
  readonly part: 'server' | 'simulator' | 'database';
  /** In one line. */
  readonly why: string;
}

export interface RunningSystem {
  readonly serverUrl: string;
  readonly posUrl: string;
  readonly posAdminUrl: string;
  readonly databaseUrl: string;
  readonly serverPid: number;
  /** Starts the server again, at its old address; one that still runs is stopped first. */
  restartServer(): Promise<void>;
  /** Returns what ends the listening. */
  onUnexpectedEnd(listener: (end: UnexpectedEnd) => void): () => void;
  /** Stops the server, then the simulator, then PostgreSQL. Any number of calls stop them once. */
  stop(): Promise<void>;
}
