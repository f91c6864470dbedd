import { InvalidArgumentError, Option } from 'commander';

const DEFAULT_URL = 'http://127.0.0.1:4000';

const asBaseUrl = (written: string): string => {
  if (URL.canParse(written) && /^https?:/.test(written)) return written.replace(/\/+$/, '');
  throw new InvalidArgumentError('Expected a URL such as http://127.0.0.1:4000.');
};

export const asInstant = (written: string): string => {
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(written) && !Number.isNaN(Date.parse(written))) {
    return new Date(written).toISOString();
  }
  throw new InvalidArgumentError('Expected an instant with its offset such as 2030-03-05T14:00:00+01:00.');
};

export const asDate = (written: string): string => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(Date.parse(written))) return written;
  throw new InvalidArgumentError('Expected a date such as 2030-03-05.');
};

/** Where the server is, and how it is answered: the same for every command of an operator. */
export const urlOption = (): Option =>
  new Option('--url <url>', 'address of the running server')
    .env('RUSHLINE_URL')
    .default(DEFAULT_URL)
    .argParser(asBaseUrl);

export const jsonOption = (): Option =>
  new Option('--json', 'the answer as one JSON object on standard output').default(false);
