/** Every way a verb of ours can refuse. Closed: `http/errors.ts` maps each to a status once. */
export type ErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'busy'
  | 'too_large'
  | 'unsupported_media_type'
  | 'method_not_allowed'
  | 'not_configured'
  | 'unavailable'
  | 'database_unreachable'
  | 'database_unsafe'
  | 'data_dir_in_use'
  | 'data_dir_unusable'
  | 'newer_version'
  | 'port_in_use'
  | 'internal';

/** An error whose message is written for the person who caused it, says what to do, and holds no secret. */
export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** The system error code (`EADDRINUSE`, `ECONNREFUSED`) of an error or of its causes, else null. */
export function systemErrorCode(error: unknown): string | null {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth++) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') return code;
    const inner = (current as { errors?: unknown[] }).errors?.[0];
    current = (current.cause ?? inner) as Error;
  }
  return null;
}
