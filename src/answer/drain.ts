/** The end of a process that still writes answers: those that end soon may, the others are kept as interrupted. */
import type { StreamLog } from './stream-log.ts';

/** How long running answers may still write, ms: most are over by then, and Docker kills ten seconds after it asks. */
const DRAIN_MS = 3000;
/** By then every interrupted answer is stored, on a busy machine too, ms. What is not is recovered at the next start. */
const SETTLE_MS = 10_000;
/** Between two looks whether all are over, ms. */
const LOOK_MS = 20;

/** Waits for the running answers, then interrupts them. Gives how many it interrupted and how many it had to leave. */
export async function drainAnswers(
  log: Pick<StreamLog, 'running'>,
  { drainMs = DRAIN_MS, settleMs = SETTLE_MS }: { drainMs?: number; settleMs?: number } = {},
): Promise<{ interrupted: number; left: number }> {
  await untilNoneRuns(log, drainMs);
  const running = log.running();
  for (const answer of running) answer.stop.abort('shutdown');
  await untilNoneRuns(log, settleMs);
  return { interrupted: running.length, left: log.running().length };
}

async function untilNoneRuns(log: Pick<StreamLog, 'running'>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (log.running().length > 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
