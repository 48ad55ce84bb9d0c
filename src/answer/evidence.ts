/** Puts facts and retrieved findings together as labelled evidence, the most telling first. */
import type { Coverage, CoverageSource, EvidenceItem } from '../evidence.ts';
import type { FactResult } from '../facts/fact.ts';
import { consoleUrl } from './console-url.ts';
import type { createLabeller } from './labels.ts';

type Labeller = ReturnType<typeof createLabeller>;

/** A fact as evidence: its value, denominator, every member and row. */
export function evidenceOfFact(fact: FactResult, labeller: Labeller): EvidenceItem {
  return {
    label: labeller.fact(),
    kind: fact.name.startsWith('cost_') && fact.name !== 'cost_correlation' ? 'cost' : 'fact',
    title: fact.title,
    asOf: fact.asOf,
    ...(fact.value === null ? {} : { value: fact.value, unit: fact.unit }),
    ...(fact.denominator === undefined ? {} : { denominator: fact.denominator }),
    members: fact.members,
    rows: fact.rows,
    complete: fact.complete,
    factName: fact.name,
    parameters: fact.parameters,
    ...(fact.notes.length > 0 ? { notes: fact.notes } : {}),
  };
}

/** What could not be read or is old, as evidence: an answer that speaks of its gaps can cite them. Null without any. */
export function evidenceOfGaps(coverage: Coverage, labeller: Labeller, now: Date): EvidenceItem | null {
  const gaps = coverage.sources.filter(
    (source) => source.stale || (source.outcome !== 'ok' && source.outcome !== 'not_enabled'),
  );
  if (gaps.length === 0) return null;
  return {
    label: labeller.fact(),
    kind: 'fact',
    title: 'Sources that were not read whole, or are stale',
    asOf: now.toISOString(),
    value: gaps.length,
    unit: 'sources',
    denominator: coverage.sources.length,
    members: [],
    rows: gaps.map((source) => ({
      service: source.product,
      account: source.accountUid,
      region: source.region,
      outcome: source.outcome,
      stale: source.stale,
      last_read_whole: source.asOf ?? 'never',
      detail: source.detail ?? null,
      ...(source.refused ? { refused: source.refused.map(({ api }) => api).join(', ') } : {}),
      ...(missingPermissions(source) ? { missing_permission: missingPermissions(source) } : {}),
    })),
    complete: false,
    factName: 'coverage',
    parameters: {},
  };
}

const missingPermissions = ({ refused }: CoverageSource): string =>
  [...new Set((refused ?? []).flatMap(({ permission }) => (permission === null ? [] : [permission])))].join(', ');

/** A stored finding, as the store and retrieval return it. */
export interface FindingRecord {
  findingUid: string;
  classUid: number;
  checkId: string;
  product: string;
  service: string;
  title: string;
  desc: string;
  severity: string;
  status: string;
  complianceStatus: string | null;
  statusDetail: string;
  accountUid: string;
  region: string;
  resourceUid: string;
  resourceType: string;
  resourceName: string;
  resourceTags: Record<string, string>;
  firstSeenTime: string;
  lastSeenTime: string;
  evidenceTime: string;
  risk: string;
  consequence: string;
  remediation: string[];
  ownerHint: string;
  compliance: Record<string, unknown>;
  estimatedMonthlyCost: number | null;
  estimatedMonthlySavings: number | null;
}

export function evidenceOfFinding(finding: FindingRecord, labeller: Labeller): EvidenceItem {
  const url = consoleUrl(finding);
  return {
    label: labeller.of('finding', finding.findingUid),
    kind: 'finding',
    title: finding.title,
    severity: finding.severity,
    resourceUid: finding.resourceUid,
    accountUid: finding.accountUid,
    region: finding.region,
    asOf: finding.evidenceTime,
    ...(url ? { url } : {}),
    finding: {
      uid: finding.findingUid,
      checkId: finding.checkId,
      service: finding.service,
      product: finding.product,
      status: finding.status,
      complianceStatus: finding.complianceStatus,
      statusDetail: finding.statusDetail,
      description: finding.desc,
      risk: finding.risk,
      consequence: finding.consequence,
      remediation: finding.remediation,
      ownerHint: finding.ownerHint,
      resourceName: finding.resourceName,
      resourceType: finding.resourceType,
      tags: finding.resourceTags,
      compliance: finding.compliance,
      firstSeenTime: finding.firstSeenTime,
      lastSeenTime: finding.lastSeenTime,
      estimatedMonthlyCost: finding.estimatedMonthlyCost,
      estimatedMonthlySavings: finding.estimatedMonthlySavings,
    },
  };
}
