/** An answer as spans: one for the whole, one for each attempt. No text of question, evidence or answer is in them. */
import { randomBytes } from 'node:crypto';
import type { SettledAnswer } from '../answer/outcome.ts';
import type { AttemptRecord } from '../llm/provider.ts';
import { PROVIDER_LABELS } from './metrics.ts';

type AttributeValue = { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };

/** A span in OTLP's JSON mapping: ids in hexadecimal, times as strings of nanoseconds. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** 1 internal, 3 client. */
  kind: 1 | 3;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: AttributeValue }[];
  /** 0 unset, 2 error. */
  status: { code: 0 | 2; message?: string };
}

/** The trace's id is the message's, so that a trace is found from an answer. */
export function spansOf(answer: SettledAnswer): Span[] {
  const traceId = answer.messageId.replaceAll('-', '');
  const spanId = randomBytes(8).toString('hex');
  const root: Span = {
    traceId,
    spanId,
    name: 'answer',
    kind: 1,
    startTimeUnixNano: nanoseconds(answer.beganAt.getTime()),
    endTimeUnixNano: nanoseconds(answer.endedAt.getTime()),
    attributes: attributes({
      'gen_ai.conversation.id': answer.sessionId,
      'assay.request.id': answer.requestId,
      'assay.answer.status': answer.status,
      'assay.answer.intent': answer.intentKind,
      'assay.answer.cached': answer.usage?.cached ?? null,
      'assay.claims.supported': answer.claims?.supported ?? null,
      'assay.claims.contradicted': answer.claims?.contradicted ?? null,
      'error.type': answer.errorClass,
    }),
    status: answer.status === 'failed' ? { code: 2 } : { code: 0 },
  };
  const sent = answer.attempts.filter((attempt) => attempt.outcome !== 'skipped');
  return [root, ...sent.map((attempt) => attemptSpan(attempt, traceId, spanId))];
}

function attemptSpan(attempt: AttemptRecord, traceId: string, parentSpanId: string): Span {
  const startMs = Date.parse(attempt.startedAt);
  return {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    parentSpanId,
    name: `chat ${attempt.model}`,
    kind: 3,
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(startMs + attempt.totalMs),
    attributes: attributes({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': PROVIDER_LABELS[attempt.provider],
      'gen_ai.request.model': attempt.model,
      'gen_ai.usage.input_tokens': attempt.inputTokens,
      'gen_ai.usage.output_tokens': attempt.outputTokens,
      'gen_ai.response.time_to_first_chunk':
        attempt.firstTokenMs === null ? null : { milliseconds: attempt.firstTokenMs },
      'cloud.region': attempt.region,
      'http.response.status_code': attempt.httpStatus,
      'error.type': attempt.errorClass,
      'assay.attempt.number': attempt.attempt,
      'assay.attempt.outcome': attempt.outcome,
      'assay.chain.position': attempt.position,
    }),
    status: attempt.outcome === 'failed' ? { code: 2, message: attempt.errorClass ?? '' } : { code: 0 },
  };
}

type Attribute = string | number | boolean | null | { milliseconds: number };

/** What is not known is left out. */
function attributes(values: Record<string, Attribute>): Span['attributes'] {
  return Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [{ key, value: valueOf(value) }]));
}

function valueOf(value: Exclude<Attribute, null>): AttributeValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { intValue: String(Math.round(value)) };
  return { doubleValue: value.milliseconds / 1000 };
}

const nanoseconds = (milliseconds: number) => String(BigInt(Math.round(milliseconds)) * 1_000_000n);
