/** However the network cuts an answer, down to single bytes, it reads the same. */
import { expect, test } from 'vitest';
import { newStats } from './attempt.ts';
import { textOfAttempt } from '../test/providers/observe.ts';
import { createProviderAt } from '../test/providers/providers.ts';
import { startProviderStandIn } from '../test/providers/stand-in.ts';
import { healthyScript, splitSends } from '../test/providers/steps.ts';
import type { Step } from '../test/providers/steps.ts';
import { WIRE_KINDS } from '../test/providers/wire.ts';
import type { WireKind } from '../test/providers/wire.ts';

const PIECES = ['Größer', ' ≥', ' 3', ' 🔒', ' «zwei»', '\n\n', '- data: alice', '\r\n', ': bob'];
const LIMITS = { connectMs: 30_000, firstTokenMs: 30_000, idleMs: 30_000, totalMs: 50_000, slowestCharsPerSecond: 0 };

async function read(kind: WireKind, script: Step[]): Promise<{ text: string; outputTokens: number | null }> {
  const standIn = await startProviderStandIn(kind);
  standIn.script(script);
  const stats = newStats();
  const text = await textOfAttempt(createProviderAt(kind, standIn.baseUrl), LIMITS, stats);
  await standIn.close();
  return { text, outputTokens: stats.outputTokens };
}

test.each(WIRE_KINDS.flatMap((kind) => [1, 2, 3, 5].map((size) => [kind, size] as const)))(
  '%s, cut each %i bytes',
  async (kind, size) => {
    const script = splitSends(healthyScript(kind, { pieces: PIECES }), size);
    expect((await read(kind, script)).text).toBe(PIECES.join(''));
  },
);

test.each(['groq', 'gemini', 'openrouter'] as const)('%s with CRLF, cut at each byte', async (kind) => {
  const lines = healthyScript(kind, { pieces: PIECES }).map(
    (step): Step =>
      step.do === 'send' ? { do: 'send', bytes: Buffer.from(step.bytes.toString().replaceAll('\n', '\r\n')) } : step,
  );
  expect(await read(kind, splitSends(lines, 1))).toMatchObject({ text: PIECES.join(''), outputTokens: 12 });
});
