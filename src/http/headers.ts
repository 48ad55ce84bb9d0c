import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './environment.ts';

/** No foreign origin, no inline script or style, no frame: injected text has nothing to work with. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

/** Security headers on every response that is not a raw stream. */
export function securityHeaders(): MiddlewareHandler<AppEnv> {
  return async function addSecurityHeaders(context, next) {
    await next();
    if (context.env?.outgoing?.headersSent) return;
    context.header('content-security-policy', POLICY);
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    context.header('x-frame-options', 'DENY');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
    if (context.req.path.startsWith('/api')) context.header('cache-control', 'no-store');
  };
}
