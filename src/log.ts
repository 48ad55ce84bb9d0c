/** One JSON line per event, to standard error, so that standard output stays for answers and reports. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export type LogFields = Record<string, unknown>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log whose every line carries these fields too. */
  with(fields: LogFields): Log;
}

const ORDER: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 };

/**
 * Makes a log. Errors are written as name, message, code and (for `debug` only) stack. Values under a key that names a
 * secret are replaced, at any depth, so that a careless call cannot leak one.
 */
export function createLog(
  level: LogLevel,
  write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
  fixed: LogFields = {},
): Log {
  const emit = (at: Exclude<LogLevel, 'silent'>, event: string, fields: LogFields = {}) => {
    if (ORDER[at] < ORDER[level]) return;
    const withStack = level === 'debug';
    write(
      JSON.stringify(
        { time: new Date().toISOString(), level: at, event, ...fixed, ...fields },
        (key, value: unknown) => {
          if (SECRET_KEY.test(key) && value) return '[redacted]';
          if (value instanceof Error) return describeError(value, withStack);
          if (typeof value === 'string') return withoutUrlCredentials(value);
          if (typeof value === 'bigint') return value.toString();
          return value;
        },
      ),
    );
  };
  return {
    debug: (event, fields) => emit('debug', event, fields),
    info: (event, fields) => emit('info', event, fields),
    warn: (event, fields) => emit('warn', event, fields),
    error: (event, fields) => emit('error', event, fields),
    with: (fields) => createLog(level, write, { ...fixed, ...fields }),
  };
}

const SECRET_KEY = /(?:secret|password|api_?key|access_?token|authorization|cookie|session_?token|external_?id)$/i;

function describeError(error: Error, withStack: boolean): LogFields {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: withoutUrlCredentials(error.message),
    ...(code === undefined ? {} : { code }),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause, false) } : {}),
    ...(withStack ? { stack: error.stack } : {}),
  };
}

function withoutUrlCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^\s/@]*@/g, '$1');
}
