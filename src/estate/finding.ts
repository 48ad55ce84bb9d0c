/**
 * Vocabulary of findings, OCSF 1.x. A **finding** is one check's verdict on one resource (Compliance Finding, 2003) or
 * something that happened (Detection Finding, 2004). **Open** means New or In Progress and not a Pass.
 */
import { createHash } from 'node:crypto';

export const CLASS = { compliance: 2003, detection: 2004 } as const;

export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'] as const;
export type SeverityName = (typeof SEVERITIES)[number];

export const STATUSES = ['new', 'in_progress', 'suppressed', 'resolved', 'archived'] as const;
export type StatusName = (typeof STATUSES)[number];

export const COMPLIANCE_STATUSES = ['pass', 'warning', 'fail'] as const;
export type ComplianceStatusName = (typeof COMPLIANCE_STATUSES)[number];

/** OCSF ids count from 1 in the order of the lists above. */
export const severityId = (name: SeverityName): number => SEVERITIES.indexOf(name) + 1;
export const severityName = (id: number): SeverityName => SEVERITIES[id - 1] ?? 'informational';
export const statusId = (name: StatusName): number => STATUSES.indexOf(name) + 1;
export const statusName = (id: number): StatusName => STATUSES[id - 1] ?? 'new';
export const complianceStatusId = (name: ComplianceStatusName): number => COMPLIANCE_STATUSES.indexOf(name) + 1;
export const complianceStatusName = (id: number | null): ComplianceStatusName | null =>
  id === null ? null : (COMPLIANCE_STATUSES[id - 1] ?? null);

/** A finding as it comes in from a check, a rule or an import; the store adds times, state and history. */
export interface FindingInput {
  findingUid: string;
  classUid: 2003 | 2004;
  checkId: string;
  product: string;
  service: string;
  title: string;
  desc: string;
  severity: SeverityName;
  /** Detections carry their own status; compliance findings get theirs from the verdict. */
  status: StatusName;
  complianceStatus: ComplianceStatusName | null;
  statusDetail: string;
  confidenceScore: number | null;
  accountUid: string;
  region: string;
  resourceUid: string;
  resourceType: string;
  resourceName: string;
  resourceTags: Record<string, string>;
  /** Detections and imports know when; for a verdict it is the time of the read. */
  firstSeenTime: string;
  lastSeenTime: string;
  count: number;
  evidence: Record<string, unknown>;
  evidenceTime: string;
  risk: string;
  consequence: string;
  remediation: string[];
  ownerHint: string;
  compliance: Record<string, unknown>;
  listedBy: string[];
  rawData: unknown;
  unmapped: Record<string, unknown> | null;
  estimatedMonthlyCost: number | null;
  estimatedMonthlySavings: number | null;
  imported: boolean;
}

/**
 * Identity of a finding: the same account, region, check and resource are the same finding for ever. `key` tells apart
 * two detections of one rule on one resource.
 */
export function findingUid(parts: {
  accountUid: string;
  region: string;
  checkId: string;
  resourceUid: string;
  key?: string;
}): string {
  const identity = [parts.accountUid, parts.region, parts.checkId, parts.resourceUid, parts.key ?? ''];
  return createHash('sha256').update(identity.join('|')).digest('hex').slice(0, 32);
}

/**
 * Hash of what makes a verdict materially different. Ages in days and times of last use move without anything having
 * happened to the verdict, so they do not count; nor does how often a threat was seen, nor the wording of the status detail.
 */
export function evidenceHash(finding: Pick<FindingInput, 'severity' | 'complianceStatus' | 'evidence'>): string {
  const parts = [finding.severity, finding.complianceStatus, material(finding.evidence)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Keys whose values move by themselves: ages, prices' dates, times of last use. */
const isVolatile = (key: string) =>
  /(?:days|hours|price_?basis|as_?of|time|date|used|generated)$/i.test(key) || /(?:^age|_age|Age|_at|At)$/.test(key);
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

function material(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(material);
  if (typeof value === 'string') return INSTANT.test(value) ? null : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([key]) => !isVolatile(key))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, material(inner)]);
}
