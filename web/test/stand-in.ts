/**
 * A stand-in for the Assay server, for the page's own tests: serves web/dist under the real content security policy and
 * replays recorded answers over the real contract, kept running without a reader, resumable, stoppable, idempotent.
 * Run it by hand with `node web/test/stand-in.ts 8788`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccountReport, OwnIdentity } from '../../src/http/accounts-view.ts';
import type { StatusReport } from '../../src/http/api.ts';
import { createStandInAccounts } from './stand-in-accounts.ts';
import { createAnswers, type HoldBefore } from './stand-in-answers.ts';
import { createOtherPages } from './stand-in-pages.ts';
import { serveFile } from './stand-in-files.ts';
import { STATUS } from './recordings.ts';
import { json, problem } from './stand-in-replies.ts';

export interface StandIn {
  url: string;
  /** `GET /path?query` of every request, in order, with its headers. */
  requests: { line: string; headers: IncomingMessage['headers']; body: string }[];
  /** Lets an answer past one hold of `holdBefore`: the one it stands at, or the next it comes to. */
  release(): void;
  close(): Promise<void>;
}

export interface StandInOptions {
  port?: number;
  /** Between two parts of an answer. */
  paceMs?: number;
  holdBefore?: HoldBefore;
  /** When set, calls without the sign-in cookie are answered 401. */
  token?: string;
  /** Connected from the start; with any the estate is no demo. */
  accounts?: AccountReport[];
  /** Who Assay is to AWS; nobody unless given. */
  identity?: OwnIdentity;
  /** As with DEMO=on: the demo estate stays whatever is connected. */
  demoStays?: boolean;
  /** Asked for every call, `POST /api/accounts`; what it promises is waited for before the call is answered. */
  gate?: (call: string) => Promise<void> | undefined;
}

/** Starts one on loopback. `close` also cuts what is still streaming. */
export async function openStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { port = 0, paceMs = 5, holdBefore, token, gate } = options;
  const answers = createAnswers(paceMs, holdBefore);
  const accounts = createStandInAccounts(options.accounts ?? [], options.identity);
  const otherPage = createOtherPages();
  const requests: StandIn['requests'] = [];

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const body = await readBody(request);
    requests.push({ line: `${request.method} ${url.pathname}${url.search}`, headers: request.headers, body });
    if (!url.pathname.startsWith('/api/')) return serveFile(url.pathname, response);
    if (url.pathname === '/api/sign-in') return signIn(body, response);
    if (token !== undefined && !request.headers.cookie?.includes(`assay=${token}`)) {
      return problem(response, 401, 'unauthorized', 'Sign in first.');
    }
    const call = `${request.method} ${url.pathname}`;
    await gate?.(call);
    if (call === 'GET /api/status') return json(response, 200, status());
    if (accounts.handle(request.method ?? '', url.pathname, body, response)) return;
    if (call === 'POST /api/chat') return answers.ask(body, request, response);
    if (answers.handle(call, url, body, request, response)) return;
    const other = otherPage(call, body);
    if (other !== undefined) return json(response, 200, other);
    problem(response, 404, 'not_found', 'There is no such thing.');
  }

  function status(): StatusReport {
    const connected = accounts.connected();
    return connected.length === 0 || options.demoStays ? STATUS : { ...STATUS, demo: false, accounts: connected };
  }

  function signIn(body: string, response: ServerResponse): void {
    if ((JSON.parse(body) as { token: string }).token !== token) {
      return problem(response, 401, 'unauthorized', 'Wrong token.');
    }
    response.writeHead(204, { 'set-cookie': `assay=${token}; HttpOnly; SameSite=Strict; Path=/` }).end();
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    release: answers.release,
    close: () =>
      new Promise((resolve) => {
        answers.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

if (import.meta.main) {
  const { url } = await openStandIn({ port: Number(process.argv[2] ?? 8788), paceMs: 30 });
  process.stdout.write(`stand-in: ${url}\n`);
}
