/** A wire stand-in for Bedrock's InvokeModel with a Titan embedding model: same path, same JSON, same error shapes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What to do with the next request instead of answering it. */
export type TitanFault =
  | { kind: 'error'; status: number; name: string } // as Bedrock says it: x-amzn-errortype and a JSON message
  | { kind: 'hang' } // headers never come
  | { kind: 'stall' } // headers and half a body, then silence
  | { kind: 'reset' } // the socket is destroyed
  | { kind: 'body'; body: string }; // 200 with this body

export interface TitanRequest {
  modelId: string;
  inputText: string;
  dimensions: number;
  normalize: boolean;
}

export interface TitanStandIn {
  /** `http://127.0.0.1:port`, for AWS_ENDPOINT_URL_BEDROCK_RUNTIME. */
  url: string;
  requests: TitanRequest[];
  /** The most requests that were open at once. */
  peak: number;
  /** Taken one per request, before any answer. */
  faults: TitanFault[];
  /** When set, every request meets it. */
  always: TitanFault | null;
  /** Waiting before each answer. */
  delayMs: number;
  close(): Promise<void>;
}

/** Starts it on a free loopback port. `embed` makes the vector of a text; the default is pseudo-random per text. */
export async function startTitan(embed: (text: string) => number[] = pseudoRandomVector): Promise<TitanStandIn> {
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    standIn.peak = Math.max(standIn.peak, open);
    response.on('close', () => (open -= 1));
    void handle(request, response, standIn, embed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: TitanStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    peak: 0,
    faults: [],
    always: null,
    delayMs: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return standIn;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  standIn: TitanStandIn,
  embed: (text: string) => number[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const modelId = /^\/model\/([^/]+)\/invoke$/.exec(request.url ?? '')?.[1];
  if (request.method !== 'POST' || !modelId) {
    fail(response, 404, 'UnknownOperationException');
    return;
  }
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<TitanRequest, 'modelId'>;
  standIn.requests.push({ modelId: decodeURIComponent(modelId), ...body });
  const fault = standIn.faults.shift() ?? standIn.always;
  if (fault) {
    misbehave(response, fault);
    return;
  }
  if (standIn.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, standIn.delayMs));
  answer(
    response,
    JSON.stringify({ embedding: embed(body.inputText), inputTextTokenCount: Math.ceil(body.inputText.length / 4) }),
  );
}

function misbehave(response: ServerResponse, fault: TitanFault): void {
  if (fault.kind === 'error') fail(response, fault.status, fault.name);
  if (fault.kind === 'reset') response.destroy();
  if (fault.kind === 'body') answer(response, fault.body);
  if (fault.kind === 'stall') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
    response.write('{"embedding":[0.1,');
  }
}

function answer(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(body);
}

function fail(response: ServerResponse, status: number, name: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
  response.end(JSON.stringify({ message: 'refused by the stand-in' }));
}

/** 1,024 numbers that depend on the text alone. */
export function pseudoRandomVector(text: string): number[] {
  let state = 2166136261;
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0)!, 16777619);
  return Array.from({ length: 1024 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
}
