/**
 * The contract every collector keeps. Vocabulary, once:
 *
 * - A **snapshot** is what one read of one account (and region) saw, typed, JSON-safe, with every failed call kept as
 *   data (`Read`). Checks never see an SDK type.
 * - A **check** is a pure function from a snapshot to one outcome per resource.
 * - A **detection** is something that happened (a GuardDuty finding, a CloudTrail rule hit, a cost movement).
 * - **Coverage** says which API was read, where, when and with what outcome.
 *
 * Times are ISO 8601 UTC strings. Nothing here touches a database.
 */
import type { CollectorName, CoverageEntry } from './coverage.ts';
import type { Session } from './session.ts';

/** OCSF severity, in words. */
export type Severity = 'informational' | 'low' | 'medium' | 'high' | 'critical' | 'fatal';

/** What every snapshot carries. */
export interface SnapshotBase {
  accountUid: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string;
  region: string;
  /** When the read began; ages in checks are measured from here, never from the clock. */
  collectedAt: string;
  coverage: CoverageEntry[];
}

/** The resource an outcome is about. `uid` is its ARN. `type` is AWS's own name: `AWS::IAM::User`, `AWS::::Account`. */
export interface ResourceRef {
  uid: string;
  type: string;
  name: string;
  region: string;
  tags?: Record<string, string>;
}

/** One inventory row. `attributes` follow the interfaces of `inventory.ts`. */
export interface ResourceRecord extends ResourceRef {
  service: CollectorName;
  accountUid: string;
  attributes: object;
  createdAt?: string;
  /** APIs whose complete, untruncated read proves that a resource missing from it is gone. */
  listedBy: string[];
}

/** A check's verdict on one resource. */
export interface CheckOutcome {
  resource: ResourceRef;
  status: 'pass' | 'fail' | 'warning';
  /** One sentence with this resource's own facts: "User svc-legacy-backup has a console password and no MFA device." */
  statusDetail: string;
  /** The values the verdict rests on; small, JSON-safe, no secrets. */
  evidence: Record<string, unknown>;
  /** Only where it differs from the check's own. */
  severity?: Severity;
  /** Required on `warning`: the IAM action that was missing, or the reason it could not be read. */
  missingPermission?: string;
  /** 0–100; 95 when the state is deterministic. */
  confidence?: number;
  /** USD a month, list price; always with `evidence.price_basis`. */
  estimatedMonthlyCost?: number;
  estimatedMonthlySavings?: number;
}

/** Framework references of a check, as parsed by `references()`. Numbers count the requirements that it serves. */
export interface Compliance {
  cis6?: string[];
  cis7?: string[];
  fsbp?: string[];
  nist80053r5?: number;
  soc2?: number;
  pci4?: number;
  iso27001?: number;
  attack?: number;
}

/** The words a finding is made of. All ours, and what retrieval searches and answers quote. */
export interface CheckText {
  title: string;
  /** What is looked at and what the rule is. */
  description: string;
  /** The mechanism of risk: how this is abused or fails, step by step. */
  risk: string;
  /** What it means for the business. */
  consequence: string;
  /** Steps in order, each an imperative sentence; name the console path or CLI call where it helps. */
  remediation: string[];
  /** Who usually owns the fix, e.g. "The team in the user's `team` tag; else the platform identity team". */
  ownerHint: string;
}

/** A check: one file, one registry line. `evaluate` is pure. */
export interface Check<S extends SnapshotBase> extends CheckText {
  id: string;
  service: CollectorName;
  severity: Severity;
  resourceType: string;
  compliance: Compliance;
  /** Every API whose data the verdict rests on. */
  apis: string[];
  /** APIs whose complete, untruncated read proves that a resource it does not show is gone. */
  listedBy: string[];
  evaluate(snapshot: S): CheckOutcome[];
}

/** Something that happened: becomes an OCSF Detection Finding (class 2004). */
export interface Detection extends CheckText {
  /** Rule id, GuardDuty finding type, or cost rule id. */
  checkId: string;
  service: CollectorName;
  /** Identity beyond rule and resource (event id, GuardDuty id, day), so that two hits are two findings. */
  key: string;
  severity: Severity;
  resource: ResourceRef;
  accountUid: string;
  region: string;
  statusDetail: string;
  evidence: Record<string, unknown>;
  firstSeenTime: string;
  lastSeenTime: string;
  status?: 'new' | 'archived';
  count?: number;
  confidence?: number;
  compliance?: Compliance;
  /** USD, for cost movements: the amount of the movement a month. */
  estimatedMonthlyCost?: number;
  estimatedMonthlySavings?: number;
}

/** One CloudTrail event, normalised. `raw` is the record as it came. */
export interface CloudTrailEvent {
  eventId: string;
  time: string;
  name: string;
  /** `ec2.amazonaws.com` */
  source: string;
  accountUid: string;
  region: string;
  /** AWS's userIdentity.type */
  principalType: string;
  /** ARN of the caller, else the most specific id known. */
  principal: string;
  /** Short name: user name, role name, `root`, or service. */
  principalName: string;
  /** Role session name or issuing user where there is one. */
  sessionName?: string;
  sourceIpAddress: string | null;
  userAgent: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  readOnly: boolean | null;
  /** ARNs and ids named by the record. */
  resources: string[];
  raw: Record<string, unknown>;
}

/** One day of cost, in FOCUS 1.x names. */
export interface CostRow {
  /** YYYY-MM-DD (ChargePeriodStart, UTC) */
  day: string;
  subAccountId: string;
  subAccountName: string | null;
  serviceName: string;
  regionId: string | null;
  /** Usage | Tax | Credit | Purchase | Adjustment */
  chargeCategory: string;
  billedCost: number;
  effectiveCost: number;
  listCost: number | null;
  billingCurrency: string;
  consumedQuantity: number | null;
  consumedUnit: string | null;
  xUsageType: string | null;
  xEstimated: boolean;
  /** Which breakdown the row belongs to: rows of two are never added together. */
  xView: 'service_account' | 'service_region' | 'service_usage_type' | 'focus';
}

/** Passes that were counted and let go: a large account has hundreds of thousands, a few hundred bytes each. */
export interface Passed {
  counts: { checkId: string; region: string; count: number }[];
  /** One check's Passes, worked out anew from the snapshot, which is held for as long as this is. */
  of(checkId: string): CheckOutcome[];
}

/** Everything one snapshot yields, ready to be stored in one transaction. */
export interface Collected {
  collector: CollectorName;
  accountUid: string;
  region: string;
  collectedAt: string;
  coverage: CoverageEntry[];
  outcomes: { checkId: string; outcome: CheckOutcome }[];
  /** Set when Passes were counted and are not among the outcomes. */
  passed?: Passed;
  detections: Detection[];
  resources: ResourceRecord[];
  events: CloudTrailEvent[];
  costs: CostRow[];
  /** Where the next incremental read starts (watermark), if the collector has one. */
  cursor: Record<string, string> | null;
}

/** What a read is given besides its session. */
export interface ReadContext {
  accountUid: string;
  region: string;
  collectedAt: string;
  /** Cursor of the last committed run of this collector, account and region. */
  cursor: Record<string, string> | null;
  signal: AbortSignal;
  /** Progress for people: one call per API page. */
  onProgress?: (progress: { api: string; items: number }) => void;
}

/** A collector: read (AWS → snapshot), then pure functions over the snapshot. */
export interface Collector<S extends SnapshotBase> {
  name: CollectorName;
  /** `account`: one read per account (its own regions handled inside); `region`: one per account and region. */
  scope: 'account' | 'region';
  /** croner expression, UTC. */
  schedule: string;
  freshnessTargetMinutes: number;
  /** One region's (or account's) read must end within this. */
  deadlineMs: number;
  /** IAM actions it needs, exactly; `npm run policy` prints their union. */
  actions: string[];
  checks: Check<S>[];
  read(session: Session, context: ReadContext): Promise<S>;
  inventory(snapshot: S): ResourceRecord[];
  detections(snapshot: S): Detection[];
  events(snapshot: S): CloudTrailEvent[];
  costs(snapshot: S): CostRow[];
  cursor(snapshot: S): Record<string, string> | null;
}
