import { isIP } from 'node:net';
import { z } from 'zod';
import { failpointOf, type ArmedFailpoint } from '../failpoints/index.js';
import { posAccounts, type PosAccountConfig } from './pos-accounts.js';

const port = z.coerce.number().int().min(0).max(65_535);

/** A host name, `*.` and a domain, an address, or a range of addresses. */
const isEgressEntry = (entry: string): boolean => {
  const [address = '', bits, ...more] = entry.split('/');
  const version = isIP(address);
  if (version === 0) return HOST_NAME.test(entry);
  const bitsMax = version === 4 ? 32 : 128;
  return more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax));
};

const HOST_NAME = /^(\*\.)?([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)*[a-z]([a-z\d-]{0,61}[a-z\d])?$/i;

const egressList = z
  .string()
  .transform(text => text.split(',').map(entry => entry.trim()))
  .pipe(z.array(z.string().refine(isEgressEntry, 'must be host names, addresses or ranges, with commas')));

const failpoint = z.string().transform((text, context) => {
  const found = failpointOf(text);
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: 'is not the name of a failpoint' });
  return z.NEVER;
});

/** Every variable the server reads, with its default. `.env.example` says the same for people. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(4000),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_LISTEN_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.rushline'),
  CLOCK_SPEED: z.coerce.number().min(1).max(5_000).default(1),
  CLOCK_START: z.iso.datetime().optional(),
  POS_ACCOUNTS: posAccounts.default([]),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  NODE_ENV: z.string().optional(),
  ALLOW_UNAUTHENTICATED_NETWORK: z.enum(['yes', 'no']).default('no'),
  WEBHOOK_EGRESS: egressList.optional(),
  RUSHLINE_FAILPOINT: failpoint.optional(),
});

export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Undefined: an embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** A session connection for LISTEN; needed behind a transaction pooler. */
  readonly databaseListenUrl: string | undefined;
  readonly dataDir: string;
  /** Speed and start of a business clock that does not exist yet; one that does goes on as it is. */
  readonly clockSpeed: number;
  readonly clockStart: string | undefined;
  readonly posAccounts: readonly PosAccountConfig[];
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** In production the business clock is real time and cannot be steered. */
  readonly production: boolean;
  /** Where webhooks may go; undefined: nowhere but this machine, while this machine alone reaches the server. */
  readonly webhookEgress: readonly string[] | undefined;
  /** Where a spec wants this process to be killed; never in production. */
  readonly failpoint: ArmedFailpoint | undefined;
}

/** The environment does not make a configuration; the message names each variable, one a line. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';
}

export const CONFIG = Symbol('Config');

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** Reads the configuration. An empty variable counts as absent. Throws ConfigInvalid. */
export const readConfig = (variables: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    throw new ConfigInvalid(
      read.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    );
  }
  const { data } = read;
  const complaint = contradictionIn(data);
  if (complaint !== undefined) throw new ConfigInvalid(complaint);
  return {
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    databaseListenUrl: data.DATABASE_LISTEN_URL,
    dataDir: data.DATA_DIR,
    clockSpeed: data.CLOCK_SPEED,
    clockStart: data.CLOCK_START,
    posAccounts: data.POS_ACCOUNTS,
    logLevel: data.LOG_LEVEL,
    production: data.NODE_ENV === 'production',
    webhookEgress: data.WEBHOOK_EGRESS,
    failpoint: data.RUSHLINE_FAILPOINT,
  };
};

/** Variables that are each fine and do not go together. */
const contradictionIn = (data: z.infer<typeof environment>): string | undefined => {
  if (!LOOPBACK.test(data.HOST) && data.ALLOW_UNAUTHENTICATED_NETWORK === 'no') {
    return (
      `HOST: ${data.HOST} is not a loopback address, and no identity provider is configured; ` +
      'use 127.0.0.1, or set ALLOW_UNAUTHENTICATED_NETWORK=yes on a network you trust'
    );
  }
  return data.NODE_ENV === 'production' ? unfitForProduction(data) : undefined;
};

const unfitForProduction = (data: z.infer<typeof environment>): string | undefined => {
  if (data.CLOCK_SPEED !== 1 || data.CLOCK_START !== undefined) {
    return 'CLOCK_SPEED, CLOCK_START: in production the business clock is real time; take them away';
  }
  return data.RUSHLINE_FAILPOINT === undefined
    ? undefined
    : 'RUSHLINE_FAILPOINT: it kills the server, which is for specs only; take it away';
};
