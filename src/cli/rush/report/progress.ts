import type { NetworkTime } from '../../../platform/clock/index.js';

const BAR_WIDTH = 24;
/** Real time between two drawings of the bar, and between two lines where there is no terminal. */
const DRAW_EVERY_REAL_MS = 250;
const LINE_EVERY_REAL_MS = 5_000;
const ERASE_LINE = '\r\u001B[K';

/** How far something is: `done` of `all`, and what else is worth knowing. */
export interface Step {
  readonly title: string;
  readonly done: number;
  readonly all: number;
  readonly detail: string;
  /** Real milliseconds to its end, where that is known. */
  readonly etaMs?: number | undefined;
}

interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far the rush is: a bar that redraws itself on a terminal, else a line every few seconds. */
export class Progress {
  private step: Step | undefined;
  private shownAtMs = 0;
  private barIsShown = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly screen: Screen,
    private readonly network: NetworkTime,
  ) {}

  start(read: () => Step | undefined): void {
    void this.draw(read);
  }

  /** Says something once, above the bar. */
  say(line: string): void {
    this.erase();
    this.screen.write(`${line}\n`);
  }

  stop(): void {
    this.stopping.abort();
    this.erase();
  }

  private async draw(read: () => Step | undefined): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const step = read();
      if (step !== undefined) this.show(step);
      await this.network.sleep(DRAW_EVERY_REAL_MS, signal);
    }
  }

  private show(step: Step): void {
    if (this.screen.isTTY === true) {
      this.screen.write(`${ERASE_LINE}${barOf(step)} ${phraseOf(step)}`);
      this.barIsShown = true;
      return;
    }
    const now = this.network.monotonicMs();
    if (step.title === this.step?.title && now - this.shownAtMs < LINE_EVERY_REAL_MS) return;
    this.step = step;
    this.shownAtMs = now;
    this.screen.write(`${phraseOf(step)}\n`);
  }

  private erase(): void {
    if (this.barIsShown) this.screen.write(ERASE_LINE);
    this.barIsShown = false;
  }
}

const barOf = ({ done, all }: Step): string => {
  const full = all === 0 ? 0 : Math.floor((done / all) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`;
};

const phraseOf = ({ title, done, all, detail, etaMs }: Step): string =>
  `${title} ${done}/${all}${detail === '' ? '' : `, ${detail}`}${etaMs === undefined ? '' : `, ETA ${durationOf(etaMs)}`}`;

const durationOf = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
