import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { readLine, type ReadLine } from './order-line.js';
import type { TakeawayLine, TakeawayOrder } from './takeaway-order.js';

const GZIP_MAGIC = 0x1f8b;
const HEADER = /^"?Order Number"?,/;

/** The file is none of ours, or cannot be read. The message is one line. */
export class OrdersUnreadable extends Error {
  override readonly name = 'OrdersUnreadable';
}

export type TellDamaged = (lineNumber: number, why: string) => void;

/** Reads an order history, gzipped or plain, as a stream. The answer has the oldest order first, though the file has it last. */
export const readOrderFile = async (path: string, tellDamaged: TellDamaged): Promise<TakeawayOrder[]> => {
  const orders = new Map<string, TakeawayOrder & { readonly lines: TakeawayLine[] }>();
  let lineNumber = 0;
  const take = (text: string): void => {
    lineNumber += 1;
    if (lineNumber === 1) return expectHeader(path, text);
    if (text.trim() === '') return undefined;
    const read = readLine(text);
    if ('damaged' in read) return tellDamaged(lineNumber, read.damaged);
    return addTo(orders, read);
  };
  try {
    await eachLine(path, take);
  } catch (error) {
    if (error instanceof OrdersUnreadable) throw error;
    throw new OrdersUnreadable(`${path} cannot be read: ${(error as Error).message}`);
  }
  return [...orders.values()].reverse();
};

const expectHeader = (path: string, text: string): void => {
  if (HEADER.test(text.replace(/^\uFEFF/, ''))) return;
  throw new OrdersUnreadable(
    `${path} is not an order history: its first line does not begin with "Order Number,"`,
  );
};

/** An order is where and when its first line says. */
const addTo = (
  orders: Map<string, TakeawayOrder & { readonly lines: TakeawayLine[] }>,
  { order, businessDate, minute, line }: ReadLine,
): void => {
  const known = orders.get(order);
  if (known !== undefined) known.lines.push(line);
  else orders.set(order, { number: order, businessDate, minute, lines: [line] });
};

const eachLine = async (path: string, take: (text: string) => void): Promise<void> => {
  const lines = async (chunks: AsyncIterable<Buffer | string>): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of chunks) {
      const parts = (
        rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
      ).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) take(part.replace(/\r$/, ''));
    }
    if (rest !== '') take(rest);
  };
  const gzipped = await isGzip(path);
  const file = createReadStream(path);
  await (gzipped ? pipeline(file, createGunzip(), lines) : pipeline(file, lines));
};

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === GZIP_MAGIC;
  } finally {
    await file.close();
  }
};
