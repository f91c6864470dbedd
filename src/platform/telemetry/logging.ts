import { LoggerModule } from 'nestjs-pino';
import type { Config } from '../config/index.js';

/**
 * Structured logs on standard output. Requests are counted by the metrics, not logged; faults are logged once, at the
 * edge, with the id of their request. No logger travels with each request: the asynchronous context that it needs makes
 * every promise of the process cost more than twice as much.
 */
export const logging = ({ logLevel }: Config) =>
  LoggerModule.forRoot({
    forRoutes: [],
    pinoHttp: { level: logLevel, autoLogging: false },
  });
