import { z } from 'zod';
import { NOT_SHOWN } from '../pos-port.js';

/** The longest name a POS gives to anything, and the most that is kept of what it says freely. */
const WORD_MAX = 100;
const SPEECH_MAX = 500;
/** Controls and halves of characters: no table could keep them. */
const UNKEPT = /[\p{Cc}\p{Cs}]/gu;

/** A name or status as a POS gives it. What is longer, or could not be kept, is none. */
export const posWord = z
  .string()
  .min(1)
  .max(WORD_MAX)
  .refine(text => text.search(UNKEPT) < 0, 'holds control characters');

/** The kitchen's words, translated; a word not in here passes as it is. */
const STATUSES: ReadonlyMap<string, string> = new Map([
  ['preparing', 'in-preparation'],
  ['unpaid', NOT_SHOWN],
  ['relayed', NOT_SHOWN],
]);
export const posStatus = posWord.transform(status => STATUSES.get(status) ?? status);

/** What a POS says freely, made fit to be kept and shown. */
export const posSpeech = (text: string): string => text.slice(0, SPEECH_MAX).replaceAll(UNKEPT, ' ');
