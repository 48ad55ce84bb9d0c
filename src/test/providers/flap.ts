/** A provider that is sick for a minute and then well: who serves meanwhile, how often it is tried, when it is back. */
import type { Bench } from './scenario.ts';
import { throttled } from './faults.ts';
import { SICK_TEXT } from './scenario.ts';
import { healthyScript, response } from './steps.ts';
import type { Script } from './steps.ts';
import { toPieces } from './wire.ts';
import type { WireKind } from './wire.ts';

export const FLAP_FAULTS = ['503', '500', '502', 'reset', '429', '429, Retry-After 2'] as const;
export type FlapFault = (typeof FLAP_FAULTS)[number];

/** In the bench's own time, ms. */
const SICK_MS = 60_000;
const EVERY_MS = 4_000;
const BACK_WITHIN_MS = 10_000;
const MOST_TRIES = 8;

/** Time that a busy machine may add before a request is seen, ms. */
const SLACK_MS = 500;

export interface FlapReport {
  violations: string[];
  /** Requests that a whole answer came for. */
  served: number;
  /** Of the sick provider while it was sick, as it counted them; our records must say the same. */
  tries: number;
  /** From its recovery to its next whole answer, ms; null: never. */
  backAfterMs: number | null;
  elapsedMs: number;
}

/**
 * Sends `requests`, one each 4 s, to a chain whose first link fails by `fault` for 60 s, and goes on until it is back.
 * All must be served, it must be tried at most 8 times, and be back within 10 s.
 */
export async function runFlap(
  { leg, sick, chain, scale, clock, ask }: Pick<Bench, 'leg' | 'sick' | 'chain' | 'scale' | 'clock' | 'ask'>,
  { fault, requests }: { fault: FlapFault; requests: number },
): Promise<FlapReport> {
  const began = clock.now();
  const recoversAt = began + SICK_MS * scale;
  const violations: string[] = [];
  let tries = 0;
  let recorded = 0;
  let served = 0;
  let backAfterMs: number | null = null;
  sick.script(() => {
    if (clock.now() >= recoversAt) return healthyScript(leg, { pieces: toPieces(SICK_TEXT) });
    tries += 1;
    return scriptOf(leg, fault, scale);
  });
  const most = Math.ceil((SICK_MS + BACK_WITHIN_MS) / EVERY_MS) + 2;
  for (let index = 0; index < Math.max(requests, most) && (index < requests || backAfterMs === null); index += 1) {
    await clock.sleepUntil(began + index * EVERY_MS * scale);
    const { terminal, records } = await ask();
    recorded += records.filter(({ model, outcome }) => model === 'sick-model' && outcome === 'failed').length;
    if (terminal?.type !== 'finish' || terminal.truncated)
      violations.push(`request ${index} ended as ${terminal?.type}`);
    else served += 1;
    if (terminal?.type === 'finish' && terminal.model === 'sick-model') backAfterMs ??= clock.now() - recoversAt;
  }
  if (tries > MOST_TRIES) violations.push(`${tries} tries of the sick provider`);
  if (recorded !== tries) violations.push(`${tries} tries arrived, ${recorded} were recorded`);
  if (backAfterMs === null) violations.push('never back on it');
  else if (backAfterMs > BACK_WITHIN_MS * scale + SLACK_MS) violations.push(`back after ${Math.round(backAfterMs)} ms`);
  const { state, consecutiveFailures } = chain.state()[0]!;
  if (state !== 'closed' || consecutiveFailures > 0) violations.push(`its breaker ends ${state}`);
  return { violations, served, tries, backAfterMs, elapsedMs: clock.now() - began };
}

function scriptOf(leg: WireKind, fault: FlapFault, scale: number): Script {
  if (fault === 'reset') return [{ do: 'rst' }];
  if (fault === '429') return throttled(leg, {});
  if (fault === '429, Retry-After 2') return throttled(leg, { 'retry-after-ms': String(2_000 * scale) });
  return failing(leg, Number(fault));
}

/** A plain refusal by status, in the provider's own words. */
export function failing(kind: WireKind, status: number): Script {
  const name = AWS_NAMES[status] ?? 'InternalServerException';
  if (kind === 'bedrock') return response(status, { message: 'try again' }, { 'x-amzn-errortype': name });
  return response(status, { error: { message: 'try again', code: status, status: 'UNAVAILABLE' } });
}

const AWS_NAMES: Record<number, string> = {
  400: 'ValidationException',
  401: 'UnrecognizedClientException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  503: 'ServiceUnavailableException',
};
