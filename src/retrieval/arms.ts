/** The one statement that finds candidates: by meaning, by words, by name, and one of each check for breadth. */
import type { Fragment } from 'postgres';
import type { TransactionSql } from '../db/connect.ts';
import { namesQuery, searchQuery } from '../embeddings/search-vector.ts';
import { vectorText } from '../embeddings/vector-text.ts';
import type { Scope } from './scope.ts';

/** A finding that some arm found. */
export interface Candidate {
  findingUid: string;
  checkId: string;
  title: string;
  service: string;
  severityId: number;
  statusId: number;
  /** Cosine; null without a current vector. */
  local: number | null;
  titan: number | null;
  /** ts_rank, or null when no word matched. */
  lexical: number | null;
  /** Bears a name that the question names. */
  named: boolean;
  /** Began, happened, ended or came back in the time that the question asks about. */
  inRange: boolean;
  /** Could not be checked, or not checked again. */
  unverified: boolean;
  /** Never could be checked: a Warning, which says nothing of the resource yet. */
  unread: boolean;
}

export interface Embedded {
  model: string;
  vector: Float32Array;
}

/** What the arms look for. */
export interface Asked {
  /** The question and its topic: words for the lexical arm. */
  text: string;
  local: Embedded;
  titan: Embedded | null;
}

/** Candidates per arm: twelve are kept in the end, the rest lets fusion see past a check with many copies. */
const NEAREST = 100;
/** Looked at beyond those, so that a tie at the end is not decided by where rows lie. */
const SPARE = 100;
const BY_WORDS = 100;
const BY_NAME = 60;
const BY_STATE = 80;
const CHECKS = 250;
/** More matches than this are not ranked (measured at 100,000 findings: 19 ms for 3,000, 372 ms for all). */
const MOST_MATCHES = 3_000;
/** Rows from the embedded database's sign bits, to be ranked exactly. */
const FROM_BITS = 300;
/** Up to here the embedded database compares every vector in scope: as quick as the bits, and exact. */
const FEW = 2_500;

/** Runs all arms in one statement within the scope. Order is not promised: fusion ranks. */
export async function findCandidates(sql: TransactionSql, scope: Scope, asked: Asked): Promise<Candidate[]> {
  const { tenantId, accounts, regions, services, severityIds, statusIds, timeRange } = scope;
  const bits = await prepare(sql);
  const inScope = sql`
    f.tenant_id = ${tenantId}::uuid and f.status_id = any (${statusIds}::int[])
    and (${accounts}::text[] is null or f.account_uid = any (${accounts}::text[]))
    and (${regions}::text[] is null or f.region = any (${regions}::text[]))
    and (${services}::text[] is null or f.service = any (${services}::text[]))
    and (${severityIds}::int[] is null or f.severity_id = any (${severityIds}::int[]))
    and (not ${scope.unverifiedOnly}::boolean or ${isUnverified(sql)})
    and (not ${scope.reopenedOnly}::boolean or f.reopened_time is not null)
    and f.compliance_status_id is distinct from 1`;
  const from = timeRange?.from ?? null;
  const to = timeRange?.to ?? null;
  const inRange = sql`coalesce(case f.class_uid when 2004 then f.last_seen_time else f.first_seen_time end >= ${from}::timestamptz
      and f.first_seen_time < ${to}::timestamptz
    or f.resolved_time >= ${from}::timestamptz and f.resolved_time < ${to}::timestamptz
    or f.reopened_time >= ${from}::timestamptz and f.reopened_time < ${to}::timestamptz, false)`;
  const near = bits ? nearByBits : nearByVector;
  const search = (query: string | null, most: number, limit: number) => sql`
    select s.finding_uid, s.score from search_findings(${query}::tsquery, ${accounts}::text[], ${regions}::text[],
      ${services}::text[], ${severityIds}::int[], ${statusIds}::int[], ${most}::int) s
    order by s.score desc, s.finding_uid limit ${limit}::int`;
  return sql<Candidate[]>`
    with recursive scope_size as materialized (
      select count(*) as findings from (select from findings f where ${inScope} limit ${FEW + 1}::int) counted
    ),
    local_arm as materialized (${near(sql, tenantId, asked.local, LOCAL, inScope)}),
    titan_arm as materialized (${asked.titan ? near(sql, tenantId, asked.titan, TITAN, inScope) : sql`select null::text as finding_uid where false`}),
    lexical_arm as materialized (${search(searchQuery(asked.text), MOST_MATCHES, BY_WORDS)}),
    named_arm as materialized (${search(namesQuery(scope.names), MOST_MATCHES, BY_NAME)}),
    state_arm as materialized (
      select f.finding_uid from findings f
      where (${timeRange !== null}::boolean or ${scope.wantsUnverified}::boolean) and ${inScope}
        and (${inRange} or ${scope.wantsUnverified}::boolean and ${isUnverified(sql)})
      order by f.severity_id desc, f.last_seen_time desc, f.finding_uid limit ${BY_STATE}::int
    ),
    -- One step along the index per check, however many findings each has.
    checks as (
      (select f.check_id from findings f where f.tenant_id = ${tenantId}::uuid order by f.check_id limit 1)
      union all
      select (select f.check_id from findings f where f.tenant_id = ${tenantId}::uuid and f.check_id > c.check_id
        order by f.check_id limit 1)
      from checks c where c.check_id is not null
    ),
    breadth_arm as materialized (
      select one.finding_uid from checks c cross join lateral (
        select f.finding_uid from findings f where f.check_id = c.check_id and ${inScope} limit 1) one
      limit ${CHECKS}::int
    ),
    found as (
      select finding_uid from local_arm union select finding_uid from titan_arm union select finding_uid from lexical_arm
      union select finding_uid from named_arm union select finding_uid from state_arm
      union select finding_uid from breadth_arm
    )
    select f.finding_uid as "findingUid", f.check_id as "checkId", f.title, f.service, f.severity_id as "severityId",
      f.status_id as "statusId", l.score as lexical,
      n.finding_uid is not null as named,
      ${similarity(sql, asked.local, LOCAL)} as local, ${asked.titan ? similarity(sql, asked.titan, TITAN) : sql`null::float8`} as titan,
      ${inRange} as "inRange", ${isUnverified(sql)} as unverified,
      f.compliance_status_id is not distinct from 2 as unread
    from found join findings f on f.finding_uid = found.finding_uid
    left join lexical_arm l on l.finding_uid = f.finding_uid
    left join named_arm n on n.finding_uid = f.finding_uid
    where ${inScope}`;
}

const isUnverified = (sql: TransactionSql): Fragment =>
  sql`(f.unverified_since is not null or f.compliance_status_id is not distinct from 2)`;

type ArmName = 'local' | 'titan';
const LOCAL: ArmName = 'local';
const TITAN: ArmName = 'titan';

/**
 * Settings of this transaction, and whether the embedded database's bit indexes are there. With a filter and without
 * iterative scans a vector index forgets most of what it should find (measured: recall 0.04 at 1 %).
 */
async function prepare(sql: TransactionSql): Promise<boolean> {
  const [row] = await sql<{ bits: boolean }[]>`
    select to_regclass('finding_embeddings_local_bits') is not null as bits,
      set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true)`;
  return row!.bits;
}

// The embedder's name stands in the text, not in a parameter: partial indexes are chosen by constants only. Vectors carry
// no cast, for the column is halfvec on PostgreSQL and vector on the embedded database.
function named(sql: TransactionSql, embedder: ArmName): Fragment {
  return embedder === 'local' ? sql`e.embedder = 'local'` : sql`e.embedder = 'titan'`;
}

function nearByVector(
  sql: TransactionSql,
  tenantId: string,
  asked: Embedded,
  arm: ArmName,
  inScope: Fragment,
): Fragment {
  const distance = sql`e.embedding <=> ${vectorText(asked.vector)}`;
  // The index orders by distance alone; those equally far are told apart by their id where all of them are here.
  return sql`
    select finding_uid from (
      select f.finding_uid, ${distance} as distance
      from finding_embeddings e join findings f on f.tenant_id = e.tenant_id and f.finding_uid = e.finding_uid
      where e.tenant_id = ${tenantId}::uuid and ${named(sql, arm)} and e.model = ${asked.model}::text and ${inScope}
      order by ${distance} limit ${NEAREST + SPARE}::int
    ) near order by distance, finding_uid limit ${NEAREST}::int`;
}

/** Few in scope: all of them exactly. Many: by sign bits, and the best of those exactly. One of the two halves runs. */
function nearByBits(sql: TransactionSql, tenantId: string, asked: Embedded, arm: ArmName, inScope: Fragment): Fragment {
  const vector = vectorText(asked.vector);
  const joined = sql`
    finding_embeddings e join findings f on f.tenant_id = e.tenant_id and f.finding_uid = e.finding_uid
    where e.tenant_id = ${tenantId}::uuid and ${named(sql, arm)} and e.model = ${asked.model}::text and ${inScope}`;
  return sql`
    select finding_uid from (
      (select f.finding_uid, e.embedding <=> ${vector} as distance from ${joined} and (select findings from scope_size) <= ${FEW}::int)
      union all
      (select f.finding_uid, e.embedding <=> ${vector} as distance from ${joined} and (select findings from scope_size) > ${FEW}::int
      order by binary_quantize(e.embedding)::bit(1024) <~> binary_quantize(${vector}::vector)::bit(1024)
      limit ${FROM_BITS}::int)
    ) near order by distance, finding_uid limit ${NEAREST}::int`;
}

function similarity(sql: TransactionSql, asked: Embedded, arm: ArmName): Fragment {
  return sql`(
    select 1 - (e.embedding <=> ${vectorText(asked.vector)}) from finding_embeddings e
    where e.tenant_id = f.tenant_id and e.finding_uid = f.finding_uid and ${named(sql, arm)}
      and e.model = ${asked.model}::text and e.content_hash = f.content_hash)`;
}
