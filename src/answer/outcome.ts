/** What became of an answer, gathered while it is written and stored once at its end. */
import type { Coverage, EvidenceItem } from '../evidence.ts';
import type { ClaimsPart, PlanPart, UsagePart } from '../http/api.ts';
import type { Intent } from '../intent/intent.ts';
import type { AttemptRecord, ErrorClass } from '../llm/provider.ts';
import type { FinishedAnswer } from '../sessions/messages.ts';
import type { LiveAnswer } from './stream-log.ts';

export interface Outcome {
  status: 'done' | 'interrupted' | 'stopped' | 'failed';
  text: string;
  errorClass: ErrorClass | null;
  intent: Intent | null;
  plan: PlanPart | null;
  evidence: EvidenceItem[];
  coverage: Coverage | null;
  claims: ClaimsPart | null;
  usage: UsagePart | null;
  attempts: AttemptRecord[];
  /** Set when the answer may serve again. */
  cacheKey: string | null;
}

/** Until something says otherwise an answer was interrupted. */
export function createOutcome(): Outcome {
  return {
    status: 'interrupted',
    text: '',
    errorClass: null,
    intent: null,
    plan: null,
    evidence: [],
    coverage: null,
    claims: null,
    usage: null,
    attempts: [],
    cacheKey: null,
  };
}

/** What is stored of an answer at its end. */
export function finishedAnswer(live: Pick<LiveAnswer, 'messageId'>, outcome: Outcome): FinishedAnswer {
  const { cacheKey: _cacheKey, ...answer } = outcome;
  return { ...answer, messageId: live.messageId, at: new Date() };
}

/** An answer that is over, for whoever measures. Holds no text of question, evidence or answer. */
export interface SettledAnswer {
  messageId: string;
  sessionId: string;
  requestId: string;
  beganAt: Date;
  endedAt: Date;
  status: Outcome['status'];
  intentKind: Intent['kind'] | null;
  errorClass: ErrorClass | null;
  usage: UsagePart | null;
  claims: { supported: number; contradicted: number; uncited: number; notCheckable: number } | null;
  attempts: AttemptRecord[];
}

export function settledAnswer(
  live: Pick<LiveAnswer, 'messageId' | 'sessionId'>,
  outcome: Outcome,
  about: { requestId: string; beganAt: Date; endedAt: Date },
): SettledAnswer {
  const { status, errorClass, usage, attempts } = outcome;
  const { claims: _claims, ...claims } = outcome.claims ?? { claims: null };
  return {
    ...about,
    messageId: live.messageId,
    sessionId: live.sessionId,
    status,
    intentKind: outcome.intent?.kind ?? null,
    errorClass,
    usage,
    claims: 'supported' in claims ? claims : null,
    attempts,
  };
}

/** Why an answer was told to stop: by its reader, for want of one, by the end of the process, or it is no longer ours. */
export type StopReason = 'stopped' | 'unread' | 'shutdown' | 'lost';

export const statusOfStop = (reason: unknown): 'stopped' | 'interrupted' =>
  reason === 'stopped' ? 'stopped' : 'interrupted';
