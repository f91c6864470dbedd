import { request } from 'undici';

/** A request that is not answered within this is given up; one of our own programs on this machine is never that slow. */
const ANSWER_WITHIN_MS = 15_000;

export interface JsonRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface JsonAnswer {
  readonly status: number;
  /** Undefined where the answer has none. */
  readonly body: unknown;
  /** The position that a read model must have reached to show what this answer says; of a command. */
  readonly position: string | undefined;
}

/** One HTTP request with JSON both ways. Any status is an answer; only a broken exchange throws. */
export const requestJson = async (
  url: string,
  { method = 'GET', body, headers = {} }: JsonRequest = {},
): Promise<JsonAnswer> => {
  const answer = await request(url, {
    method,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  const position = answer.headers['rushline-position'];
  return {
    status: answer.statusCode,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    position: typeof position === 'string' ? position : undefined,
  };
};
