/** From what collectors yield to what the store takes: identity, OCSF fields, words. Pure. */
import type { Check, CheckOutcome, Collected, Detection, SnapshotBase } from '../../collectors/collector.ts';
import { CLASS, type FindingInput, findingUid } from '../estate/finding.ts';
import { type OpenVerdicts, placeOf } from '../estate/findings-resolve.ts';

/** Checks by id, as the registry gives them. */
export type ChecksById = ReadonlyMap<string, Check<SnapshotBase>>;

/**
 * The verdicts of a batch that the store must look at, as findings: every Fail and Warning, and a Pass only where
 * something is open to be resolved, one by one, so that a large account's are never all held at once. Most verdicts of a
 * healthy estate are a Pass and are only counted.
 */
export function* findingsOfOutcomes(
  collected: Collected,
  checks: ChecksById,
  open: OpenVerdicts,
): Generator<FindingInput> {
  const said = new Set<string>();
  const finding = (checkId: string, outcome: CheckOutcome) => {
    const check = checks.get(checkId);
    if (!check) throw new Error(`No check is registered as ${checkId}`);
    return findingOfOutcome(collected, check, outcome);
  };
  for (const { checkId, outcome } of collected.outcomes) {
    const place = placeOf(outcome.resource.region, outcome.resource.uid);
    const isOpen = open.get(checkId)?.has(place) ?? false;
    if (outcome.status === 'pass' && !isOpen) continue;
    if (isOpen) said.add(`${checkId} ${place}`);
    yield finding(checkId, outcome);
  }
  if (!collected.passed) return;
  for (const [checkId, places] of open) {
    // Mostly what was open fails again, and no Pass needs to be worked out anew.
    if ([...places.keys()].every((place) => said.has(`${checkId} ${place}`))) continue;
    for (const outcome of collected.passed.of(checkId))
      if (places.has(placeOf(outcome.resource.region, outcome.resource.uid))) yield finding(checkId, outcome);
  }
}

function findingOfOutcome(collected: Collected, check: Check<SnapshotBase>, outcome: CheckOutcome): FindingInput {
  const { resource } = outcome;
  const identity = { accountUid: collected.accountUid, region: resource.region, checkId: check.id };
  return {
    findingUid: findingUid({ ...identity, resourceUid: resource.uid }),
    classUid: CLASS.compliance,
    ...identity,
    product: check.service,
    service: check.service,
    title: check.title,
    desc: check.description,
    // What could not be read is not known to be bad: it must not swell the count of criticals.
    severity: outcome.status === 'warning' ? 'informational' : (outcome.severity ?? check.severity),
    status: 'new',
    complianceStatus: outcome.status,
    statusDetail: outcome.statusDetail,
    confidenceScore: outcome.confidence ?? (outcome.status === 'fail' ? 95 : null),
    resourceUid: resource.uid,
    resourceType: resource.type,
    resourceName: resource.name,
    resourceTags: resource.tags ?? {},
    firstSeenTime: collected.collectedAt,
    lastSeenTime: collected.collectedAt,
    count: 1,
    evidence: outcome.missingPermission
      ? { ...outcome.evidence, missing_permission: outcome.missingPermission, check_severity: check.severity }
      : outcome.evidence,
    evidenceTime: collected.collectedAt,
    risk: check.risk,
    consequence: check.consequence,
    remediation: check.remediation,
    ownerHint: check.ownerHint,
    compliance: { ...check.compliance },
    listedBy: check.listedBy,
    rawData: null,
    unmapped: null,
    estimatedMonthlyCost: outcome.estimatedMonthlyCost ?? null,
    estimatedMonthlySavings: outcome.estimatedMonthlySavings ?? null,
    imported: false,
  };
}

/** A detection as an OCSF Detection Finding. */
export function findingOfDetection(detection: Detection, options: { imported: boolean; readAt: string }): FindingInput {
  const { resource } = detection;
  return {
    findingUid: findingUid({
      accountUid: detection.accountUid,
      region: detection.region,
      checkId: detection.checkId,
      resourceUid: resource.uid,
      key: detection.key,
    }),
    classUid: CLASS.detection,
    checkId: detection.checkId,
    product: detection.service,
    service: detection.service,
    title: detection.title,
    desc: detection.description,
    severity: detection.severity,
    status: detection.status ?? 'new',
    complianceStatus: null,
    statusDetail: detection.statusDetail,
    confidenceScore: detection.confidence ?? null,
    accountUid: detection.accountUid,
    region: detection.region,
    resourceUid: resource.uid,
    resourceType: resource.type,
    resourceName: resource.name,
    resourceTags: resource.tags ?? {},
    firstSeenTime: detection.firstSeenTime,
    lastSeenTime: detection.lastSeenTime,
    count: detection.count ?? 1,
    evidence: detection.evidence,
    evidenceTime: options.readAt,
    risk: detection.risk,
    consequence: detection.consequence,
    remediation: detection.remediation,
    ownerHint: detection.ownerHint,
    compliance: { ...detection.compliance },
    listedBy: [],
    rawData: null,
    unmapped: null,
    estimatedMonthlyCost: detection.estimatedMonthlyCost ?? null,
    estimatedMonthlySavings: detection.estimatedMonthlySavings ?? null,
    imported: options.imported,
  };
}
