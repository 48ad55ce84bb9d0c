/**
 * What the SDKs hide of a connection: when the request went out, and the status, headers or network code of what came
 * back. Node's own diagnostics channels tell, for `fetch` (undici) and for `node:http`; the asynchronous context says
 * which attempt a request belongs to. https://nodejs.org/api/diagnostics_channel.html
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { subscribe } from 'node:diagnostics_channel';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

export interface ConnectionWatch {
  /** Resolves when the request is on its way over a live connection; never rejects. */
  connected: Promise<void>;
  /** Runs what sends the request. */
  run<T>(send: () => T): T;
  /** Of the last `fetch` response, else null. */
  headers(): Headers | null;
  /** What came with a refusal (status 300 and above) to a `fetch`, its first 64 KiB, uncompressed; '' when none did. */
  refusalBody(): string;
  /** Of a `fetch` that failed below HTTP, else null. */
  networkCode(): string | null;
}

/** Largest body of a refusal that is kept, bytes. */
const LARGEST_REFUSAL = 64 * 1024;

interface WatchState {
  isOurs(host: string, path: string): boolean;
  markConnected(): void;
  /** Connections begun by this attempt. */
  unmade: ClientSocket[];
  headers: Headers | null;
  /** Null while the response is no refusal. */
  refusal: Buffer[] | null;
  networkCode: string | null;
}

const current = new AsyncLocalStorage<WatchState>();
const stateOfRequest = new WeakMap<object, WatchState>();
let subscribed = false;

/**
 * Watches one attempt: the requests that `isOurs` knows by host and path, not those that fetch credentials first. With
 * `signal`, its abort also closes a connection that is still being made: `fetch` alone leaves it to itself for 10 s.
 */
export function watchConnection(
  isOurs: (host: string, path: string) => boolean,
  signal?: AbortSignal,
): ConnectionWatch {
  subscribeOnce();
  const { promise, resolve } = Promise.withResolvers<void>();
  const state: WatchState = {
    isOurs,
    markConnected: resolve,
    unmade: [],
    headers: null,
    refusal: null,
    networkCode: null,
  };
  signal?.addEventListener('abort', () => closeUnmade(state), { once: true });
  return {
    connected: promise,
    run: (send) => current.run(state, send),
    headers: () => state.headers,
    refusalBody: () => decoded(state),
    networkCode: () => state.networkCode,
  };
}

/** A TLS socket connects twice: first the transport, then the handshake. */
type ClientSocket = Socket & { secureConnecting?: boolean };

function isBeingMade(socket: ClientSocket): boolean {
  return socket.connecting || socket.secureConnecting === true;
}

function closeUnmade({ unmade }: WatchState): void {
  for (const socket of unmade) if (isBeingMade(socket)) socket.destroy();
}

interface FetchRequest {
  origin?: string | URL;
  path?: string;
}

function subscribeOnce(): void {
  if (subscribed) return;
  subscribed = true;
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: FetchRequest };
    const state = current.getStore();
    if (state?.isOurs(hostOf(request.origin), request.path ?? '')) stateOfRequest.set(request, state);
  });
  subscribe('net.client.socket', (message) => {
    current.getStore()?.unmade.push((message as { socket: ClientSocket }).socket);
  });
  subscribe('undici:client:sendHeaders', (message) => {
    stateOfRequest.get((message as { request: object }).request)?.markConnected();
  });
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as {
      request: object;
      response: { statusCode: number; headers: Buffer[] };
    };
    const state = stateOfRequest.get(request);
    if (!state) return;
    state.headers = toHeaders(response.headers);
    state.refusal = response.statusCode >= 300 ? [] : null;
  });
  subscribe('undici:request:bodyChunkReceived', (message) => {
    const { request, chunk } = message as { request: object; chunk: Buffer };
    const refusal = stateOfRequest.get(request)?.refusal;
    const kept = refusal?.reduce((sum, part) => sum + part.length, 0) ?? LARGEST_REFUSAL;
    if (kept < LARGEST_REFUSAL) refusal?.push(Buffer.from(chunk.subarray(0, LARGEST_REFUSAL - kept)));
  });
  subscribe('undici:request:error', (message) => {
    const { request, error } = message as { request: object; error: { code?: unknown } };
    const state = stateOfRequest.get(request);
    if (state && typeof error?.code === 'string') state.networkCode = error.code;
  });
  subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: ClientRequest };
    const state = current.getStore();
    if (!state?.isOurs(request.host, request.path)) return;
    request.once('socket', (socket: ClientSocket) => {
      if (!isBeingMade(socket)) state.markConnected();
      else socket.once(socket.secureConnecting ? 'secureConnect' : 'connect', state.markConnected);
    });
  });
}

function hostOf(origin: string | URL | undefined): string {
  return origin === undefined ? '' : new URL(origin).host;
}

/** The channel shows bytes as they came. A body that was cut, or is not what its header says, gives ''. */
function decoded({ refusal, headers }: WatchState): string {
  const bytes = Buffer.concat(refusal ?? []);
  try {
    return (DECODERS[headers?.get('content-encoding') ?? ''] ?? ((given) => given))(bytes).toString();
  } catch {
    return '';
  }
}

const LIMIT = { maxOutputLength: 16 * LARGEST_REFUSAL };

const DECODERS: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => gunzipSync(bytes, LIMIT),
  deflate: (bytes) => inflateSync(bytes, LIMIT),
  br: (bytes) => brotliDecompressSync(bytes, LIMIT),
};

/** undici gives header names and values as alternating byte strings. */
function toHeaders(raw: Buffer[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    try {
      headers.append(String(raw[index]), String(raw[index + 1]));
    } catch {
      // A header that Headers refuses is one we do not read.
    }
  }
  return headers;
}
