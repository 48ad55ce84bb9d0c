/** OCSF findings, 1.0 to 1.5, as Prowler and Security Hub write them. Source: schema.ocsf.io, category Findings. */
import { asList, asRecord, asText, at, textAt } from '../../../collectors/untrusted.ts';
import { type ComplianceStatusName, SEVERITIES, STATUSES, type StatusName } from '../../estate/finding.ts';
import { firstText, firstTime, storable, tagsOf, timeFault } from './clean.ts';
import { type Converted, refused } from './converted.ts';
import { importedFinding, leftOver, ofArn, severityNamed, steps } from './finding-parts.ts';

/** Is this an OCSF event of any class? */
export function isOcsf(record: Record<string, unknown>): boolean {
  return 'class_uid' in record && ('metadata' in record || 'finding_info' in record || 'finding' in record);
}

/** Security, Vulnerability, Compliance, Detection, Data Security and Application Security Posture Finding. */
const FINDING_CLASSES = new Set([2001, 2002, 2003, 2004, 2006, 2007]);

export function convertOcsf(given: Record<string, unknown>, now: Date): Converted {
  const record = storable(given) as Record<string, unknown>;
  const classUid = Number(record['class_uid']);
  if (!FINDING_CLASSES.has(classUid)) return refused('The OCSF record is of a class that is not a finding.');
  const provider = textAt(record, 'cloud', 'provider');
  if (provider && !/^(aws|amazon)/i.test(provider)) return refused('The finding is about a provider other than AWS.');
  const info = asRecord(record['finding_info']) ?? asRecord(record['finding']) ?? {};
  const [first, ...others] = asList(record['resources'] ?? record['resource']).map((item) => asRecord(item) ?? {});
  const title = firstText(500, info['title'], record['message'], textAt(record, 'metadata', 'event_code'));
  if (!title) return refused('The finding has no title.');
  const resourceUid = firstText(2000, first?.['uid'], first?.['name']) ?? '';
  const accountUid = firstText(
    200,
    at(record, 'cloud', 'account', 'uid'),
    at(record, 'cloud', 'account_uid'),
    at(first, 'owner', 'account', 'uid'),
    ofArn(resourceUid, 'account'),
  );
  if (!accountUid) return refused('The finding names no account.');
  const time = firstTime(record['time_dt'], record['time']);
  const lastSeenTime =
    firstTime(info['last_seen_time_dt'], info['last_seen_time'], info['modified_time_dt'], info['modified_time']) ??
    time;
  const firstSeenTime =
    firstTime(info['first_seen_time_dt'], info['first_seen_time'], info['created_time_dt'], info['created_time']) ??
    time;
  if (!lastSeenTime || !firstSeenTime) return refused('The finding has no time.');
  const fault = timeFault(lastSeenTime, now) ?? timeFault(firstSeenTime, now);
  if (fault) return refused(fault);
  const checkId = firstText(
    200,
    at(record, 'metadata', 'event_code'),
    at(record, 'compliance', 'control'),
    at(info, 'analytic', 'uid'),
    asList(info['types'])[0],
    title,
  )!;
  return {
    kind: 'finding',
    finding: importedFinding({
      sourceUid: firstText(1000, info['uid'], at(record, 'metadata', 'uid')),
      isCompliance: classUid === 2003,
      checkId,
      product:
        firstText(200, at(record, 'metadata', 'product', 'name'), at(record, 'metadata', 'product', 'uid')) ??
        'imported',
      title,
      desc: firstText(4000, info['desc'], record['message']) ?? title,
      severity: severityOf(record),
      status: statusOf(record),
      complianceStatus: verdictOf(record),
      statusDetail:
        firstText(4000, record['status_detail'], at(record, 'compliance', 'status_detail'), record['message']) ?? '',
      confidenceScore: score(record['confidence_score']),
      accountUid,
      region:
        firstText(100, at(record, 'cloud', 'region'), first?.['region'], ofArn(resourceUid, 'region')) ?? 'global',
      resource: {
        uid: resourceUid || `arn:aws:account::${accountUid}:account`,
        type: firstText(200, first?.['type']) ?? (resourceUid ? null : 'AwsAccount'),
        name: firstText(300, first?.['name']),
      },
      serviceSaid: firstText(100, at(first, 'group', 'name')),
      resourceTags: tagsOf(first?.['tags'] ?? first?.['labels']),
      firstSeenTime: firstSeenTime < lastSeenTime ? firstSeenTime : lastSeenTime,
      lastSeenTime,
      count: countOf(record['count']),
      evidence: {
        source_uid: firstText(1000, info['uid']),
        types: asList(info['types'])
          .map((type) => asText(type) ?? '')
          .slice(0, 20),
      },
      risk: firstText(4000, record['risk_details'], record['impact']) ?? '',
      remediation: steps(firstText(4000, at(record, 'remediation', 'desc')), at(record, 'remediation', 'references')),
      compliance: asRecord(record['compliance']) ?? asRecord(at(record, 'unmapped', 'compliance')) ?? {},
      rawData: asText(record['raw_data']),
      unmapped: unmappedOf(record, classUid, others),
    }),
  };
}

function severityOf(record: Record<string, unknown>) {
  const id = Number(record['severity_id']);
  return SEVERITIES[id - 1] ?? severityNamed(asText(record['severity'])) ?? 'informational';
}

function statusOf(record: Record<string, unknown>): StatusName {
  const byId = STATUSES[Number(record['status_id']) - 1];
  const word = (asText(record['status']) ?? '').toLowerCase().replace(' ', '_');
  return byId ?? STATUSES.find((name) => name === word) ?? 'new';
}

const VERDICTS: Record<string, ComplianceStatusName> = {
  pass: 'pass',
  passed: 'pass',
  success: 'pass',
  fail: 'fail',
  failed: 'fail',
  failure: 'fail',
  warning: 'warning',
  manual: 'warning',
};

/** OCSF's `compliance`, else Prowler's `status_code`; null for what passes no verdict. */
function verdictOf(record: Record<string, unknown>): ComplianceStatusName | null {
  const byId = ([null, 'pass', 'warning', 'fail'] as const)[Number(at(record, 'compliance', 'status_id') ?? 0)];
  if (byId) return byId;
  const word = textAt(record, 'compliance', 'status') ?? asText(record['status_code']) ?? '';
  return VERDICTS[word.toLowerCase()] ?? null;
}

/** What the store can count to; a number that is none counts as one. */
function countOf(value: unknown): number {
  const count = Math.trunc(Number(value));
  return count >= 1 ? Math.min(count, 2 ** 31 - 1) : 1;
}

function score(value: unknown): number | null {
  const number = Number(value ?? Number.NaN);
  return number >= 0 && number <= 100 ? Math.round(number) : null;
}

const USED = [
  'severity',
  'severity_id',
  'status',
  'status_id',
  'status_code',
  'status_detail',
  'confidence_score',
  'risk_details',
  'remediation',
  'compliance',
  'raw_data',
  'count',
  'message',
  'time',
  'time_dt',
  'class_uid',
  'category_uid',
];

/** All but what has a column; a class that the store has no number for is kept by its own here. */
function unmappedOf(record: Record<string, unknown>, classUid: number, others: unknown[]) {
  return leftOver(
    {
      ...record,
      ...(classUid === 2003 || classUid === 2004 ? {} : { original_class_uid: classUid }),
      ...(others.length > 0 ? { other_resources: others.slice(0, 50) } : {}),
    },
    USED,
  );
}
