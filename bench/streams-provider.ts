/**
 * The provider of the stream bench, in a process of its own: speaks as Groq does, keeps every request waiting until the
 * gate opens, then sends each its tokens at a steady pace. Runs only as a child process, steered by messages.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAiChunk, sseData } from '../src/test/providers/wire-openai.ts';
import { encodeToken, monotonicMs } from './streams-token.ts';

/** What the parent says: start sending `tokens` words to whoever waits, and up to `moreTokens` more, by chance. */
export interface OpenGate {
  tokens: number;
  moreTokens: number;
  everyMs: number;
}

/** What the child says: where it listens, how many requests wait, how many streams it has ended and tokens it has sent in all. */
export interface ProviderReport {
  port: number;
  waiting: number;
  ended: number;
  sent: number;
}

if (process.send) listen();

function listen(): void {
  const waiting = new Set<ServerResponse>();
  let sent = 0;
  let ended = 0;
  const end = () => {
    ended += 1;
    report();
  };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(openAiChunk({ role: 'assistant', content: '' }));
      waiting.add(response);
      report();
    });
  });
  const report = () =>
    process.send!({
      port: (server.address() as AddressInfo).port,
      waiting: waiting.size,
      ended,
      sent,
    } satisfies ProviderReport);
  process.on('message', (gate: OpenGate) => {
    for (const response of waiting) play(response, gate, () => (sent += 1), end);
    waiting.clear();
  });
  process.on('disconnect', () => process.exit());
  server.listen(0, '127.0.0.1', report);
}

/** Each stream keeps its own beat from a random instant of the first second; a late token does not delay the next. */
function play(response: ServerResponse, gate: OpenGate, count: () => void, over: () => void): void {
  const tokens = gate.tokens + Math.floor(Math.random() * (gate.moreTokens + 1));
  const beganAt = monotonicMs() + Math.random() * 1_000;
  let place = 0;
  const beat = () => {
    if (response.destroyed) return;
    if (place === tokens) {
      response.write(openAiChunk({}, 'stop', { usage: { prompt_tokens: 1, completion_tokens: tokens } }));
      response.end(sseData('[DONE]'));
      over();
      return;
    }
    response.write(openAiChunk({ content: encodeToken(place, monotonicMs()) }));
    count();
    place += 1;
    setTimeout(beat, Math.max(0, beganAt + place * gate.everyMs - monotonicMs()));
  };
  setTimeout(beat, beganAt - monotonicMs());
}
