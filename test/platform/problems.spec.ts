import { BadRequestException, NotFoundException } from '@nestjs/common';
import { z } from 'zod';
import {
  CommandTooLarge,
  EventUnknownToNode,
  LaneBusy,
  LaneConflict,
  OutcomeUnknown,
} from '../../src/event-sourcing/index.js';
import { isDatabaseAway } from '../../src/platform/postgres/index.js';
import { Problem, validation } from '../../src/platform/problem/index.js';
import { problemOf } from '../../src/platform/problem/problem-of.js';

const fastifyError = (statusCode: number, code: string): Error =>
  Object.assign(new Error(`fastify says ${code}`), { statusCode, code });
const systemError = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

describe('An error becomes an answer', () => {
  it.each<[error: unknown, status: number, code: string]>([
    [new Problem(409, 'SLOT_FULL', { title: 'full', todo: 'another' }), 409, 'SLOT_FULL'],
    [new LaneBusy('day-1'), 503, 'BUSY'],
    [new LaneConflict('day-1'), 409, 'CONFLICT'],
    [new OutcomeUnknown('day-1', new Error('lost')), 503, 'OUTCOME_UNKNOWN'],
    [new CommandTooLarge(201, 90_000), 413, 'COMMAND_TOO_LARGE'],
    [new EventUnknownToNode('day-1', 'Newer', 2), 503, 'EVENT_UNKNOWN_TO_NODE'],
    [new NotFoundException(), 404, 'NOT_FOUND'],
    [new BadRequestException(), 400, 'BODY_MALFORMED'],
    [fastifyError(413, 'FST_ERR_CTP_BODY_TOO_LARGE'), 413, 'BODY_TOO_LARGE'],
    [fastifyError(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'), 415, 'MEDIA_TYPE_UNSUPPORTED'],
    [fastifyError(400, 'FST_ERR_BAD_URL'), 400, 'URL_MALFORMED'],
    [systemError('ECONNREFUSED'), 503, 'DATABASE_UNAVAILABLE'],
    [new TypeError('undefined is not a function'), 500, 'FAULT'],
    ['a bare string', 500, 'FAULT'],
    [undefined, 500, 'FAULT'],
    [{ statusCode: 413 }, 500, 'FAULT'],
  ])('%s: %d %s', (error, status, code) => {
    expect(problemOf(error)).toMatchObject({ status, code });
  });

  it('that tells nothing of the inside where nobody foresaw it', () => {
    const { words } = problemOf(new Error('password authentication failed for user "rushline"'));
    expect(JSON.stringify(words)).not.toContain('rushline');
  });
});

describe('PostgreSQL is away', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', '08006', '53300', '57P01', '57P03', '57014'])(
    'at %s',
    code => {
      expect(isDatabaseAway(systemError(code))).toBe(true);
      expect(isDatabaseAway(new AggregateError([systemError(code), systemError(code)]))).toBe(true);
      expect(
        isDatabaseAway(Object.assign(new Error('QueryFailedError'), { driverError: systemError(code) })),
      ).toBe(true);
    },
  );

  it.each(['23505', '42601', '40001', 'EACCES'])('but not at %s', code => {
    expect(isDatabaseAway(systemError(code))).toBe(false);
    expect(isDatabaseAway(new AggregateError([systemError('ECONNREFUSED'), systemError(code)]))).toBe(false);
  });
});

describe('Input that is not what it should be', () => {
  const schema = z.strictObject({
    guest: z.strictObject({ name: z.string().min(1) }),
    lines: z.array(z.strictObject({ quantity: z.int().positive() })),
  });

  const fieldsOf = async (body: unknown): Promise<readonly string[]> => {
    const pipe = validation();
    const transformed = (async () => pipe.transform(body, { type: 'body', schema } as never) as unknown)();
    const problem = await transformed.then(
      () => undefined,
      (error: unknown) => error as Problem,
    );
    expect(problem).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    return (problem?.words.facts?.errors as { field: string }[]).map(({ field }) => field);
  };

  it('passes through when it is', async () => {
    const body = { guest: { name: 'Ann' }, lines: [{ quantity: 2 }] };
    expect(await validation().transform(body, { type: 'body', schema } as never)).toEqual(body);
  });

  it('is a 400 that names every field by its path', async () => {
    expect(await fieldsOf({ guest: { name: '' }, lines: [{ quantity: 1 }, { quantity: -1 }] })).toEqual([
      'guest.name',
      'lines.1.quantity',
    ]);
    expect(await fieldsOf({ lines: 7 })).toEqual(['guest', 'lines']);
  });

  it('names every field that nobody knows', async () => {
    const body = { guest: { name: 'Ann', vip: true, age: 7 }, lines: [], tip: 1 };
    expect([...(await fieldsOf(body))].sort()).toEqual(['guest.age', 'guest.vip', 'tip']);
  });

  it.each([[null], ['text'], [[]], [undefined], [7]])('names the body where it is %j', async body => {
    expect(await fieldsOf(body)).toEqual(['body']);
  });
});
