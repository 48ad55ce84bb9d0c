import type { Detection, Severity } from '../collector.ts';
import type { GuardDutyFinding, GuardDutySnapshot } from './snapshot.ts';
import { findingText } from './text/finding-text.ts';

/** GuardDuty's findings as Detections: its severity, times, count and archived state kept, the words ours. */
export function guarddutyDetections({ findings }: GuardDutySnapshot): Detection[] {
  return findings.ok ? findings.value.map(toDetection) : [];
}

/** One finding as a Detection; also for findings that arrive by EventBridge. */
export function toDetection(finding: GuardDutyFinding): Detection {
  const { type, resource } = finding;
  return {
    ...findingText(type),
    checkId: type,
    service: 'guardduty',
    key: finding.id,
    severity: severityOf(finding.severity),
    resource: {
      uid: resource.uid,
      type: resource.type,
      name: resource.name,
      region: finding.region,
      tags: resource.tags,
    },
    accountUid: finding.accountUid,
    region: finding.region,
    statusDetail: statusDetail(finding),
    evidence: {
      findingId: finding.id,
      findingArn: finding.arn,
      type,
      severityScore: finding.severity,
      awsTitle: finding.title,
      awsDescription: finding.description,
      count: finding.count,
      archived: finding.archived,
      ...finding.details,
    },
    firstSeenTime: finding.eventFirstSeen ?? finding.createdAt,
    lastSeenTime: finding.eventLastSeen ?? finding.updatedAt,
    status: finding.archived ? 'archived' : 'new',
    count: finding.count,
    ...(finding.confidence === null ? {} : { confidence: finding.confidence }),
  };
}

/** GuardDuty's 1.0–10.0 in words. Source: Amazon GuardDuty User Guide, "Severity levels". */
export function severityOf(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

function statusDetail({
  type,
  resource,
  count,
  details,
  eventFirstSeen,
  eventLastSeen,
  archived,
}: GuardDutyFinding): string {
  const times = count === 1 ? 'once' : `${count} times`;
  const span = eventFirstSeen && eventLastSeen ? `, first ${eventFirstSeen}, last ${eventLastSeen}` : '';
  const remote = details['remoteAddress'] ?? details['domain'];
  return `GuardDuty saw ${type} on ${resource.name} ${times}${span}${remote ? `, with ${remote}` : ''}${archived ? '; the finding is archived' : ''}.`;
}
