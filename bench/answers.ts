/** How soon a server without keys answers: start-up and memory of the process as a user starts it, evidence, whole answer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface AnswersBench {
  /** From the start of the process to the first answerable question, on an empty and on a filled data directory. */
  startColdSeconds: number;
  startWarmSeconds: number;
  /** Of the warm process after its answers; null where /proc is not there. */
  residentMb: number | null;
  /** From the request to the evidence at the client, and to the end of the answer, ms. */
  evidenceMs: { p50: number; p95: number };
  wholeMs: { p50: number; p95: number };
  questions: number;
}

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SUBJECTS = [
  'IAM users',
  'IAM roles',
  'buckets',
  'instances',
  'volumes',
  'snapshots',
  'security groups',
  'findings',
];
const PLACES = ['', ' in production', ' in staging', ' in us-east-1', ' in eu-west-1'];
/** Forty questions that no cache has seen. */
const QUESTIONS = PLACES.flatMap((place) => SUBJECTS.map((subject) => `how many ${subject} are there${place}?`));

/** Starts the server twice on one new data directory and asks the second one; removes everything after. */
export async function benchAnswers(): Promise<AnswersBench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-bench-'));
  try {
    const cold = await start(dataDir);
    await stop(cold.child);
    const warm = await start(dataDir);
    try {
      for (const question of ['which IAM users have no MFA?', 'what is our biggest risk?', 'which buckets are public?'])
        await ask(warm.url, question);
      const evidence: number[] = [];
      const whole: number[] = [];
      for (const question of QUESTIONS) {
        const times = await ask(warm.url, question);
        evidence.push(times.evidenceMs);
        whole.push(times.wholeMs);
      }
      return {
        startColdSeconds: cold.seconds,
        startWarmSeconds: warm.seconds,
        residentMb: await residentMb(warm.child.pid),
        evidenceMs: percentiles(evidence),
        wholeMs: percentiles(whole),
        questions: QUESTIONS.length,
      };
    } finally {
      await stop(warm.child);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function start(dataDir: string): Promise<{ child: ChildProcess; url: string; seconds: number }> {
  const began = performance.now();
  const environment = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', DEMO: 'on', LLM_CHAIN: 'composer' };
  const child = spawn(process.execPath, ['src/cli.ts', 'serve'], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (data: Buffer) => {
      said += data.toString();
      const url = /Assay is ready: (\S+)/.exec(said)?.[1];
      if (url) resolve({ child, url, seconds: Math.round(performance.now() - began) / 1000 });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${said.slice(-300)}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function ask(url: string, message: string): Promise<{ evidenceMs: number; wholeMs: number }> {
  const began = performance.now();
  const response = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  });
  let evidenceMs = Number.NaN;
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body!) {
    text += decoder.decode(bytes, { stream: true });
    if (Number.isNaN(evidenceMs) && text.includes('"data-evidence"')) evidenceMs = performance.now() - began;
  }
  if (!text.includes('[DONE]') || text.includes('"cached":true'))
    throw new Error(`Not a fresh, whole answer: ${message}`);
  return { evidenceMs, wholeMs: performance.now() - began };
}

async function residentMb(pid: number | undefined): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kib === undefined ? null : Math.round(Number(kib) / 1024);
}

function percentiles(times: number[]): { p50: number; p95: number } {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]! * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}
