/** What a read says of itself: a value or the reason why there is none, and the coverage row that it leaves. */

/** The six services; also `product` of coverage and of our own findings, and the name of the collector. */
export type CollectorName = 'iam' | 's3' | 'ec2' | 'guardduty' | 'cloudtrail' | 'cost-explorer';

/** How one API read ended. Expired credentials, time-outs and 5xx are `error`, with the class in `errorCode`. */
export type CoverageOutcome =
  | 'ok'
  | 'denied'
  | 'scp_denied'
  | 'throttled'
  | 'not_enabled'
  | 'region_disabled'
  | 'partial'
  | 'error';

/** One row of coverage: one API in one account and region. `api` reads like an IAM action: `iam:ListUsers`. */
export interface CoverageEntry {
  product: CollectorName;
  accountUid: string;
  /** An AWS region, or `global` for services that have none. */
  region: string;
  api: string;
  outcome: CoverageOutcome;
  items: number;
  truncated: boolean;
  startedAt: string;
  finishedAt: string;
  /** AWS's error name when not ok, e.g. `AccessDenied`. Never the raw message. */
  errorCode?: string;
  /** The IAM action that would mend it. */
  permission?: string;
  /** One plain sentence for people. */
  detail?: string;
}

/** A failed read, kept as data so that a check can say Warning and name the missing permission. */
export interface FailedRead {
  ok: false;
  api: string;
  outcome: Exclude<CoverageOutcome, 'ok'>;
  errorCode?: string;
  permission?: string;
  detail: string;
}

/** The result of reading one thing: its value, or why there is none. "Not configured" is a value (usually null). */
export type Read<T> = { ok: true; value: T } | FailedRead;
