/** Turns the chain's events into stream parts, checking each sentence as soon as it stands. */
import type { AnswerBrief } from '../evidence.ts';
import type { ClaimsPart, StreamPart } from '../http/api.ts';
import { blockWords } from '../llm/block-words.ts';
import { createGrowingText } from '../llm/growing-text.ts';
import type { BlockReason, ChainEvent, ErrorClass } from '../llm/provider.ts';
import { claimsPart } from '../sessions/history.ts';
import { labelsIn } from './labels.ts';
import { type Outcome, statusOfStop } from './outcome.ts';
import { settledLength } from './sentences.ts';
import { createVerifier } from './verify.ts';

/** Takes the chain's events to its one terminal event; the outcome is told all of them but the text. */
export interface Writer {
  take(event: ChainEvent): void;
  /** What the reader saw of the answer so far. */
  text(): string;
}

export function createWriter(
  brief: AnswerBrief,
  emit: (part: StreamPart) => void,
  outcome: Outcome,
  signal: AbortSignal,
): Writer {
  const verifier = createVerifier(brief.evidence, brief.question);
  const cited = new Set<string>();
  /** What the reader sees. */
  let said = createGrowingText();
  /** What came since the last sentence that was checked. */
  let unchecked = createGrowingText();
  /** The last character so far: a sentence's end and the blank after it may come apart. */
  let last = '';
  /** The claims that the reader knows of. */
  let told: ClaimsPart | null = null;

  const beginText = () => {
    said = createGrowingText();
    unchecked = createGrowingText();
    last = '';
    verifier.restart();
  };

  const checkUpTo = (lengthOf: (text: string) => number) => {
    const text = unchecked.toString();
    const length = lengthOf(text);
    if (length === 0) return;
    const claims = verifier.check(text.slice(0, length));
    unchecked = createGrowingText();
    if (length < text.length) unchecked.add(text.slice(length));
    const before = outcome.claims?.claims ?? [];
    // A sentence that seemed over may go on: then its claim is another.
    if (claims.length === before.length && claims.at(-1) === before.at(-1)) return;
    outcome.claims = claimsPart(claims);
    if (isWorthTelling(outcome.claims, told)) tellClaims();
  };

  const tellClaims = () => {
    if (outcome.claims === null || outcome.claims === told) return;
    told = outcome.claims;
    emit({ type: 'data-claims', id: 'claims', data: told });
  };

  const checkRest = () => {
    checkUpTo(({ length }) => length);
    tellClaims();
  };

  /** Each cited source once, for clients that know nothing of our evidence part. */
  const announceSources = () => {
    for (const label of labelsIn(said.toString())) {
      const item = brief.evidence.find((candidate) => candidate.label === label);
      if (!item || cited.has(label)) continue;
      cited.add(label);
      emit({ type: 'source-document', sourceId: label, mediaType: 'text/plain', title: item.title });
    }
  };

  const take = (event: ChainEvent): void => {
    switch (event.type) {
      case 'attempt': {
        const { type: _type, ...data } = event;
        emit({ type: 'data-attempt', id: `attempt-${event.attempt}`, data });
        break;
      }
      case 'text-start':
        beginText();
        emit({ type: 'text-start', id: event.textId });
        break;
      case 'text-delta':
        said.add(event.text);
        emit({ type: 'text-delta', id: event.textId, delta: event.text });
        unchecked.add(event.text);
        if (mayEndSentence(last, event.text)) checkUpTo(settledLength);
        last = event.text.at(-1) ?? last;
        break;
      case 'text-end':
        emit({ type: 'text-end', id: event.textId });
        break;
      case 'restart':
        beginText();
        outcome.claims = null;
        told = null;
        emit({ type: 'data-restart', id: 'restart', data: { textId: event.textId, reason: event.reason } });
        emit({ type: 'data-claims', id: 'claims', data: claimsPart([]) });
        break;
      case 'record':
        outcome.attempts.push(event.record);
        break;
      case 'finish': {
        checkRest();
        announceSources();
        const { type: _type, truncated, ...usage } = event;
        outcome.usage = { ...usage, cached: false };
        outcome.status = truncated ? 'interrupted' : 'done';
        emit({ type: 'data-usage', id: 'usage', data: outcome.usage });
        emit({ type: 'finish' });
        break;
      }
      case 'error':
        outcome.status = 'failed';
        outcome.errorClass = event.errorClass;
        emit({ type: 'error', errorText: errorText(event) });
        break;
      case 'abort':
        outcome.status = statusOfStop(signal.reason);
        checkRest();
        emit({ type: 'abort', reason: outcome.status });
        break;
    }
  };
  return { take, text: () => said.toString() };
}

/** Looked at for each token: without joining the two, which would make one text of each. */
function mayEndSentence(last: string, text: string): boolean {
  return text.includes('\n') || text.includes('. ') || (last === '.' && text.startsWith(' '));
}

/**
 * All claims are told anew each time: each for itself, a long answer's would come to many times its text. The first few go
 * out one by one, later ones once a quarter more have come, and one that the evidence contradicts at once.
 */
function isWorthTelling(claims: ClaimsPart, told: ClaimsPart | null): boolean {
  const known = told?.claims.length ?? 0;
  return claims.contradicted > (told?.contradicted ?? 0) || claims.claims.length >= known + Math.max(1, known / 4);
}

function errorText({ errorClass, blockReason }: { errorClass: ErrorClass; blockReason?: BlockReason }): string {
  if (errorClass !== 'content_blocked') return NOBODY_TEXT;
  return `The provider refused this question under its content policy (${blockWords(blockReason)}), and no other model was asked. The evidence above is complete and exact. Ask in other words, or add "composer" to LLM_CHAIN to always get an answer.`;
}

const NOBODY_TEXT =
  'No provider could write this answer. The evidence above is complete and exact; the providers page says what failed. Ask again, or add "composer" to LLM_CHAIN to always get an answer.';
