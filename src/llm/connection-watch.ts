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
  status(): number | null;
  headers(): Headers | null;
  /** Of a `fetch` that failed below HTTP, else null. */
  networkCode(): string | null;
}

interface WatchState {
  isOurs(host: string, path: string): boolean;
  markConnected(): void;
  status: number | null;
  headers: Headers | null;
  networkCode: string | null;
}

const current = new AsyncLocalStorage<WatchState>();
const stateOfRequest = new WeakMap<object, WatchState>();
let subscribed = false;

/** Watches one attempt: the requests that `isOurs` knows by host and path, not those that fetch credentials first. */
export function watchConnection(isOurs: (host: string, path: string) => boolean): ConnectionWatch {
  subscribeOnce();
  const { promise, resolve } = Promise.withResolvers<void>();
  const state: WatchState = {
    isOurs,
    markConnected: resolve,
    status: null,
    headers: null,
    networkCode: null,
  };
  return {
    connected: promise,
    run: (send) => current.run(state, send),
    status: () => state.status,
    headers: () => state.headers,
    networkCode: () => state.networkCode,
  };
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
  subscribe('undici:client:sendHeaders', (message) => {
    stateOfRequest.get((message as { request: object }).request)?.markConnected();
  });
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as { request: object; response: { statusCode: number; headers: Buffer[] } };
    const state = stateOfRequest.get(request);
    if (!state) return;
    state.status = response.statusCode;
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
    request.once('socket', (socket: Socket & { secureConnecting?: boolean }) => {
      const event = socket.secureConnecting ? 'secureConnect' : 'connect';
      if (socket.connecting || socket.secureConnecting) socket.once(event, state.markConnected);
      else state.markConnected();
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
