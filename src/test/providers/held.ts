/** Answers that a test holds where it looks at them: nothing depends on how fast the machine is. */
import { healthyScript, type Script } from './steps.ts';
import { answerChunks, toPieces } from './wire.ts';
import type { WireKind } from './wire.ts';

export interface Held {
  /** For `ProviderStandIn.script`; every request that plays it waits at the same gate. */
  script: Script;
  /** What has been sent when the gate is reached. */
  before: string;
  /** Opens the gate: the rest is sent, and the end. */
  release(): void;
}

/** An answer in words, held after the first `pieces` of them; 0 holds it before any text. */
export function holdAnswer(kind: WireKind, text: string, pieces: number): Held {
  const gate = Promise.withResolvers<void>();
  const all = toPieces(text);
  // The head comes first, then a step for each chunk.
  const firstText = 1 + answerChunks(kind, { pieces: all }).findIndex(({ part }) => part === 'text');
  const script = healthyScript(kind, { pieces: all });
  script.splice(firstText + pieces, 0, { do: 'run', work: () => gate.promise });
  return { script, before: all.slice(0, pieces).join(''), release: gate.resolve };
}
