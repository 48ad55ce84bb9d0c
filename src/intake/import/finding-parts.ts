/** What OCSF and ASFF findings share on their way into the store. */
import { CLASS, type FindingInput, findingUid, type SeverityName, SEVERITIES } from '../../estate/finding.ts';
import { resourceTypeOf, serviceOf } from './resource-type.ts';

export interface FindingParts extends Pick<
  FindingInput,
  | 'checkId'
  | 'product'
  | 'title'
  | 'desc'
  | 'severity'
  | 'status'
  | 'complianceStatus'
  | 'statusDetail'
  | 'confidenceScore'
  | 'accountUid'
  | 'region'
  | 'resourceTags'
  | 'firstSeenTime'
  | 'lastSeenTime'
  | 'count'
  | 'evidence'
  | 'risk'
  | 'remediation'
  | 'compliance'
  | 'rawData'
  | 'unmapped'
> {
  /** The source's own id; null when it gave none, and then place, check and resource identify the finding. */
  sourceUid: string | null;
  isCompliance: boolean;
  resource: { uid: string; type: string | null; name: string | null };
  /** What the source calls the service, when type and ARN do not tell. */
  serviceSaid: string | null;
}

/** The same source id in the same account and region is the same finding, in whichever format it came. */
export function importedFinding(parts: FindingParts): FindingInput {
  const { sourceUid, isCompliance, resource, serviceSaid, ...rest } = parts;
  const { accountUid, region } = parts;
  const type = resourceTypeOf(resource.type, resource.uid);
  return {
    ...rest,
    findingUid: sourceUid
      ? findingUid({ accountUid, region, checkId: 'imported', resourceUid: sourceUid })
      : findingUid({ accountUid, region, checkId: parts.checkId, resourceUid: resource.uid, key: parts.product }),
    classUid: isCompliance ? CLASS.compliance : CLASS.detection,
    service: /guardduty/i.test(parts.product) ? 'guardduty' : serviceOf(type, resource.uid, serviceSaid),
    resourceUid: resource.uid,
    resourceType: type,
    resourceName: resource.name ?? nameOf(resource.uid),
    evidenceTime: parts.lastSeenTime,
    consequence: '',
    ownerHint: '',
    listedBy: [],
    estimatedMonthlyCost: null,
    estimatedMonthlySavings: null,
    imported: true,
  };
}

/** A severity word of any source, or null. */
export function severityNamed(word: string | null): SeverityName | null {
  const lower = word?.toLowerCase() ?? '';
  if (lower === 'info') return 'informational';
  return SEVERITIES.find((name) => name === lower) ?? null;
}

/** Account or region of an ARN, or null. */
export function ofArn(uid: string, part: 'region' | 'account'): string | null {
  const pieces = uid.split(':');
  return pieces[0] === 'arn' ? pieces[part === 'region' ? 3 : 4] || null : null;
}

/** Whatever the store has no column for; null when nothing is left. */
export function leftOver(record: Record<string, unknown>, used: readonly string[]): Record<string, unknown> | null {
  const rest = Object.fromEntries(Object.entries(record).filter(([key]) => !used.includes(key)));
  return Object.keys(rest).length > 0 ? rest : null;
}

/** Sentences and links of a remediation as steps. */
export function steps(text: string | null, links: unknown): string[] {
  const urls = (Array.isArray(links) ? links : [links]).filter(
    (link): link is string => typeof link === 'string' && /^https?:\/\//.test(link),
  );
  return [...(text ? [text] : []), ...urls.slice(0, 5).map((url) => url.slice(0, 500))];
}

const nameOf = (uid: string) => uid.split(/[:/]/).filter(Boolean).at(-1)?.slice(0, 300) ?? uid;
