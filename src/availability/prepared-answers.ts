import { createHash } from 'node:crypto';

/** An answer ready to be sent. */
export interface PreparedAnswer {
  readonly body: Buffer;
  /** Hash of the body. */
  readonly etag: string;
  /** From this instant the answer has to be made anew. */
  readonly validUntil: string;
}

/** Later than any instant: time alone changes nothing. */
export const NEVER = '9999-12-31T23:59:59.999Z';

const TAG_CHARACTERS = 22;

export const tagOf = (content: Buffer | string): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, TAG_CHARACTERS)}"`;

export const preparedFrom = (answer: { readonly validUntil?: string }): PreparedAnswer => {
  const body = Buffer.from(JSON.stringify(answer));
  return { body, etag: tagOf(body), validUntil: answer.validUntil ?? NEVER };
};

/** How many answers are kept ready, and how large they may be together: whichever is met first. */
export interface PreparedBounds {
  readonly answersMax: number;
  readonly bytesMax: number;
}

/** A day of 96 slots takes 24 kB. What is not kept is made anew when it is asked for. */
export const PREPARED_BOUNDS: PreparedBounds = { answersMax: 10_000, bytesMax: 64 * 1024 * 1024 };

/** Answers by the stream of their day; the least recently asked for are forgotten first. */
export class PreparedAnswers {
  private readonly answers = new Map<string, PreparedAnswer>();
  private bytes = 0;

  constructor(private readonly bounds: PreparedBounds = PREPARED_BOUNDS) {}

  get size(): { readonly answers: number; readonly bytes: number } {
    return { answers: this.answers.size, bytes: this.bytes };
  }

  /** The answer for a day if it still holds at an instant. */
  at(stream: string, now: string): PreparedAnswer | undefined {
    const answer = this.answers.get(stream);
    if (answer === undefined || now >= answer.validUntil) return undefined;
    this.answers.delete(stream);
    this.answers.set(stream, answer);
    return answer;
  }

  keep(stream: string, answer: PreparedAnswer): PreparedAnswer {
    this.forget(stream);
    this.answers.set(stream, answer);
    this.bytes += answer.body.length;
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= this.bounds.answersMax && this.bytes <= this.bounds.bytesMax) break;
      this.forget(oldest);
    }
    return answer;
  }

  forget(stream: string): void {
    this.bytes -= this.answers.get(stream)?.body.length ?? 0;
    this.answers.delete(stream);
  }

  /** Forgets every day whose stream begins like this. */
  forgetAll(prefix: string): void {
    for (const stream of this.answers.keys()) if (stream.startsWith(prefix)) this.forget(stream);
  }
}
