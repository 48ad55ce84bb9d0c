/**
 * What the SDKs hide of a connection: when the request went out, and the status, headers or network code of what came
 * back. Node's own diagnostics channels tell, for `fetch` (undici) and for `node:http`; the asynchronous context says
 * which attempt a request belongs to. https://nodejs.org/api/diagnostics_channel.html
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { subscribe } from 'node:diagnostics_channel';

export interface ConnectionWatch {
  /** Resolves when the request is on its way over a live connection; never rejects. */
  connected: Promise<void>;
  /** Runs what sends the request. */
  run<T>(send: () => T): T;
  /** Of the last `fetch` response, else null. */
  headers(): Headers | null;
  /** Of a `fetch` that failed below HTTP, else null. */
  networkCode(): string | null;
}

interface WatchState {
  isOurs(host: string, path: string): boolean;
  markConnected(): void;
  /** Connections begun by this attempt. */
  unmade: ClientSocket[];
  headers: Headers | null;
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
    networkCode: null,
  };
  signal?.addEventListener('abort', () => closeUnmade(state), { once: true });
  return {
    connected: promise,
    run: (send) => current.run(state, send),
    headers: () => state.headers,
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
    const { request, response } = message as { request: object; response: { headers: Buffer[] } };
    const state = stateOfRequest.get(request);
    if (!state) return;
    state.headers = toHeaders(response.headers);
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
