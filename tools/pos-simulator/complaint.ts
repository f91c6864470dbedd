import type { z } from 'zod';

/** The first thing wrong with an input: where, and in which words. */
export interface Complaint {
  readonly field: string;
  readonly message: string;
}

const fieldOf = (issue: z.core.$ZodIssue): string => {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...unknown].map(String).join('.');
};

export const complaintOf = (error: z.ZodError): Complaint => {
  const [issue] = error.issues;
  if (issue === undefined) return { field: '', message: 'invalid' };
  return { field: fieldOf(issue), message: issue.message };
};

/** A complaint as one phrase; a complaint about the whole input has no field to name. */
export const phraseOf = ({ field, message }: Complaint): string =>
  field === '' ? message : `${field}: ${message}`;
