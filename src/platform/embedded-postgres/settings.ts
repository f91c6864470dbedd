import { HOST } from './port.js';

/**
 * Given on the command line at every start, and not written into the cluster, so that a data folder made by an
 * older Rushline runs with the settings of this one.
 */
export const serverSettings = (port: number): readonly string[] =>
  Object.entries({
    listen_addresses: HOST,
    port: String(port),
    // A socket file would need a folder that every account agrees on, and a path shorter than 108 bytes.
    unix_socket_directories: '',
    max_connections: '100',
    // What was answered with success survives a power cut: these three are never relaxed.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The reasons of a failed start are recognised in the log, so it speaks one language.
    lc_messages: 'C',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_checkpoints: 'off',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * UTF-8 sorted by code point, from PostgreSQL's built-in locale: the same order on every system, and no index
 * that a newer C library would make wrong.
 */
export const INITDB_ARGUMENTS: readonly string[] = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--auth=scram-sha-256',
  '--no-instructions',
];
