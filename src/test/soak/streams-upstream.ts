/** A provider that outlives the server it serves, sends a text of its own for each question, and notes when. */
import { type ProviderStandIn, startProviderStandIn } from '../providers/stand-in.ts';
import { healthyScript, type Script } from '../providers/steps.ts';
import { toPieces } from '../providers/wire.ts';

export interface PacedUpstream {
  standIn: ProviderStandIn;
  baseUrl: string;
  /** Requests that came for a question. */
  callsOf(key: string): number;
  /** The pieces sent for a question's last request so far, each with its time (`performance.now()`). */
  sentFor(key: string): readonly SentPiece[];
  close(): Promise<void>;
}

export interface SentPiece {
  text: string;
  at: number;
}

/** What a question looks like; its key finds it again on the provider's side, whatever the prompt around it. */
export function questionFor(key: string): string {
  return `Which IAM users have no MFA? Note ${key} in account 111122223333`;
}

const KEY = /Note (\S+) in account 111122223333(?!.*Note \S+ in account)/s;

/** Starts it. `textFor` gives a question's text; a piece follows the other by what `paceMs` says, ms. */
export async function startPacedUpstream(options: {
  textFor(key: string): string;
  paceMs(key: string): number;
}): Promise<PacedUpstream> {
  const standIn = await startProviderStandIn('groq');
  const calls = new Map<string, number>();
  const sent = new Map<string, SentPiece[]>();
  standIn.script((_index, { body }) => {
    const key = KEY.exec(body)?.[1] ?? 'unknown';
    calls.set(key, (calls.get(key) ?? 0) + 1);
    const log: SentPiece[] = [];
    sent.set(key, log);
    return paced(toPieces(options.textFor(key)), options.paceMs(key), log);
  });
  return {
    standIn,
    baseUrl: standIn.baseUrl,
    callsOf: (key) => calls.get(key) ?? 0,
    sentFor: (key) => sent.get(key) ?? [],
    close: () => standIn.close(),
  };
}

/** Each text piece is noted just before it is sent, so that what is noted is never later than what is on the wire. */
function paced(pieces: readonly string[], paceMs: number, log: SentPiece[]): Script {
  let next = 0;
  return healthyScript('groq', { pieces }).flatMap((step): Script => {
    const text = pieces[next];
    if (step.do !== 'send' || text === undefined || !step.bytes.includes(JSON.stringify(text))) return [step];
    next += 1;
    const note = (): void => void log.push({ text, at: performance.now() });
    return [{ do: 'run', work: note }, step, { do: 'wait', ms: paceMs }];
  });
}

/** A text that no other key has: mixed-up answers show. */
export function textOf(key: string, words: number): string {
  const sentences = Array.from(
    { length: Math.ceil(words / 6) },
    (_, index) => `Line ${index} of ${key} is “ünlike” others.`,
  );
  return sentences.join(' ');
}
