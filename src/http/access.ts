/** The one shared token: as a bearer, or as an HttpOnly cookie set by the sign-in page. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { AppEnv } from './environment.ts';
import { readBody } from './input.ts';

const COOKIE = 'assay_access';
const THIRTY_DAYS_SECONDS = 30 * 24 * 3600;

/** Lets through who holds the token; everybody when none is set. */
export function guard(token: string | null): MiddlewareHandler<AppEnv> {
  return async function accessGuard(context, next) {
    if (token !== null) {
      const bearer = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
      const cookie = getCookie(context, COOKIE);
      const fromCookie = bearer === undefined && cookie !== undefined;
      const allowed = bearer === undefined ? same(cookie, digest(token)) : same(bearer, token);
      if (!allowed)
        throw new AppError(
          'unauthenticated',
          'Send the access token: Authorization: Bearer <ACCESS_TOKEN>, or sign in on the page.',
        );
      if (fromCookie && isForeign(context.req.header('sec-fetch-site'), context.req.method))
        throw new AppError('forbidden', 'This request came from another site.');
    }
    await next();
  };
}

/** A cookie goes along with requests that other sites provoke; reading pages is harmless, anything else is not. */
function isForeign(site: string | undefined, method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && site !== undefined && site !== 'same-origin' && site !== 'none';
}

export function signInRoutes(token: string | null): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post('/', async (context) => {
    const given = await readBody(context, z.object({ token: z.string().max(1000) }));
    if (token !== null && !same(given.token, token))
      throw new AppError('unauthenticated', 'This token is not the one that Assay was started with (ACCESS_TOKEN).');
    if (token !== null)
      setCookie(context, COOKIE, digest(token), {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: THIRTY_DAYS_SECONDS,
        secure: new URL(context.req.url).protocol === 'https:' || context.req.header('x-forwarded-proto') === 'https',
      });
    return context.body(null, 204);
  });
  routes.delete('/', (context) => {
    deleteCookie(context, COOKIE, { path: '/' });
    return context.body(null, 204);
  });
  return routes;
}

/** The cookie holds a digest, so that a stolen cookie jar does not give the token itself away. */
const digest = (token: string) => createHash('sha256').update(`assay cookie ${token}`).digest('base64url');

function same(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
