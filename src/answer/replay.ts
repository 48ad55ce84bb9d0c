/** Streams an answer again that was given before to the same question over the same data, and says so. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import type { StreamPart } from '../http/api.ts';
import { partsOfRow } from './kept-parts.ts';
import type { Outcome } from './outcome.ts';

/** Parts of the first telling that do not belong to this one. */
const LEFT_OUT = new Set<StreamPart['type']>(['start', 'data-attempt', 'data-restart', 'error', 'abort']);

/** Emits the kept parts and fills the outcome; false when they are gone, and then nothing was emitted. */
export async function replay(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  messageId: string,
  emit: (part: StreamPart) => void,
  outcome: Outcome,
): Promise<boolean> {
  const began = performance.now();
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ lines: string }[]>`
      select parts as lines from answer_chunks where tenant_id = ${ctx.tenantId} and message_id = ${messageId} order by seq`,
  );
  const parts = rows.flatMap((row) => partsOfRow(row.lines));
  const lastStart = parts.findLastIndex((part) => part.type === 'text-start');
  if (lastStart < 0 || !parts.some((part) => part.type === 'finish')) return false;
  for (const [index, part] of parts.entries()) {
    const dropped = part.type.startsWith('text-') && index < lastStart;
    if (dropped || LEFT_OUT.has(part.type)) continue;
    emit(retold(part, outcome, performance.now() - began));
  }
  outcome.status = 'done';
  return true;
}

function retold(part: StreamPart, outcome: Outcome, elapsedMs: number): StreamPart {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- every other part is told again as it was
  switch (part.type) {
    case 'data-plan':
      outcome.plan = { ...part.data, cached: true };
      return { ...part, data: outcome.plan };
    case 'data-evidence':
      outcome.evidence = part.data.items;
      return part;
    case 'data-coverage':
      outcome.coverage = part.data;
      return part;
    case 'data-claims':
      outcome.claims = part.data;
      return part;
    case 'text-delta':
      outcome.text += part.delta;
      return part;
    case 'data-usage':
      outcome.usage = {
        ...part.data,
        cached: true,
        inputTokens: 0,
        outputTokens: 0,
        costUsd: 0,
        firstTokenMs: Math.round(elapsedMs),
        totalMs: Math.round(elapsedMs),
      };
      return { ...part, data: outcome.usage };
    default:
      return part;
  }
}
