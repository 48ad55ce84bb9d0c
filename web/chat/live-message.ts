/** A chat message as the page holds it: what the API stores, and what only a running answer has. */
import type { AttemptPart, ChatMessage, StreamPart } from '../../src/http/api.ts';

export interface LiveMessage extends ChatMessage {
  /** Text parts by id, in the order they began; `text` is all of them joined. */
  texts: { id: string; text: string }[];
  /** Text that a restart threw away, shown fading until the next provider's first word. */
  dropped: string | null;
  /** What restarts happened, in order. */
  restarts: { reason: string }[];
  /** A sentence for the reader when it failed. */
  failure: { detail: string; code: string | null; requestId: string | null } | null;
}

/** A stored message as a live one. */
export function toLive(message: ChatMessage): LiveMessage {
  const attempts: AttemptPart[] = [];
  for (const attempt of message.attempts ?? []) mergeAttempt(attempts, attempt);
  const texts = message.text === '' ? [] : [{ id: 'stored', text: message.text }];
  return { ...message, evidence: message.evidence ?? [], attempts, texts, dropped: null, restarts: [], failure: null };
}

/** A message that no server has seen yet. */
export function newMessage(role: LiveMessage['role'], text: string): LiveMessage {
  return toLive({
    id: `local-${crypto.randomUUID()}`,
    role,
    text,
    status: role === 'user' ? 'done' : 'streaming',
    createdAt: new Date().toISOString(),
    plan: null,
    evidence: [],
    coverage: null,
    claims: null,
    attempts: [],
    usage: null,
    feedback: null,
  });
}

/** Applies one stream part to the answer in place. Replaying a stream from its `start` gives the same answer again. */
export function applyPart(answer: LiveMessage, part: StreamPart): void {
  switch (part.type) {
    case 'start':
      Object.assign(answer, { ...newMessage('assistant', ''), id: part.messageId, createdAt: answer.createdAt });
      return;
    case 'data-plan':
      answer.plan = part.data;
      return;
    case 'data-evidence':
      for (const item of part.data.items) {
        const known = answer.evidence.findIndex(({ label }) => label === item.label);
        if (known >= 0) answer.evidence[known] = item;
        else answer.evidence.push(item);
      }
      return;
    case 'data-coverage':
      answer.coverage = part.data;
      return;
    case 'data-attempt':
      mergeAttempt(answer.attempts, part.data);
      return;
    case 'data-restart':
      answer.dropped = textOf(answer);
      answer.texts = answer.texts.filter(({ id }) => id !== part.data.textId);
      answer.text = textOf(answer);
      answer.restarts.push({ reason: part.data.reason });
      answer.claims = null;
      return;
    case 'data-claims':
      answer.claims = part.data;
      return;
    case 'data-usage':
      answer.usage = part.data;
      return;
    case 'text-start':
      answer.dropped = null;
      if (!answer.texts.some(({ id }) => id === part.id)) answer.texts.push({ id: part.id, text: '' });
      return;
    case 'text-delta': {
      const open = answer.texts.find(({ id }) => id === part.id);
      if (open === undefined) answer.texts.push({ id: part.id, text: part.delta });
      else open.text += part.delta;
      answer.text = textOf(answer);
      return;
    }
    case 'error':
      answer.status = 'failed';
      answer.failure = { detail: part.errorText, code: null, requestId: null };
      return;
    case 'abort':
      answer.status = 'stopped';
      return;
    case 'finish':
      if (answer.status === 'streaming') answer.status = 'done';
      return;
    case 'text-end':
    case 'source-document':
  }
}

function textOf(answer: LiveMessage): string {
  return answer.texts.map(({ text }) => text).join('\n\n');
}

function mergeAttempt(attempts: AttemptPart[], attempt: AttemptPart): void {
  const known = attempts.findIndex((other) => other.attempt === attempt.attempt);
  if (known >= 0) attempts[known] = { ...attempts[known], ...attempt };
  else attempts.push({ ...attempt });
}
