/** A reader of the stream bench: one HTTP request, its tokens with their ages, and whether any was lost or doubled. */
import { request } from 'node:http';
import { decodeTokens, monotonicMs } from './streams-token.ts';

export interface ReadResult {
  text: string;
  tokens: number;
  lost: number;
  doubled: number;
  /** How often an event's id did not follow the one before it. */
  badIds: number;
  /** The provider's own text ended and the stream said so. */
  whole: boolean;
  sessionId: string | null;
}

/** Told of each token: when it came (monotonic ms) and how old it was. */
export type OnToken = (atMs: number, ageMs: number) => void;

/** Reads one stream to its end, ours or the provider's own. Rejects when the connection breaks or is refused. */
export function readOne(url: string, body: object, onToken: OnToken): Promise<ReadResult> {
  const payload = JSON.stringify(body);
  const result = { text: '', tokens: 0, lost: 0, doubled: 0, badIds: 0, whole: false, sessionId: null };
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent: false, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      const take = frameTaker(result, onToken);
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        try {
          take(chunk, monotonicMs());
        } catch (error) {
          reject(error);
          outgoing.destroy();
        }
      });
      response.on('end', () => resolve(result));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

function frameTaker(result: ReadResult, onToken: OnToken): (chunk: string, nowMs: number) => void {
  let rest = '';
  let lastId = -1;
  return (chunk, nowMs) => {
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      // A heartbeat.
      if (frame.startsWith(':')) continue;
      const id = /^id: [^\n]*\.(\d+)\n/.exec(frame);
      if (id && Number(id[1]) !== (lastId += 1)) result.badIds += 1;
      takeData(result, frame.slice(frame.indexOf('data: ') + 6), nowMs, onToken);
    }
  };
}

function takeData(result: ReadResult, data: string, nowMs: number, onToken: OnToken): void {
  if (data === '[DONE]') return;
  // Only what is looked at is parsed: the reader shares the machine with what it measures.
  if (data.startsWith('{"type":"') && !/^{"type":"(?:start|text-delta|finish)"/.test(data)) return;
  const event = JSON.parse(data) as {
    type?: string;
    delta?: string;
    messageMetadata?: { sessionId: string };
    choices?: { delta: { content?: string }; finish_reason: string | null }[];
  };
  result.sessionId ??= event.messageMetadata?.sessionId ?? null;
  if (event.type === 'finish' || event.choices?.[0]?.finish_reason === 'stop') result.whole = true;
  const text = event.delta ?? event.choices?.[0]?.delta.content ?? '';
  result.text += text;
  for (const { place, ageMs } of decodeTokens(text, nowMs)) {
    if (place < result.tokens) result.doubled += 1;
    else {
      result.lost += place - result.tokens;
      result.tokens = place + 1;
    }
    onToken(nowMs, ageMs);
  }
}
