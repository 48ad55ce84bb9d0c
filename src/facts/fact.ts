/**
 * The contract of the fact catalogue. A **fact** is one exact answer computed in SQL: a value, its denominator, every
 * member's id, rows to show, how old it is and whether its sources were read whole. Models never count; facts do.
 */
import type { z } from 'zod';
import type { AnySql } from '../db/connect.ts';
import type { EvidenceRow } from '../evidence.ts';

export type Product = 'iam' | 's3' | 'ec2' | 'guardduty' | 'cloudtrail' | 'cost-explorer';

/** Which accounts and regions the asker may and wants to see; empty lists mean all. */
export interface FactScope {
  accounts: string[];
  regions: string[];
  /** Left out of what is asked for. */
  withoutRegions?: string[];
}

/** What a fact runs on: a transaction bound to one tenant. */
export interface FactContext {
  sql: AnySql;
  tenantId: string;
  now: Date;
  scope: FactScope;
}

/** What a fact's own SQL yields; the registry adds name, parameters, as-of and completeness. */
export interface FactBody {
  title: string;
  /** What the fact is about in one number; null when it is a table without one. */
  value: number | null;
  /** What `value` counts or measures: `IAM users`, `USD`. */
  unit: string;
  denominator?: number;
  /** Ids of everything counted, complete. */
  members: string[];
  /** At most ROW_LIMIT rows; the members stay complete. */
  rows: EvidenceRow[];
  /** Sentences a reader must know to read the value right. */
  notes?: string[];
  /** Set by facts that know better than their sources how old they are. */
  asOf?: string;
}

export interface FactResult extends FactBody {
  name: string;
  parameters: Record<string, unknown>;
  asOf: string;
  /** False when part of the scope could not be read; `notes` says which. */
  complete: boolean;
  notes: string[];
}

export interface Fact<P> {
  name: string;
  /** One sentence for the catalogue. */
  description: string;
  parameters: z.ZodType<P>;
  /** Whose coverage decides as-of and completeness. */
  products(parameters: P): Product[];
  run(context: FactContext, parameters: P): Promise<FactBody>;
}

/** Rows shown; the value and the members are never cut. */
export const ROW_LIMIT = 500;

/** Keeps a fact's parameter type while the registry forgets it. */
export function defineFact<P>(fact: Fact<P>): Fact<P> {
  return fact;
}

/** `and account_uid in … and region in …`, or nothing: a named region holds what lies in it, as the lists of the API do. */
export function inScope(context: FactContext) {
  const { sql, scope } = context;
  const regions = scope.regions.length > 0 ? sql`and region = any(${scope.regions}::text[])` : sql``;
  const without = scope.withoutRegions?.length ? sql`and region <> all(${scope.withoutRegions}::text[])` : sql``;
  return sql`${inAccounts(context)} ${regions} ${without}`;
}

/** The accounts alone: identities are global, and no region narrows them. */
export function inAccounts({ sql, scope }: FactContext) {
  return scope.accounts.length > 0 ? sql`and account_uid = any(${scope.accounts}::text[])` : sql``;
}

/** `and tags …` for `key`, `key=value`, `key:value` or `key:one|other`, keys without case, or nothing; `column` is `tags` or `resource_tags`. */
export function ofTag({ sql }: FactContext, tag: string | undefined, column: 'tags' | 'resource_tags' = 'tags') {
  const [key, value] = (tag ?? '').split(/[=:]/, 2);
  if (!key) return sql``;
  const values = value?.toLowerCase().split('|') ?? null;
  return sql`and exists (select 1 from jsonb_each_text(${sql(column)}) tag where lower(tag.key) = ${key.toLowerCase()}
    and (${values}::text[] is null or lower(tag.value) = any(${values}::text[])))`;
}

/** `and …` for a key that must be absent, whatever its case and dashes, or `*` for no tag at all; nothing when unsaid. */
export function lacksTag({ sql }: FactContext, key: string | undefined, column: 'tags' | 'resource_tags' = 'tags') {
  if (!key) return sql``;
  if (key === '*') return sql`and ${sql(column)} = '{}'::jsonb`;
  const plain = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const spelt = [plain, plain.replace('centre', 'center'), plain.replace('center', 'centre')];
  return sql`and not exists (select 1 from jsonb_object_keys(${sql(column)}) k
    where regexp_replace(lower(k), '[^a-z0-9]', '', 'g') = any(${spelt}::text[]))`;
}

/** `Assumed: …`: what a fact took for granted because the question did not say; said with every answer. */
export const assumed = (what: string): string => `Assumed: ${what}`;
