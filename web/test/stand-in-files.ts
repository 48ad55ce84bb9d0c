/** The built page, as the server serves it. */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';

const DIST = new URL('../dist/', import.meta.url);

const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of web/dist; every other address is the page itself, which knows its own routes. */
export async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === '' || path.includes('..') ? 'index.html' : path.slice(1);
  const content = await readFile(new URL(name, DIST)).catch(() => null);
  if (content === null) return void response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(content);
}
