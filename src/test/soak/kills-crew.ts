/** The collecting processes of a kill run: started, told what to do, followed by what they say, killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CollectorName } from '../../../collectors/coverage.ts';
import type { AccountName } from '../../../seed/accounts.ts';
import type { FreezePoint } from './kills-trace.ts';

const CHILD = fileURLToPath(new URL('collect-child.ts', import.meta.url));

/** What a child is started with. */
export interface ChildTask {
  endpoint: string;
  work: [AccountName, CollectorName][];
  databaseUrl: string | null;
  dataDir: string;
  leaseMs: number;
  seed: number;
  /** It sends itself SIGSTOP there, once. */
  stopAt: FreezePoint | null;
}

/** Where a process was when it died; the furthest of its regions counts. */
export type KillPhase =
  /** It held no lease. */
  | 'idle'
  /** Lease held, no answer of AWS yet. */
  | 'before the first answer'
  | 'reading'
  /** Inside the transaction that stores. */
  | 'storing'
  /** Committed, lease not given back. */
  | 'after the commit';

export interface Worker {
  pid: number;
  /** Resolves at the next such line; rejects when the process ends before it. */
  says(line: string): Promise<void>;
  send(command: string): void;
  /** Resolves when it next is inside a transaction that stores, or has ended. */
  stores(): Promise<void>;
  /** SIGKILL, and where it hit. `statement`: the one that was running, when storing. */
  kill(): Promise<{ phase: KillPhase; statement: string | null; escaped: boolean }>;
  ended: Promise<number | null>;
  /** SIGCONT, after it has frozen itself. */
  goOn(): void;
  /** Storing transactions that failed. */
  undone(): number;
  /** How often another's lease kept it out. */
  refused(): number;
  /** Milliseconds of each pass of `settle`. */
  passes(): number[];
}

/** Starts a process, which loads and waits for `open`. `cacheDir` keeps compiled code, so that the next loads faster. */
export function startWorker(task: ChildTask, cacheDir: string): Worker {
  const child: ChildProcess = spawn(process.execPath, [CHILD, JSON.stringify(task)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: cacheDir },
  });
  const runs = new Map<string, { phase: KillPhase; statement: string | null }>();
  const passes: number[] = [];
  let refused = 0;
  let undone = 0;
  const waiting = new Map<string, () => void>();
  const said = new Set<string>();
  let onStore = () => undefined as void;
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', (line) => {
    const [word = '', runId = '', ...words] = line.split(' ');
    if (word === 'took') runs.set(runId, { phase: 'before the first answer', statement: null });
    else if (word === 'answered') {
      for (const run of runs.values()) if (run.phase === 'before the first answer') run.phase = 'reading';
    } else if (word === 'writing') {
      runs.set(runId, { phase: 'storing', statement: words.join(' ') });
      onStore();
    } else if (word === 'stored' || word === 'undone') {
      runs.set(runId, { phase: 'after the commit', statement: null });
      if (word === 'undone') undone += 1;
    } else if (word === 'gave') runs.delete(runId);
    else if (word === 'refused') refused += 1;
    else if (word === 'passed') passes.push(Number(runId));
    else {
      const wake = waiting.get(line);
      if (wake) wake();
      else said.add(line);
    }
  });
  const closed = new Promise<void>((resolve) => lines.once('close', () => resolve()));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    pid: child.pid!,
    ended,
    goOn: () => void child.kill('SIGCONT'),
    undone: () => undone,
    refused: () => refused,
    passes: () => passes,
    send: (command) => void child.stdin!.write(`${command}\n`),
    says: (line) => {
      if (said.delete(line)) return Promise.resolve();
      const heard = new Promise<void>((resolve) => {
        waiting.set(line, () => {
          waiting.delete(line);
          resolve();
        });
      });
      const died = ended.then((code) => {
        throw new Error(`A collecting process ended with ${code} before it said "${line}"`);
      });
      died.catch(() => undefined);
      return Promise.race([heard, died]);
    },
    stores: () =>
      Promise.race([
        new Promise<void>((resolve) => {
          onStore = resolve;
        }),
        ended.then(() => undefined),
      ]),
    async kill() {
      const escaped = child.exitCode !== null;
      child.kill('SIGKILL');
      await Promise.all([ended, closed]);
      const furthest = [...runs.values()].toSorted((left, right) => rank(right.phase) - rank(left.phase))[0];
      return { phase: furthest?.phase ?? 'idle', statement: furthest?.statement ?? null, escaped };
    },
  };
}

const ORDER: KillPhase[] = ['idle', 'before the first answer', 'after the commit', 'reading', 'storing'];
const rank = (phase: KillPhase) => ORDER.indexOf(phase);
