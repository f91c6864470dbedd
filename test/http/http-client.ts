import { randomUUID } from 'node:crypto';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; undefined where it is none. */
  readonly body: Body;
}

type HeaderFields = Readonly<Record<string, string>>;

export const freshKey = (): string => randomUUID();

/** A client of the API. Commands get a fresh Idempotency-Key unless the spec names one. */
export const clientOf = (url: string) => {
  const ask = async <Body = Record<string, unknown>>(
    method: string,
    path: string,
    { body, headers = {} }: { readonly body?: string; readonly headers?: HeaderFields } = {},
  ): Promise<Answer<Body>> => {
    const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: jsonOf<Body>(text) };
  };
  return {
    /** A request exactly as it is given. */
    ask,
    get: <Body = Record<string, unknown>>(path: string, headers: HeaderFields = {}) =>
      ask<Body>('GET', path, { headers }),
    post: <Body = Record<string, unknown>>(path: string, body: unknown, headers: HeaderFields = {}) =>
      ask<Body>('POST', path, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': freshKey(), ...headers },
      }),
    put: <Body = Record<string, unknown>>(path: string, body: unknown, headers: HeaderFields = {}) =>
      ask<Body>('PUT', path, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': freshKey(), ...headers },
      }),
    remove: <Body = Record<string, unknown>>(path: string, headers: HeaderFields = {}) =>
      ask<Body>('DELETE', path, { headers: { 'idempotency-key': freshKey(), ...headers } }),
  };
};

export type HttpClient = ReturnType<typeof clientOf>;

const jsonOf = <Body>(text: string): Body => {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return undefined as Body;
  }
};
