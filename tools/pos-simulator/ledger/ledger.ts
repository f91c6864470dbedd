import { appendFileSync, closeSync, fdatasync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { CannotStart, causeOf } from '../cannot-start.js';
import { ledgerRecordSchema, type LedgerRecord } from './ledger-record.js';

const sync = promisify(fdatasync);
const NEWLINE = 0x0a;

/**
 * The judge: an append-only file of JSON lines that says what the kitchens saw.
 *
 * `append` only gathers; `durable` resolves once everything appended so far is on disk. Records that arrive while
 * one write is being synced wait for it together and share the next one, so hundreds of injections in a second
 * cost a handful of syncs.
 */
export class Ledger {
  private gathered: string[] = [];
  private written: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /**
   * Opens the ledger and tells `replay` every record in it. A last line cut off by a crash was never answered for:
   * it is truncated. Anything else that cannot be read is damage, and a judge must not guess.
   */
  static open(path: string, use: LedgerUse): Ledger {
    const file = openSync(path, 'a+');
    try {
      const content = readFileSync(file);
      const whole = content.lastIndexOf(NEWLINE) + 1;
      if (whole < content.length) {
        ftruncateSync(file, whole);
        use.log(`ledger: the last line was torn; ${content.length - whole} bytes truncated`);
      }
      replayLines(path, content.toString('utf8', 0, whole), use.replay);
      return new Ledger(file, use.onFailure);
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  append(record: LedgerRecord): void {
    this.gathered.push(`${JSON.stringify(record)}\n`);
    if (this.gathered.length > 1) return;
    // After a failed write this chain stays rejected: nothing is written behind a gap, and nothing is answered.
    this.written = this.written.then(() => this.write());
    this.written.catch(this.onFailure);
  }

  durable(): Promise<void> {
    return this.written;
  }

  async close(): Promise<void> {
    await this.written.catch(() => undefined);
    closeSync(this.file);
  }

  private async write(): Promise<void> {
    const lines = this.gathered.join('');
    this.gathered = [];
    appendFileSync(this.file, lines);
    await sync(this.file);
  }
}

export interface LedgerUse {
  readonly replay: (record: LedgerRecord) => void;
  readonly log: (line: string) => void;
  /** Called when a record could not be written. Nothing that waits for it will ever be answered. */
  readonly onFailure: (error: unknown) => void;
}

const replayLines = (path: string, content: string, replay: LedgerUse['replay']): void => {
  const lines = content.split('\n').slice(0, -1);
  lines.forEach((line, index) => {
    try {
      replay(ledgerRecordSchema.parse(JSON.parse(line)));
    } catch (error) {
      const cause = causeOf(error).replaceAll(/\s+/g, ' ');
      throw new CannotStart(
        `${path} is damaged at line ${index + 1} (${cause}); repair that line, or start with an empty --data folder`,
      );
    }
  });
};
