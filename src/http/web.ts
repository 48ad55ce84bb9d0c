/** The built web app: hashed assets for ever, the page for every path of its own. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { AppError } from '../errors.ts';
import type { AppEnv } from './environment.ts';

const DIST = fileURLToPath(new URL('../../web/dist/', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

export function webRoutes(dist: string = DIST): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/*', async (context, next) => {
    const { path } = context.req;
    if (path.startsWith('/api') || path.startsWith('/v1')) return next();
    const type = TYPES[extname(path)];
    const file = type ? await readAsset(dist, path) : null;
    if (file)
      return context.body(file, 200, {
        'content-type': type!,
        'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
    if (type && type !== TYPES['.html']) return next();
    const page = await readAsset(dist, '/index.html');
    if (!page)
      throw new AppError('unavailable', 'The web app is not built yet. Run: npm run build, or start with npm start.');
    return context.body(page, 200, { 'content-type': TYPES['.html']!, 'cache-control': 'no-cache' });
  });
  return routes;
}

/** A file under `dist`, or null; a path cannot climb out of it. */
async function readAsset(dist: string, path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  const inside = normalize(decoded).replace(/^(\.\.[/\\])+/, '');
  if (inside.includes('..') || inside.includes('\0')) return null;
  try {
    return new Uint8Array(await readFile(join(dist, inside)));
  } catch {
    return null;
  }
}
