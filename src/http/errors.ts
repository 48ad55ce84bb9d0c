/** Our closed error codes as HTTP: the one place where a status is decided. */
import type { Context } from 'hono';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Problem } from './api.ts';

const STATUS: Record<ErrorCode, 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 500 | 503> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  busy: 409,
  too_large: 413,
  unsupported_media_type: 415,
  not_configured: 422,
  unavailable: 503,
  database_unreachable: 503,
  database_unsafe: 500,
  data_dir_in_use: 500,
  data_dir_unusable: 500,
  newer_version: 500,
  port_in_use: 500,
  internal: 500,
};

const TITLES: Partial<Record<ErrorCode, string>> = {
  invalid_input: 'The request is not valid',
  unauthenticated: 'Sign in first',
  not_found: 'Not found',
  busy: 'An answer is still running',
  conflict: 'This conflicts with an earlier request',
  too_large: 'The request is too large',
  unavailable: 'Not available right now',
  internal: 'Something went wrong in Assay',
};

/** Any error as a problem. What is not an AppError is ours to fix: logged with its cause, shown as `internal`. */
export function problemOf(error: unknown, requestId: string, log: Log): Problem {
  const known = error instanceof AppError ? error : databaseFault(error);
  const code = known?.code ?? 'internal';
  const status = STATUS[code];
  if (status >= 500) log.error('request.failed', { requestId, error });
  return {
    type: 'about:blank',
    title: TITLES[code] ?? 'The request could not be served',
    status,
    code,
    detail:
      known?.message ?? `The request failed because of a fault in Assay. If it stays, report request ${requestId}.`,
    requestId,
  };
}

function databaseFault(error: unknown): AppError | null {
  const { code } = error as { code?: string };
  if (code === '22021' || code === '22007' || code === '22008')
    return new AppError('invalid_input', 'A value holds characters or a date that cannot be stored.', { cause: error });
  if (code === '22P02') return new AppError('not_found', 'There is nothing with this id.', { cause: error });
  if (
    code === 'ECONNREFUSED' ||
    code === 'CONNECTION_CLOSED' ||
    code === 'CONNECT_TIMEOUT' ||
    code === 'CONNECTION_ENDED'
  )
    return new AppError(
      'unavailable',
      'The database cannot be reached right now. Nothing was lost; try again shortly.',
      { cause: error },
    );
  return null;
}

export function problemResponse(context: Context, problem: Problem): Response {
  return context.body(JSON.stringify(problem), problem.status as 400, { 'content-type': 'application/problem+json' });
}
