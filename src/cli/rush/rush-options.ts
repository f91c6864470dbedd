import { InvalidArgumentError } from 'commander';

const DAYS_MAX = 1_000;
/** The server's clock runs at most so much faster than life. */
const SPEED_MAX = 5_000;
const SQUEEZE_MAX = 1_000;
const SEED_MAX = 2 ** 32 - 1;

export interface RushOptions {
  readonly orders?: string;
  readonly days: number;
  readonly speed: number;
  readonly squeeze: number;
  readonly seed: number;
  readonly url?: string;
  readonly posAdmin?: string;
  readonly data?: string;
  readonly json: boolean;
}

const numberFrom =
  (least: number, most: number, isWhole: boolean) =>
  (written: string): number => {
    const value = (isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(written) ? Number(written) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`);
  };

export const asDays = numberFrom(1, DAYS_MAX, true);
export const asSpeed = numberFrom(1, SPEED_MAX, false);
export const asSqueeze = numberFrom(1, SQUEEZE_MAX, false);
export const asSeed = numberFrom(0, SEED_MAX, true);

export const asUrl = (written: string): string => {
  if (URL.canParse(written) && /^https?:/.test(written)) return written;
  throw new InvalidArgumentError('Expected a URL such as http://127.0.0.1:4000.');
};
