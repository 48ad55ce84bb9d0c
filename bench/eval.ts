/**
 * `npm run eval`: labelled questions through the real server with the offline composer, over the demo estate at a fixed
 * clock; truth comes from the lists of the API. Prints a table and exits with 1 when a bar is missed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import type { ClaimsPart, StreamPart } from '../src/http/api.ts';
import { createLog } from '../src/log.ts';
import { startServer } from '../src/main.ts';
import { type Answered, evaluate, summarise } from './eval/evaluate.ts';
import { readTruth } from './eval/truth.ts';

const NOW = process.env['DEMO_NOW'] ?? '2026-11-19T10:00:00Z';
/** What is promised: shares of 1. */
const BARS = { right: 0.95, citations: 1, contradicted: 0, uncited: 0, recall: 0.9 };

const print = (text: string) => process.stdout.write(`${text}\n`);
const dataDir = await mkdtemp(join(tmpdir(), 'assay-eval-'));
const config = readConfig({
  DATA_DIR: dataDir,
  PORT: '0',
  DEMO: 'on',
  DEMO_NOW: NOW,
  LLM_CHAIN: 'composer',
  EMBEDDER: 'local',
});
const server = await startServer(
  config,
  createLog('error', (line) => void process.stderr.write(`${line}\n`)),
  {
    http: true,
    jobs: false,
  },
);
try {
  const truth = await readTruth(new Date(NOW), readAll);
  const judged = await evaluate(ask, truth);
  for (const one of judged.filter((one) => one.faults.length + one.wrongClaims.length + one.missing.length > 0)) {
    print(`✗ ${one.question}`);
    for (const fault of [
      ...one.faults,
      ...one.wrongClaims,
      ...one.missing.map((name) => `not among the evidence: ${name}`),
    ])
      print(`    ${fault}`);
  }
  const sum = summarise(judged);
  const claims = Object.values(sum.verdicts).reduce((total, count) => total + count, 0);
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  const rows: [what: string, measured: string, bar: string, held: boolean][] = [
    row('right answers', sum.right, sum.questions, BARS.right),
    row('citations that exist', sum.citationsValid, sum.citations, BARS.citations),
    row('findings that must be among the evidence', sum.found, sum.wanted, BARS.recall),
    [
      'claims contradicted',
      `${sum.verdicts.contradicted} of ${claims}`,
      String(BARS.contradicted),
      sum.verdicts.contradicted <= BARS.contradicted,
    ],
    [
      'claims uncited',
      `${sum.verdicts.uncited} of ${claims}`,
      String(BARS.uncited),
      sum.verdicts.uncited <= BARS.uncited,
    ],
    ['claims supported', `${sum.verdicts.supported} of ${claims}`, '', true],
    ['claims not checkable', `${sum.verdicts.not_checkable} of ${claims}`, '', true],
  ];
  print(`${'measured'.padEnd(44)}${'is'.padStart(22)}${'bar'.padStart(10)}`);
  for (const [what, measured, bar, held] of rows)
    print(`${what.padEnd(44)}${measured.padStart(22)}${bar.padStart(10)}${held ? '' : '  missed'}`);
  if (rows.some(([, , , held]) => !held)) process.exitCode = 1;

  function row(what: string, part: number, whole: number, bar: number): [string, string, string, boolean] {
    const is = share(part, whole);
    return [what, `${part} of ${whole} (${(is * 100).toFixed(1)} %)`, `${bar * 100} %`, is >= bar];
  }
} finally {
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
}

async function readAll<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const url: string = path.startsWith('/api/costs')
      ? path
      : `${path}?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const response = await fetch(`${server.url}${url}`);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    const page = (await response.json()) as { items: T[]; nextCursor?: string | null };
    items.push(...page.items);
    cursor = page.nextCursor ?? null;
  }
  return items;
}

async function ask(message: string, sessionId?: string): Promise<Answered> {
  const response = await fetch(`${server.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, ...(sessionId ? { sessionId } : {}) }),
  });
  const stream = await response.text();
  const parts = [...stream.matchAll(/^data: (\{.*\})$/gm)].map((match) => JSON.parse(match[1]!) as StreamPart);
  const answered: Answered = { sessionId: '', text: '', evidence: [], claims: { claims: [] } };
  for (const part of parts) {
    if (part.type === 'start') answered.sessionId = part.messageMetadata.sessionId;
    if (part.type === 'text-delta') answered.text += part.delta;
    if (part.type === 'data-evidence') answered.evidence = part.data.items;
    if (part.type === 'data-claims') answered.claims = part.data satisfies ClaimsPart;
  }
  if (!parts.some((part) => part.type === 'finish')) throw new Error(`No whole answer to: ${message}`);
  return answered;
}
