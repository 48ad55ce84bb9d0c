/** One open conversation: its messages, and the answer that runs in it. */
import { batch, onCleanup } from 'solid-js';
import { createStore, produce } from 'solid-js/store';
import type { SessionDetail, StreamPart } from '../../src/http/api.ts';
import type { ChatTransport, Question } from '../wire/chat-transport.ts';
import { followAnswer } from '../wire/follow-answer.ts';
import { type ApiError, asApiError, sendForJson } from '../wire/request.ts';
import { applyPart, type LiveMessage, newMessage, toLive } from './live-message.ts';

export interface ChatState {
  sessionId: string | null;
  title: string;
  messages: LiveMessage[];
  /** How the stored conversation came in. */
  load: 'ready' | 'loading' | 'failed';
  problem: ApiError | null;
  /** An answer is on its way here. */
  running: boolean;
  stopping: boolean;
  /** The connection broke and is being made again. */
  reconnecting: boolean;
  /** The last question that never got an answer begun, to be tried again under the same key. */
  unanswered: Question | null;
}

export interface ChatOptions {
  transport: ChatTransport;
  /** A new conversation got its id. */
  onSessionStarted: (sessionId: string) => void;
  /** Something that the session list shows has changed. */
  onSessionsChanged: () => void;
}

export type Chat = ReturnType<typeof createChat>;

/** A conversation; `open` shows another one, `ask` adds a question to it. The server's answers go on without us. */
export function createChat({ transport, onSessionStarted, onSessionsChanged }: ChatOptions) {
  const [state, setState] = createStore<ChatState>(emptyState());
  let following: AbortController | null = null;
  onCleanup(() => following?.abort());

  async function open(sessionId: string | null): Promise<void> {
    const left = sessionId === null && state.messages.length > 0;
    if (sessionId === state.sessionId && state.load !== 'failed' && !left) return;
    following?.abort();
    setState({ ...emptyState(), sessionId, load: sessionId === null ? 'ready' : 'loading' });
    if (sessionId !== null) await loadStored(sessionId);
  }

  async function loadStored(sessionId: string): Promise<void> {
    const control = (following = new AbortController());
    try {
      const path = `/api/sessions/${encodeURIComponent(sessionId)}`;
      const detail = await sendForJson<SessionDetail>(path, { signal: control.signal });
      if (control.signal.aborted) return;
      const messages = detail.messages.map(toLive);
      setState({ title: detail.title, messages, load: 'ready', problem: null });
      if (detail.running || messages.at(-1)?.status === 'streaming') await follow(null);
    } catch (error) {
      if (!control.signal.aborted) setState({ load: 'failed', problem: asApiError(error) });
    }
  }

  async function ask(message: string): Promise<void> {
    if (state.running) return;
    const question = { sessionId: state.sessionId, message, idempotencyKey: crypto.randomUUID() };
    setState('messages', (messages) => [...messages, newMessage('user', message), newMessage('assistant', '')]);
    if (state.title === '') setState('title', message.slice(0, 120));
    await follow(question);
  }

  async function retry(): Promise<void> {
    const question = state.unanswered;
    if (state.running || (question === null && state.sessionId === null)) return;
    changeAnswer((answer) => Object.assign(answer, { status: 'streaming', failure: null }));
    await follow(question);
  }

  async function follow(question: Question | null): Promise<void> {
    following?.abort();
    const control = (following = new AbortController());
    setState({ running: true, stopping: false, reconnecting: false, unanswered: null });
    if (question === null && state.messages.at(-1)?.role !== 'assistant') {
      setState('messages', (messages) => [...messages, newMessage('assistant', '')]);
    }
    try {
      const outcome = await followAnswer({
        transport,
        question,
        sessionId: state.sessionId,
        signal: control.signal,
        onParts: takeParts,
        onConnection: (connection) => setState('reconnecting', connection === 'lost'),
      });
      if (outcome === 'gone' && state.sessionId !== null) await reloadAnswer(state.sessionId, control.signal);
    } catch (error) {
      if (control.signal.aborted) return;
      const { detail, code, requestId, status } = asApiError(error);
      const begun = !(state.messages.at(-1)?.id.startsWith('local-') ?? true);
      setState('unanswered', begun ? null : question);
      const interrupted = begun && status === 0;
      changeAnswer((answer) => {
        answer.status = interrupted ? 'interrupted' : 'failed';
        answer.failure = { detail, code, requestId };
      });
    } finally {
      if (following === control) setState({ running: false, stopping: false, reconnecting: false });
      onSessionsChanged();
    }
  }

  function takeParts(parts: StreamPart[]): void {
    batch(() => {
      for (const part of parts) {
        changeAnswer((answer) => applyPart(answer, part));
        if (part.type === 'start' && state.sessionId === null) {
          setState('sessionId', part.messageMetadata.sessionId);
          onSessionStarted(part.messageMetadata.sessionId);
        }
      }
    });
  }

  /** The answer ended while we were away: what is stored is whole. */
  async function reloadAnswer(sessionId: string, signal: AbortSignal): Promise<void> {
    const detail = await sendForJson<SessionDetail>(`/api/sessions/${encodeURIComponent(sessionId)}`, { signal });
    const stored = detail.messages.map(toLive);
    if (stored.at(-1)?.status === 'streaming') Object.assign(stored.at(-1) ?? {}, { status: 'interrupted' });
    setState({ messages: stored, title: detail.title });
  }

  async function stop(): Promise<void> {
    if (!state.running || state.stopping) return;
    setState('stopping', true);
    try {
      if (state.sessionId !== null) await transport.stop(state.sessionId);
      else following?.abort();
    } catch {
      setState('stopping', false); // it still runs: the button comes back
    }
  }

  function changeAnswer(change: (answer: LiveMessage) => void): void {
    const index = state.messages.length - 1;
    if (state.messages[index]?.role === 'assistant') setState('messages', index, produce(change));
  }

  return { state, open, ask, retry, stop, rename: (title: string) => setState('title', title) };
}

function emptyState(): ChatState {
  return {
    sessionId: null,
    title: '',
    messages: [],
    load: 'ready',
    problem: null,
    running: false,
    stopping: false,
    reconnecting: false,
    unanswered: null,
  };
}
