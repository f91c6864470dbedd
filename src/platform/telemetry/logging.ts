import { LoggerModule } from 'nestjs-pino';
import type { Config } from '../config/index.js';

/** Structured logs on standard output. Bodies are never logged; requests only where they fail or debugging is on. */
export const logging = ({ logLevel }: Config) =>
  LoggerModule.forRoot({
    pinoHttp: {
      level: logLevel,
      autoLogging: logLevel === 'debug',
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      quietReqLogger: true,
    },
  });
