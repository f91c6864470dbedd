import { LoggerModule } from 'nestjs-pino';
import type { Config } from '../config/index.js';

/** Structured logs on standard output. Requests are counted by the metrics, not logged; faults are logged once, at the edge. */
export const logging = ({ logLevel }: Config) =>
  LoggerModule.forRoot({
    pinoHttp: {
      level: logLevel,
      autoLogging: false,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      quietReqLogger: true,
    },
  });
