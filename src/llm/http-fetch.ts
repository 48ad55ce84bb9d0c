/**
 * `fetch` for the SDKs over `node:http`: for each token its body costs a fraction of what a web stream does, with which
 * `fetch` keeps hundreds of answers from being read in time. Redirects are not followed: a key goes nowhere else.
 */
import { type IncomingMessage, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { messageOf } from './classify-network.ts';

/** Largest body read of an answer that is not a stream, or of an error, bytes. */
const LARGEST_PLAIN_BODY = 64 * 1024;

const bodies = new WeakMap<Response, Readable>();

/**
 * Sends as `fetch` does; body given as text only. The body of a 2xx is had by `bodyOf`, not from the response itself; any
 * other is read here, its first 64 KiB. Rejects with the system's own error.
 */
export const fetchOverHttp: typeof fetch = async (input, init = {}) => {
  const incoming = await send(new URL(input instanceof Request ? input.url : input), init);
  const body = decoded(incoming);
  const status = incoming.statusCode ?? 0;
  const isOk = status >= 200 && status < 300;
  const text = isOk ? null : await readPlain(body).catch((error: unknown) => messageOf(error));
  const response = new Response(text, { status, headers: headersOf(incoming) });
  if (isOk) bodies.set(response, body);
  return response;
};

/** The unread body of a 2xx that `fetchOverHttp` gave. */
export function bodyOf(response: Response): Readable {
  const body = bodies.get(response);
  if (!body) throw new TypeError('this response is not one of fetchOverHttp');
  return body;
}

/** The first 64 KiB of a body as text; the rest is not read. Rejects when the body breaks before. */
export async function readPlain(body: Readable): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
    length += piece.length;
    if (length >= LARGEST_PLAIN_BODY) break;
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

function send(url: URL, { method = 'GET', headers, body, signal }: RequestInit): Promise<IncomingMessage> {
  if (typeof body !== 'string' && body !== null && body !== undefined) throw new TypeError('only text can be sent');
  const bytes = Buffer.from(body ?? '');
  const options = {
    method,
    headers: { ...Object.fromEntries(new Headers(headers)), 'content-length': bytes.length },
    ...(signal ? { signal } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'http:' ? requestOverHttp(url, options) : requestOverHttps(url, options);
    request.once('response', resolve);
    // Also after the response, when nobody waits any more: the body reports it then.
    request.on('error', reject);
    request.end(bytes);
  });
}

const DECODERS: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** We ask for no compression; some gateways compress all the same. */
function decoded(incoming: IncomingMessage): Readable {
  const decoder = DECODERS[incoming.headers['content-encoding'] ?? '']?.();
  // A failure of either reaches who reads the decoder.
  return decoder ? pipeline(incoming, decoder, () => undefined) : incoming;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    try {
      headers.append(rawHeaders[index]!, rawHeaders[index + 1]!);
    } catch {
      // A header that Headers refuses is one we do not read.
    }
  }
  return headers;
}
