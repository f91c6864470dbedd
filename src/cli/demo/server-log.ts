import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const FILE = 'server.log';
/** A file that has grown beyond this is put aside when the next run begins. */
const LOG_LIMIT_BYTES = 10_000_000;
const PINO_ERROR = 50;

/** Keeps what the server and the simulator write; only what went wrong is shown as it happens. */
export class ServerLog {
  readonly path: string;
  private file: WriteStream | undefined;
  private isShowing = false;

  constructor(
    dataDir: string,
    private readonly show: (line: string) => void,
  ) {
    this.path = join(dataDir, FILE);
  }

  /** From now on what goes wrong is shown, too: a start that fails says why itself, in one line. */
  showTrouble(): void {
    this.isShowing = true;
  }

  /** The file is opened with the first line: by then the data folder was found to be usable. */
  readonly write = (line: string): void => {
    this.file ??= this.open();
    this.file.write(`${line}\n`);
    const trouble = this.isShowing ? troubleIn(line) : undefined;
    if (trouble !== undefined) this.show(`the server says: ${trouble} (see ${this.path})`);
  };

  close(): Promise<void> {
    return new Promise(resolve => (this.file === undefined ? resolve() : this.file.end(resolve)));
  }

  private open(): WriteStream {
    if (existsSync(this.path) && statSync(this.path).size > LOG_LIMIT_BYTES) {
      renameSync(this.path, `${this.path}.old`);
    }
    // A disk that is full is the business of PostgreSQL; a log that cannot be written ends nothing.
    return createWriteStream(this.path, { flags: 'a' }).on('error', () => undefined);
  }
}

const troubleIn = (line: string): string | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const {
      level = 0,
      msg,
      err,
    } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { message?: string };
    };
    return level >= PINO_ERROR ? (err?.message ?? msg) : undefined;
  } catch {
    return undefined;
  }
};
