/**
 * A provider on the wire: a TCP server on 127.0.0.1 that speaks enough HTTP/1.1 to be asked by the real SDKs, answers by
 * script, breaks connections on demand, and counts what reached it. Used by the tests, by soak and by the benchmark.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { healthyScript } from './steps.ts';
import type { Script, Step } from './steps.ts';
import { toPieces } from './wire.ts';
import type { WireKind } from './wire.ts';

export interface ReceivedRequest {
  method: string;
  path: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
  at: number;
}

export interface StandInOptions {
  /** What it answers when no script is set. */
  text?: string;
  /** Pause between two pieces of the default answer, ms. */
  paceMs?: number;
}

/** The script for the nth request, from 0. */
export type ScriptSource = (index: number, request: ReceivedRequest) => Script;

export interface ProviderStandIn {
  kind: WireKind;
  /** For the provider's `baseUrl` option. */
  baseUrl: string;
  requests: ReceivedRequest[];
  attempts(): number;
  /** Sets what the next requests get: one script for all, or one per request. Without argument: healthy again. */
  script(source?: Script | ScriptSource): void;
  /** Connections ever made to it. */
  connections(): number;
  /** Connections whose response has begun or is owed, and is not over. */
  openResponses(): number;
  close(): Promise<void>;
}

export const DEFAULT_TEXT =
  'Two users have no second factor [Q1]: alice and svc-legacy-backup [F-3k7q]. Enrol alice first.';

/** Starts a stand-in on a free port. Healthy by default: streams `text`. */
export async function startProviderStandIn(kind: WireKind, options: StandInOptions = {}): Promise<ProviderStandIn> {
  const pieces = toPieces(options.text ?? DEFAULT_TEXT);
  const healthy = paced(healthyScript(kind, { pieces }), options.paceMs ?? 0);
  let source: ScriptSource = () => healthy;
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();
  let connections = 0;

  const server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      busy.delete(socket);
    });
    readRequests(socket, (request) => {
      const index = requests.push(request) - 1;
      busy.add(socket);
      void play(socket, source(index, request)).then((over) => {
        if (over) busy.delete(socket);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));

  return {
    kind,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    attempts: () => requests.length,
    script(next) {
      source = next === undefined ? () => healthy : typeof next === 'function' ? next : () => next;
    },
    connections: () => connections,
    openResponses: () => busy.size,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Plays a script. True when the response ended properly and the connection may serve another request. */
async function play(socket: Socket, script: Script): Promise<boolean> {
  let framing: 'chunked' | 'close' = 'chunked';
  for (const step of script) {
    if (socket.destroyed) return false;
    switch (step.do) {
      case 'head':
        framing = step.framing ?? 'chunked';
        socket.write(head(step, framing));
        break;
      case 'send':
        await write(socket, framed(step.bytes, framing));
        break;
      case 'wait':
        await sleep(step.ms);
        break;
      case 'run':
        await step.work();
        break;
      case 'repeat':
        while (!socket.destroyed) {
          await write(socket, framed(step.bytes, framing));
          await sleep(step.everyMs);
        }
        return false;
      case 'end':
        if (framing === 'chunked') await write(socket, Buffer.from('0\r\n\r\n'));
        else socket.end();
        return true;
      case 'fin':
        socket.end();
        return false;
      case 'rst':
        socket.resetAndDestroy();
        return false;
      case 'hang':
        return false;
    }
  }
  return false;
}

function head({ status, headers = {} }: Step & { do: 'head' }, framing: 'chunked' | 'close'): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const frame = framing === 'chunked' ? 'transfer-encoding: chunked\r\n' : 'connection: close\r\n';
  return `HTTP/1.1 ${status} Stand-In\r\n${lines.join('')}${frame}\r\n`;
}

function framed(bytes: Buffer, framing: 'chunked' | 'close'): Buffer {
  if (framing === 'close' || bytes.length === 0) return bytes;
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** Writes with backpressure: an endless script must not fill this process's memory. */
async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || socket.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off('drain', go);
      socket.off('close', go);
      resolve();
    };
    socket.on('drain', go);
    socket.on('close', go);
  });
}

/** Calls back once for each whole request (Content-Length or chunked) on a connection. */
function readRequests(socket: Socket, onRequest: (request: ReceivedRequest) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on('data', (data) => {
    buffered = Buffer.concat([buffered, data]);
    for (;;) {
      const taken = takeRequest(buffered);
      if (!taken) return;
      buffered = buffered.subarray(taken.length);
      onRequest(taken.request);
    }
  });
}

function takeRequest(bytes: Buffer): { request: ReceivedRequest; length: number } | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [requestLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const body = takeBody(bytes, headEnd + 4, headers);
  if (!body) return null;
  const [method = '', path = ''] = requestLine.split(' ');
  return { request: { method, path, headers, body: body.text, at: performance.now() }, length: body.end };
}

function takeBody(bytes: Buffer, start: number, headers: Record<string, string>): { text: string; end: number } | null {
  if (headers['transfer-encoding'] !== 'chunked') {
    const end = start + Number(headers['content-length'] ?? 0);
    return bytes.length < end ? null : { text: bytes.subarray(start, end).toString(), end };
  }
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return null;
    if (size === 0) return { text: Buffer.concat(parts).toString(), end: next };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}

function paced(script: Script, paceMs: number): Script {
  if (paceMs === 0) return script;
  return script.flatMap((step): Step[] => (step.do === 'send' ? [step, { do: 'wait', ms: paceMs }] : [step]));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve);
    else setTimeout(resolve, ms);
  });
}
