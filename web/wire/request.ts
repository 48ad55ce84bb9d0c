/** Calls to our own API. Every failure becomes an `ApiError` that can be shown as it is. */
import type { Problem } from '../../src/http/api.ts';

/** `status` 0: the server was not reached. `detail` is a whole sentence for the reader. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;

  constructor(problem: { status: number; code: string; detail: string; requestId: string | null; cause?: unknown }) {
    super(problem.detail, { cause: problem.cause });
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
  }
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

let onSignedOut: () => void = () => undefined;

/** Names what happens when any call answers 401: the app shows its sign-in page. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** One call; resolves to the response when it is 2xx. Throws `ApiError`, or the abort of `signal`. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw unreachable(cause);
  }
  if (response.ok) return response;
  if (response.status === 401) onSignedOut();
  throw await problemOf(response);
}

/** A call whose answer is JSON of the named shape; the server is ours, so the shape is trusted. */
export async function sendForJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw unreachable(cause);
  }
}

/** Any thrown thing as an `ApiError`. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({
    status: 0,
    code: 'page_error',
    detail: 'Something in this page went wrong. Reload it to go on.',
    requestId: null,
    cause: error,
  });
}

function unreachable(cause: unknown): ApiError {
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false;
  return new ApiError({
    status: 0,
    code: 'unreachable',
    detail: offline ? 'This device is offline.' : 'The Assay server did not answer.',
    requestId: null,
    cause,
  });
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  return new ApiError({
    status: response.status,
    code: problem?.code ?? `http_${response.status}`,
    detail: problem?.detail ?? problem?.title ?? `The server answered ${response.status} without saying why.`,
    requestId: problem?.requestId ?? response.headers.get('x-request-id'),
  });
}
