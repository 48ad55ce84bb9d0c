import type { CollectorName, CoverageEntry, FailedRead, Read } from '../collectors/coverage.ts';
import { failedRead } from '../collectors/read-result.ts';
import { iso } from './clock.ts';

/** One API as a collector's coverage names it. */
export interface ApiCall {
  api: string;
  /** Where the IAM action has another name. */
  permission?: string;
  items: number;
  failure?: FailedRead | undefined;
}

export interface CoverageScope {
  product: CollectorName;
  accountUid: string;
  region: string;
  /** Milliseconds. */
  startedAt: number;
}

/** Coverage rows of one read, one second per API, as a collector writes them. */
export function coverageOf(
  { product, accountUid, region, startedAt }: CoverageScope,
  calls: ApiCall[],
): CoverageEntry[] {
  return calls.map(({ api, items, failure }, index) => ({
    product,
    accountUid,
    region,
    api,
    outcome: failure?.outcome ?? 'ok',
    items: failure ? 0 : items,
    truncated: false,
    startedAt: iso(startedAt + index * 1000),
    finishedAt: iso(startedAt + index * 1000 + 740),
    ...(failure?.errorCode ? { errorCode: failure.errorCode } : {}),
    ...(failure?.permission ? { permission: failure.permission } : {}),
    ...(failure ? { detail: failure.detail } : {}),
  }));
}

export function read<T>(value: T): Read<T> {
  return { ok: true, value };
}

/** A call that AWS refused with that code, in the words in which a collector keeps it. */
export function denied(
  api: string,
  { permission = api, errorCode = 'AccessDenied' }: { permission?: string; errorCode?: string } = {},
): FailedRead {
  return failedRead({ name: errorCode }, { api, permission }, 'global');
}
