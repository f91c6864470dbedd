import { z } from 'zod';

/** Controls, halves of a character (no table could keep either), and marks that turn the writing direction. */
const UNWANTED = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u;

/** Text a person typed, line breaks included. */
export const typedText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(text => !UNWANTED.test(text.replaceAll('\n', '')), 'must hold no control characters');

/** A date an order id can carry: it counts the days since 1970 in 16 bits. */
export const calendarDate = z.iso
  .date()
  .refine(date => date >= '1970-01-01' && date <= '2149-06-06', 'must lie between 1970 and 2149');
