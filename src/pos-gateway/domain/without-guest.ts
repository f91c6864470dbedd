/** Shorter words stand in any sentence. */
const WORD_MIN = 3;
const REDACTED = '…';

/** What a POS says of an order, without anything it repeats of the guest: what is recorded can never be forgotten. */
export const withoutGuest = (said: string, customer: unknown): string => {
  const words = wordsOf(customer).sort((a, b) => b.length - a.length);
  return words.reduce((text, word) => text.replaceAll(wholeWord(word), REDACTED), said);
};

/** The guest's texts, the parts of the name, and a number's digits however they were set apart. */
const wordsOf = (customer: unknown): string[] => {
  const { name, phone, notes } = (customer ?? {}) as Readonly<Record<string, unknown>>;
  const texts = [name, phone, notes].filter(value => typeof value === 'string');
  const parts = typeof name === 'string' ? name.split(/\s+/) : [];
  const digits = typeof phone === 'string' ? [phone.replaceAll(/\D/g, '')] : [];
  return [...texts, ...parts, ...digits].filter(word => word.length >= WORD_MIN);
};

const wholeWord = (word: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\d])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'giu');
