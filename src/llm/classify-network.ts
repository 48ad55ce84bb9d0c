/** Faults below HTTP, the same for every provider: by the system's error code, wherever in the cause chain it sits. */
import { ProviderError } from './provider.ts';
import { redactUpstream } from './redact.ts';

/** Codes after which a request sent again at once has a fair chance: the peer hung up, usually on an idle connection. */
const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED']);

const CONNECT_TIMEOUT_CODES = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** True when the connection was reset or closed by the peer. */
export function isReset(error: ProviderError): boolean {
  return error.errorClass === 'network' && error.networkCode !== null && RESET_CODES.has(error.networkCode);
}

/**
 * Classes an error that has a system or undici code, or is a failed fetch; null for any other. Corrupt compressed bodies (zlib's `Z_…`)
 * are `malformed`; a connection that could not be made in time is `timeout_connect`; the rest is `network`.
 */
export function classifyNetwork(error: unknown): ProviderError | null {
  const code = networkCodeOf(error);
  if (code === null) {
    const failed = isFailedFetch(error);
    return failed ? new ProviderError('network', { upstream: redactUpstream(messageOf(error)), cause: error }) : null;
  }
  const details = { upstream: redactUpstream(`${code} ${messageOf(error)}`), networkCode: code, cause: error };
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('HPE_')) {
    return new ProviderError('malformed', details);
  }
  if (CONNECT_TIMEOUT_CODES.has(code)) return new ProviderError('timeout_connect', details);
  return new ProviderError('network', details);
}

/** The first code of an error or of what caused it, as `ECONNRESET`, `UND_ERR_SOCKET`, `CERT_HAS_EXPIRED`; else null. */
export function networkCodeOf(error: unknown): string | null {
  let current: unknown = error;
  for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, cause, errors } = current as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{3,}$/.test(code)) return code;
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return null;
}

/** A TypeError with a cause is how `fetch` reports that there is no response, by the Fetch standard. */
function isFailedFetch(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth += 1) {
    const { name, cause } = current as { name?: unknown; cause?: unknown };
    if (name === 'TypeError' && cause !== undefined) return true;
    current = cause;
  }
  return false;
}

/** The message of anything thrown. Upstream text: redact before keeping it. */
export function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = Object(error) as { message?: unknown };
  return typeof message === 'string' ? message : '';
}
