/** Sessions and running answers of the stand-in: an answer is a log of parts that any number of readers follow. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChatMessage, SessionDetail, SessionSummary, StreamPart } from '../../src/http/api.ts';
import { applyPart, newMessage } from '../chat/live-message.ts';
import { NOW, recordingFor } from './recordings.ts';
import { json, problem } from './stand-in-replies.ts';

interface Answer {
  log: string[];
  over: boolean;
  readers: Set<ServerResponse>;
  /** Cut the connection once, after so many parts. */
  cutAt: number;
  stop(): void;
}

interface Session extends SessionDetail {
  answer: Answer | null;
}

/**
 * Stops an answer before the parts it names until `release` is called: a test then sees a state that stands still.
 * It is asked once for each part, in order, before the answer begins.
 */
export type HoldBefore = (part: StreamPart) => boolean;

/** The chat and session calls. `handle` returns whether the call was one of them. */
export function createAnswers(paceMs: number, holdBefore: HoldBefore = () => false) {
  let releases = 0;
  const sessions = new Map<string, Session>();
  const byKey = new Map<string, Session>();
  const timers = new Set<NodeJS.Timeout>();

  function ask(body: string, request: IncomingMessage, response: ServerResponse): void {
    const { message, sessionId } = JSON.parse(body) as { message: string; sessionId?: string };
    if (/refuse/.test(message)) return problem(response, 422, 'invalid_message', 'That question cannot be read.');
    const key = String(request.headers['idempotency-key'] ?? randomUUID());
    const known = byKey.get(key);
    if (known?.answer) return read(known.answer, 0, response);
    const session = (sessionId === undefined ? undefined : sessions.get(sessionId)) ?? newSession(message);
    byKey.set(key, session);
    read((session.answer = start(session, message)), 0, response);
  }

  function newSession(message: string): Session {
    const time = new Date(NOW).toISOString();
    const id = randomUUID();
    const session: Session = {
      id,
      title: message.slice(0, 60),
      createdAt: time,
      updatedAt: new Date().toISOString(),
      messageCount: 0,
      running: false,
      messages: [],
      answer: null,
    };
    sessions.set(id, session);
    return session;
  }

  function start(session: Session, message: string): Answer {
    const stored = newMessage('assistant', '');
    session.messages.push({ ...newMessage('user', message), id: randomUUID() }, stored);
    session.running = true;
    session.messageCount = session.messages.length;
    const messageId = randomUUID();
    const parts: StreamPart[] = [
      { type: 'start', messageId, messageMetadata: { sessionId: session.id } },
      ...recordingFor(message),
      /broken/.test(message)
        ? { type: 'error', errorText: 'Every provider failed. Ask again in a minute.' }
        : { type: 'finish' },
    ];
    const stops = new Set(parts.filter(holdBefore));
    const answer: Answer = {
      log: [],
      over: false,
      readers: new Set(),
      cutAt: /cut/.test(message) ? 25 : -1,
      stop: () => end({ type: 'abort', reason: 'stopped' }),
    };
    const timer = setInterval(() => {
      const [next] = parts;
      if (next !== undefined && stops.has(next) && releases-- < 1) return void (releases = 0);
      if (parts.length > 1) emit(parts.shift());
      else end(next);
    }, paceMs);
    timers.add(timer);

    function emit(part: StreamPart | undefined): void {
      if (part === undefined) return;
      applyPart(stored, part);
      write(JSON.stringify(part));
    }
    function end(part: StreamPart | undefined): void {
      if (answer.over) return;
      clearInterval(timer);
      emit(part);
      write('[DONE]');
      answer.over = true;
      session.running = false;
      for (const reader of answer.readers) reader.end();
    }
    function write(data: string): void {
      answer.log.push(data);
      const id = answer.log.length;
      for (const reader of answer.readers) {
        reader.write(`id: ${id}\ndata: ${data}\n\n`);
        if (id === answer.cutAt) reader.destroy();
      }
    }
    return answer;
  }

  function read(answer: Answer, from: number, response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'x-vercel-ai-ui-message-stream': 'v1',
      'cache-control': 'no-store',
    });
    response.write(': here\n\n');
    answer.log.slice(from).forEach((data, index) => response.write(`id: ${from + index + 1}\ndata: ${data}\n\n`));
    if (answer.over) return void response.end();
    answer.readers.add(response);
    response.on('close', () => answer.readers.delete(response));
  }

  function handle(call: string, url: URL, body: string, request: IncomingMessage, response: ServerResponse): boolean {
    const [, id = '', action = ''] = /^\/api\/(?:chat|sessions)\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    const method = request.method ?? '';
    if (call === 'GET /api/sessions') list(url, response);
    else if (method === 'POST' && /^\/api\/messages\/[^/]+\/feedback$/.test(url.pathname))
      response.writeHead(204).end();
    else if (id === '') return false;
    else {
      const session = sessions.get(id);
      if (session === undefined)
        problem(response, 404, 'not_found', 'There is no such conversation, or it was deleted.');
      else one(session, method, action, body, request, response);
    }
    return true;
  }

  function one(
    session: Session,
    method: string,
    action: string,
    body: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (action === 'stream') {
      if (session.answer === null || session.answer.over) return void response.writeHead(204).end();
      return read(session.answer, Number(request.headers['last-event-id'] ?? 0), response);
    }
    if (action === 'stop') session.answer?.stop();
    else if (action === 'export') return json(response, 200, detail(session));
    else if (method === 'PATCH') session.title = (JSON.parse(body) as { title: string }).title;
    else if (method === 'DELETE') sessions.delete(session.id);
    else return json(response, 200, detail(session));
    response.writeHead(204).end();
  }

  function list(url: URL, response: ServerResponse): void {
    const q = (url.searchParams.get('q') ?? '').toLowerCase();
    const items = [...sessions.values()]
      .filter(({ title }) => title.toLowerCase().includes(q))
      .toReversed()
      .map((session): SessionSummary => {
        const { id, title, createdAt, updatedAt, messageCount, running } = session;
        return { id, title, createdAt, updatedAt, messageCount, running };
      });
    json(response, 200, { items, nextCursor: null, total: items.length });
  }

  return {
    ask,
    handle,
    /** Lets an answer past one hold: the one it stands at, or the next it comes to. */
    release: () => (releases += 1),
    close: () => timers.forEach((timer) => clearInterval(timer)),
  };
}

function detail(session: Session): SessionDetail {
  const { answer: _, ...rest } = session;
  return { ...rest, messages: rest.messages.map(({ ...message }): ChatMessage => message) };
}
