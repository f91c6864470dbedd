import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { complaintOf, phraseOf } from '../complaint.js';

export const invalid = (reply: FastifyReply, error: z.ZodError): FastifyReply => {
  const complaint = complaintOf(error);
  return problem(reply, 400, phraseOf(complaint), complaint.field);
};

const TITLES: Readonly<Record<number, string>> = { 400: 'Invalid request', 404: 'Not found', 409: 'Refused' };

export const problem = (reply: FastifyReply, status: number, detail: string, field?: string): FastifyReply =>
  reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: TITLES[status] ?? 'Error',
      status,
      detail,
      ...(field === undefined ? {} : { field }),
    });
