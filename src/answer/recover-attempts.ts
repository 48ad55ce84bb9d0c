/** The attempts of an answer whose process died, told from its stream: the records themselves died with it. */
import type { AttemptPart } from '../http/api.ts';
import type { AttemptRecord } from '../llm/provider.ts';

/**
 * One record for each attempt that the stream tells of; one without an end was aborted. Times count from `beganAt`, the
 * start of the answer, to `seenAt`, the last sign of life; tokens, cost and upstream text are not known any more.
 */
export function attemptsFrom(told: readonly AttemptPart[], life: { beganAt: Date; seenAt: Date }): AttemptRecord[] {
  const records: AttemptRecord[] = [];
  let startedAtMs = life.beganAt.getTime();
  for (const parts of Map.groupBy(told, ({ attempt }) => attempt).values()) {
    const part = parts.at(-1)!;
    const running = part.state === 'started' || part.state === 'serving';
    const serving = parts.find(({ state }) => state === 'serving');
    // Signs of life are seconds apart; it lived at least until it wrote.
    const leftMs = Math.max(serving?.latencyMs ?? 0, life.seenAt.getTime() - startedAtMs);
    const totalMs = running ? leftMs : (part.latencyMs ?? 0);
    const outcome = running
      ? 'aborted'
      : part.state === 'done'
        ? 'served'
        : part.state === 'failed'
          ? 'failed'
          : 'skipped';
    records.push({
      attempt: part.attempt,
      provider: part.provider,
      model: part.model,
      region: null,
      position: positionOf(part, records.at(-1), records),
      startedAt: new Date(startedAtMs).toISOString(),
      outcome,
      errorClass: outcome === 'aborted' ? 'aborted' : (part.errorClass ?? null),
      httpStatus: part.httpStatus ?? null,
      retryAfterMs: null,
      upstream: '',
      connectMs: null,
      firstTokenMs: serving?.latencyMs ?? null,
      totalMs,
      inputTokens: null,
      outputTokens: null,
      costUsd: null,
      skipReason: null,
      skipKind: part.skipKind ?? null,
      blockReason: part.blockReason ?? null,
    });
    startedAtMs += totalMs;
  }
  return records;
}

/** A link that was skipped took an attempt's number and said nothing; a second try has the place of the first. */
function positionOf(part: AttemptPart, last: AttemptRecord | undefined, earlier: readonly AttemptRecord[]): number {
  const before = earlier.find(({ provider, model }) => provider === part.provider && model === part.model);
  if (before) return before.position;
  return last ? last.position + part.attempt - last.attempt : part.attempt - 1;
}
