/**
 * How quick retrieval is at a given number of findings, on the embedded database and, when one is given, on PostgreSQL.
 * Findings are made here with seeded randomness from the real check texts: some checks have hundreds of copies, most few.
 */
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import postgres from 'postgres';
import { connect, type Database, overPglite } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { DEFAULT_TENANT, withTenant } from '../src/db/tenant.ts';
import { createLocalEmbedder } from '../src/embeddings/local.ts';
import { createQuestionEmbedder } from '../src/embeddings/question.ts';
import { findingUid, type FindingInput } from '../src/estate/finding.ts';
import { upsertFindings } from '../src/estate/findings-write.ts';
import { classify } from '../src/intent/classify.ts';
import { retrieve } from '../src/retrieval/hybrid.ts';
import { type RequestScope, scopeOf } from '../src/retrieval/scope.ts';
import { readCatalogue } from './retrieval-quality.ts';

export interface RetrievalBench {
  database: Database['kind'];
  findings: number;
  /** Storing one finding with its history, local vector and lexical column. */
  storeMsPerFinding: number;
  /** Embedding one question locally, microseconds. */
  embedQuestionUs: Percentiles;
  /** One whole retrieval, milliseconds, by scope. */
  retrieveMs: { anywhere: Percentiles; oneAccount: Percentiles; oneAccountAndRegion: Percentiles; named: Percentiles };
}

export interface Percentiles {
  p50: number;
  p90: number;
}

const NOW = '2026-11-20T12:00:00.000Z';
const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-southeast-2'];
const TEAMS = ['payments', 'core', 'data', 'search'];
const QUESTIONS = [
  'which IAM users have no MFA',
  'buckets open to the world',
  'ssh open to the internet',
  'unencrypted disks',
  'gpu instances mining bitcoin',
  'who stopped logging',
  'is GuardDuty enabled everywhere',
  'idle addresses we pay for',
  'old snapshots',
  'root without hardware mfa',
  'imdsv1 still allowed',
  'who can become administrator',
];
const ROUNDS = 5;
const BATCH = 500;

/** Runs the bench; `databaseUrl` is a PostgreSQL server on which a scratch database may be made and dropped. */
export async function benchRetrieval(
  options: { findings?: number; databaseUrl?: string | null } = {},
): Promise<RetrievalBench[]> {
  const { findings = 10_000, databaseUrl = null } = options;
  const results = [await benchOn(await openEmbedded(), findings)];
  if (databaseUrl) {
    const scratch = await openScratch(databaseUrl);
    try {
      results.push(await benchOn(scratch.database, findings));
    } finally {
      await scratch.drop();
    }
  }
  return results;
}

async function benchOn(database: Database, count: number): Promise<RetrievalBench> {
  try {
    await migrate(database);
    const storeMsPerFinding = await storeAll(database, await makeFindings(count));
    await database.sql`vacuum (analyze)`;
    return {
      database: database.kind,
      findings: count,
      storeMsPerFinding,
      embedQuestionUs: await timeEmbedding(),
      retrieveMs: {
        anywhere: await timeRetrieval(database, {}),
        oneAccount: await timeRetrieval(database, { accounts: [ACCOUNTS[0]!] }),
        oneAccountAndRegion: await timeRetrieval(database, { accounts: [ACCOUNTS[0]!], regions: [REGIONS[0]!] }),
        named: await timeRetrieval(database, {}, ' of thing-7'),
      },
    };
  } finally {
    await database.close();
  }
}

async function makeFindings(count: number): Promise<FindingInput[]> {
  const catalogue = await readCatalogue();
  const random = seededRandom(20_261_120);
  const pick = <T>(items: T[]): T => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: count }, (_, index) => {
    // Cubing leans towards the first checks: a few with hundreds of copies, as in real estates.
    const check = catalogue[Math.floor(random() ** 3 * catalogue.length)]!;
    const [accountUid, region, resourceName] = [pick(ACCOUNTS), pick(REGIONS), `thing-${index}`];
    const resourceUid = `arn:aws:${check.service}:${region}:${accountUid}:thing/${resourceName}`;
    return {
      findingUid: findingUid({ accountUid, region, checkId: check.id, resourceUid }),
      classUid: 2003,
      checkId: check.id,
      product: check.service,
      service: check.service,
      title: check.title,
      desc: check.description,
      severity: pick(['low', 'medium', 'high', 'critical'] as const),
      status: random() < 0.15 ? 'resolved' : 'new',
      complianceStatus: 'fail',
      statusDetail: `${resourceName} in ${region} does not meet it.`,
      confidenceScore: 95,
      accountUid,
      region,
      resourceUid,
      resourceType: 'AWS::Example::Thing',
      resourceName,
      resourceTags: { team: pick(TEAMS), environment: pick(['production', 'staging']) },
      firstSeenTime: '2026-10-01T00:00:00.000Z',
      lastSeenTime: NOW,
      count: 1,
      evidence: { index },
      evidenceTime: NOW,
      risk: check.risk,
      consequence: check.consequence,
      remediation: check.remediation,
      ownerHint: check.ownerHint,
      compliance: {},
      listedBy: [],
      rawData: null,
      unmapped: null,
      estimatedMonthlyCost: null,
      estimatedMonthlySavings: null,
      imported: false,
    } satisfies FindingInput;
  });
}

async function storeAll(database: Database, findings: FindingInput[]): Promise<number> {
  const began = performance.now();
  for (let from = 0; from < findings.length; from += BATCH) {
    const batch = findings.slice(from, from + BATCH);
    await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) =>
      upsertFindings(sql, DEFAULT_TENANT, batch, NOW),
    );
  }
  return rounded((performance.now() - began) / findings.length, 2);
}

async function timeEmbedding(): Promise<Percentiles> {
  const embedder = createLocalEmbedder();
  const times: number[] = [];
  for (let index = 0; index < 3_000; index++) {
    const began = performance.now();
    await embedder.embed([`${QUESTIONS[index % QUESTIONS.length]!} ${index}`]);
    times.push((performance.now() - began) * 1_000);
  }
  return percentiles(times.slice(500), 0);
}

async function timeRetrieval(database: Database, request: RequestScope, suffix = ''): Promise<Percentiles> {
  const embedder = createQuestionEmbedder({ local: createLocalEmbedder(), titan: null });
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const question of QUESTIONS) {
      const intent = classify(`${question}${suffix}`, NOW);
      const scope = scopeOf(DEFAULT_TENANT, intent, request);
      const named = suffix === '' ? scope : { ...scope, names: ['thing-7'] };
      const { tookMs } = await retrieve(database.sql, named, question, intent, embedder);
      // The first round plans statements and warms caches.
      if (round > 0) times.push(tookMs);
    }
  }
  return percentiles(times, 1);
}

async function openEmbedded(): Promise<Database> {
  const pglite = await PGlite.create({ extensions: { vector, pg_trgm } });
  return overPglite(pglite, () => pglite.close());
}

async function openScratch(databaseUrl: string): Promise<{ database: Database; drop: () => Promise<void> }> {
  const name = `assay_bench_${process.pid}`;
  const administer = async (work: (sql: postgres.Sql) => Promise<unknown>) => {
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
    try {
      await work(sql);
    } finally {
      await sql.end();
    }
  };
  await administer((sql) => sql`create database ${sql(name)}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return {
    database: await connect({ databaseUrl: url.href, dataDir: '' }),
    drop: () => administer((sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

/** Mulberry32: small, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function percentiles(times: number[], digits: number): Percentiles {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number) => rounded(sorted[Math.floor(share * (sorted.length - 1))]!, digits);
  return { p50: at(0.5), p90: at(0.9) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
