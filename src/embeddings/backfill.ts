/**
 * Keeps a vector for every finding. The local one, and the lexical column, are written in the transaction that writes the
 * finding; Titan's follow in the background. A vector counts only while its content hash and model are current.
 */
import type { AnySql, Sql, TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { type Embedder, EmbedderError } from './embedder.ts';
import { type EmbeddableFinding, findingText } from './finding-text.ts';
import { createLocalEmbedder } from './local.ts';
import { searchVector } from './search-vector.ts';
import { vectorText } from './vector-text.ts';

/** A finding whose text is new or has changed. `text` is `findingText(finding)`, `contentHash` its hash. */
export interface ChangedText {
  findingUid: string;
  text: string;
  contentHash: string;
}

const local = createLocalEmbedder();

/** Rows per statement: 200 vectors are about 2 MB of text. */
const ROWS_PER_STATEMENT = 200;

/** The local vector of a text made by `findingText`: unit length, 1,024 dimensions. */
export async function localVectorFor(text: string): Promise<Float32Array> {
  return (await local.embed([text]))[0]!;
}

/**
 * To be called for new and changed findings, in the transaction that writes them and after their rows: replaces their
 * local vectors and lexical columns, and removes every vector that another embedder made of the old text.
 */
export async function writeLocalVectors(
  sql: TransactionSql,
  tenantId: string,
  findings: readonly ChangedText[],
): Promise<void> {
  for (let from = 0; from < findings.length; from += ROWS_PER_STATEMENT)
    await writeSearch(sql, tenantId, findings.slice(from, from + ROWS_PER_STATEMENT));
  await replaceLocalVectors(sql, tenantId, findings);
}

/** The vectors alone, for a caller that wrote the lexical column with the row. `areNew`: nothing was there to remove. */
export async function replaceLocalVectors(
  sql: TransactionSql,
  tenantId: string,
  findings: readonly ChangedText[],
  { areNew = false }: { areNew?: boolean } = {},
): Promise<void> {
  for (let from = 0; from < findings.length; from += ROWS_PER_STATEMENT) {
    const some = findings.slice(from, from + ROWS_PER_STATEMENT);
    const vectors = await local.embed(some.map((finding) => finding.text));
    if (!areNew) await removeStale(sql, tenantId, some);
    await writeVectors(sql, tenantId, local, some, vectors);
  }
}

async function removeStale(sql: TransactionSql, tenantId: string, findings: readonly ChangedText[]): Promise<void> {
  await sql`
    delete from finding_embeddings e
    using unnest(${findings.map((finding) => finding.findingUid)}::text[], ${findings.map((finding) => finding.contentHash)}::text[])
      as c(finding_uid, content_hash)
    where e.tenant_id = ${tenantId}::uuid and e.finding_uid = c.finding_uid and e.content_hash <> c.content_hash`;
}

async function writeSearch(sql: TransactionSql, tenantId: string, findings: readonly ChangedText[]): Promise<void> {
  await sql`
    update findings f set search = c.search::tsvector
    from unnest(${findings.map((finding) => finding.findingUid)}::text[], ${findings.map((finding) => searchVector(finding.text))}::text[])
      as c(finding_uid, search)
    where f.tenant_id = ${tenantId}::uuid and f.finding_uid = c.finding_uid and f.search is distinct from c.search::tsvector`;
}

/** Inserts vectors whose finding still has the text they were made of; answers how many that were. */
async function writeVectors(
  sql: AnySql,
  tenantId: string,
  embedder: Embedder,
  findings: readonly ChangedText[],
  vectors: readonly Float32Array[],
): Promise<number> {
  // No cast on the vector itself: the column is halfvec on PostgreSQL and vector on the embedded database.
  const written = await sql`
    insert into finding_embeddings (tenant_id, embedder, finding_uid, model, content_hash, embedding)
    select f.tenant_id, ${embedder.name}::text, f.finding_uid, ${embedder.model}::text, f.content_hash, c.embedding
    from (
      select unnest(${findings.map((finding) => finding.findingUid)}::text[]) as finding_uid,
        unnest(${findings.map((finding) => finding.contentHash)}::text[]) as content_hash,
        unnest(${vectors.map(vectorText)}::text[])::vector as embedding
    ) c
    join findings f on f.tenant_id = ${tenantId}::uuid and f.finding_uid = c.finding_uid and f.content_hash = c.content_hash
    on conflict (tenant_id, embedder, finding_uid) do update
      set model = excluded.model, content_hash = excluded.content_hash, embedding = excluded.embedding`;
  return written.count;
}

export interface BackfillReport {
  written: number;
  /** Findings whose text the model would not take; they keep their local vector. */
  refused: number;
  /** Why it stopped before the end, in plain words; null when every finding has its vector. */
  stopped: string | null;
}

export interface BackfillOptions {
  /** Findings per round: one read, one `embed`, one write. */
  batchSize?: number;
  signal?: AbortSignal;
  onProgress?: (progress: { written: number; remaining: number }) => void;
}

/**
 * Gives every finding of the tenant `embedder`'s vector: Titan's behind the collection, or the local one anew after an
 * update that raised LOCAL_MODEL (nothing to do then is one quick query). Resumable at any point: what is done is in the database, batch by
 * batch, and no transaction is open while the embedder works. A finding that changes meanwhile gets nothing now and is found by the
 * next run. A fault of the embedder ends it with a reason, not an error; an abort rejects with the signal's reason.
 */
export async function embedFindings(
  sql: Sql,
  tenantId: string,
  embedder: Embedder,
  options: BackfillOptions = {},
): Promise<BackfillReport> {
  const { batchSize = 64, signal, onProgress } = options;
  const report: BackfillReport = { written: 0, refused: 0, stopped: null };
  // Keyset over the uids: a refused finding is passed by, and the loop always ends.
  for (let after = ''; ; ) {
    signal?.throwIfAborted();
    const { batch, remaining } = await readMissing(sql, tenantId, embedder, after, batchSize);
    if (batch.length === 0) return report;
    try {
      const done = await embedAccepted(embedder, batch, signal);
      report.refused += batch.length - done.findings.length;
      report.written += await withTenant(sql, { tenantId, role: 'collect' }, async (sql) => {
        // A new local model comes with new tokens, which the lexical column is made of as well.
        if (embedder.name === 'local') await writeSearch(sql, tenantId, done.findings);
        return writeVectors(sql, tenantId, embedder, done.findings, done.vectors);
      });
    } catch (error) {
      if (!(error instanceof EmbedderError)) throw error;
      return { ...report, stopped: error.message };
    }
    onProgress?.({ written: report.written, remaining: remaining - batch.length });
    after = batch.at(-1)!.findingUid;
  }
}

interface MissingRow extends EmbeddableFinding {
  findingUid: string;
  contentHash: string;
  remaining: number;
}

async function readMissing(
  sql: Sql,
  tenantId: string,
  embedder: Embedder,
  after: string,
  batchSize: number,
): Promise<{ batch: ChangedText[]; remaining: number }> {
  const rows = await withTenant(
    sql,
    { tenantId, role: 'collect' },
    (sql) => sql<MissingRow[]>`
      select f.finding_uid as "findingUid", f.content_hash as "contentHash", f.check_id as "checkId", f.service, f.title,
        f."desc", f.risk, f.consequence, f.status_detail as "statusDetail", f.account_uid as "accountUid", f.region,
        f.resource_uid as "resourceUid", f.resource_type as "resourceType", f.resource_name as "resourceName",
        f.resource_tags as "resourceTags", (count(*) over ())::int as remaining
      from findings f
      where f.tenant_id = ${tenantId}::uuid and f.finding_uid > ${after}::text and not exists (
        select from finding_embeddings e
        where e.tenant_id = f.tenant_id and e.finding_uid = f.finding_uid and e.embedder = ${embedder.name}::text
          and e.model = ${embedder.model}::text and e.content_hash = f.content_hash)
      order by f.finding_uid limit ${batchSize}::int`,
  );
  const batch = rows.map((row) => ({
    findingUid: row.findingUid,
    text: findingText(row),
    contentHash: row.contentHash,
  }));
  return { batch, remaining: rows[0]?.remaining ?? 0 };
}

/** Embeds a batch; when the model refuses it, each text alone, leaving out those that it will not take. */
async function embedAccepted(
  embedder: Embedder,
  batch: ChangedText[],
  signal: AbortSignal | undefined,
): Promise<{ findings: ChangedText[]; vectors: Float32Array[] }> {
  const texts = batch.map((finding) => finding.text);
  try {
    return { findings: batch, vectors: await embedder.embed(texts, signal) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const findings: ChangedText[] = [];
  const vectors: Float32Array[] = [];
  for (const finding of batch) {
    try {
      vectors.push(...(await embedder.embed([finding.text], signal)));
      findings.push(finding);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return { findings, vectors };
}

function isRefusal(error: unknown): boolean {
  return error instanceof EmbedderError && error.fault === 'invalid_request';
}
