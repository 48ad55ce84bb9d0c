/** Findings in AWS Security Finding Format. Source: Security Hub User Guide, "ASFF syntax". */
import { asList, asRecord, asText, at, textAt } from '../../../collectors/untrusted.ts';
import type { ComplianceStatusName, SeverityName, StatusName } from '../../estate/finding.ts';
import { firstText, firstTime, storable, tagsOf, timeFault } from './clean.ts';
import { type Converted, refused } from './converted.ts';
import { importedFinding, leftOver, ofArn, severityNamed, steps } from './finding-parts.ts';

export function isAsff(record: Record<string, unknown>): boolean {
  return 'AwsAccountId' in record && ('ProductArn' in record || 'SchemaVersion' in record || 'GeneratorId' in record);
}

export function convertAsff(given: Record<string, unknown>, now: Date): Converted {
  const record = storable(given) as Record<string, unknown>;
  const accountUid = firstText(200, record['AwsAccountId']);
  const id = firstText(1000, record['Id']);
  const title = firstText(500, record['Title']);
  if (!accountUid) return refused('The finding names no account.');
  if (!id) return refused('The finding has no Id.');
  if (!title) return refused('The finding has no title.');
  const lastSeenTime = firstTime(record['UpdatedAt'], record['LastObservedAt'], record['CreatedAt']);
  const firstSeenTime = firstTime(record['FirstObservedAt'], record['CreatedAt'], record['UpdatedAt']);
  if (!lastSeenTime || !firstSeenTime) return refused('The finding has no time.');
  const fault = timeFault(lastSeenTime, now) ?? timeFault(firstSeenTime, now);
  if (fault) return refused(fault);
  const [first, ...others] = asList(record['Resources']).map((item) => asRecord(item) ?? {});
  const resourceUid = firstText(2000, first?.['Id']) ?? `arn:aws:account::${accountUid}:account`;
  const verdict = VERDICTS[textAt(record, 'Compliance', 'Status') ?? ''] ?? null;
  const control = firstText(200, at(record, 'Compliance', 'SecurityControlId'));
  return {
    kind: 'finding',
    finding: importedFinding({
      sourceUid: id,
      isCompliance: verdict !== null || control !== null,
      checkId: control ?? firstText(200, record['GeneratorId'], asList(record['Types'])[0]) ?? title.slice(0, 200),
      product: productOf(record),
      title,
      desc: firstText(4000, record['Description']) ?? title,
      severity: severityOf(record),
      status: statusOf(record),
      complianceStatus: verdict,
      statusDetail:
        firstText(
          4000,
          at(asList(at(record, 'Compliance', 'StatusReasons'))[0], 'Description'),
          record['Description'],
        ) ?? '',
      confidenceScore: confidence(record['Confidence']),
      accountUid,
      region:
        firstText(100, record['Region'], first?.['Region'], ofArn(asText(record['ProductArn']) ?? '', 'region')) ??
        'global',
      resource: {
        uid: resourceUid,
        type: firstText(200, first?.['Type']) ?? (first ? null : 'AwsAccount'),
        name: null,
      },
      serviceSaid: null,
      resourceTags: tagsOf(first?.['Tags']),
      firstSeenTime: firstSeenTime < lastSeenTime ? firstSeenTime : lastSeenTime,
      lastSeenTime,
      count: 1,
      evidence: {
        source_uid: id,
        types: asList(record['Types'])
          .map((type) => asText(type) ?? '')
          .slice(0, 20),
      },
      risk: '',
      remediation: steps(
        firstText(4000, at(record, 'Remediation', 'Recommendation', 'Text')),
        at(record, 'Remediation', 'Recommendation', 'Url'),
      ),
      compliance: asRecord(record['Compliance']) ?? {},
      rawData: null,
      unmapped: leftOver({ ...record, ...(others.length > 0 ? { OtherResources: others.slice(0, 50) } : {}) }, USED),
    }),
  };
}

/** `…:product/aws/guardduty` names the product where ProductName is missing. */
function productOf(record: Record<string, unknown>): string {
  const named = firstText(200, record['ProductName'], at(record, 'ProductFields', 'aws/securityhub/ProductName'));
  return named ?? asText(record['ProductArn'])?.split('/').at(-1)?.slice(0, 200) ?? 'imported';
}

const VERDICTS: Record<string, ComplianceStatusName> = {
  PASSED: 'pass',
  FAILED: 'fail',
  WARNING: 'warning',
  NOT_AVAILABLE: 'warning',
};

const WORKFLOW: Record<string, StatusName> = {
  NEW: 'new',
  NOTIFIED: 'in_progress',
  SUPPRESSED: 'suppressed',
  RESOLVED: 'resolved',
};

function statusOf(record: Record<string, unknown>): StatusName {
  if (record['RecordState'] === 'ARCHIVED') return 'archived';
  return WORKFLOW[textAt(record, 'Workflow', 'Status') ?? ''] ?? 'new';
}

/** The label, else the normalised score by ASFF's own bands (1–39, 40–69, 70–89, 90–100). */
function severityOf(record: Record<string, unknown>): SeverityName {
  const label = severityNamed(textAt(record, 'Severity', 'Label'));
  if (label) return label;
  const normalised = Number(at(record, 'Severity', 'Normalized') ?? 0);
  if (normalised >= 90) return 'critical';
  if (normalised >= 70) return 'high';
  if (normalised >= 40) return 'medium';
  return normalised >= 1 ? 'low' : 'informational';
}

function confidence(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 100 ? Math.round(value) : null;
}

const USED = [
  'AwsAccountId',
  'Title',
  'Description',
  'Severity',
  'Compliance',
  'Workflow',
  'RecordState',
  'Region',
  'Confidence',
  'Remediation',
  'FirstObservedAt',
  'UpdatedAt',
];
