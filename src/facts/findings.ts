/** Findings counted, listed and ranked; what could not be verified, and why. */
import { z } from 'zod';
import type { AnySql } from '../db/connect.ts';
import type { EvidenceRow } from '../evidence.ts';
import { defineFact, type FactContext, inScope, lacksTag, ofTag, type Product, ROW_LIMIT } from './fact.ts';
import { TYPE_WORDS } from './resource-types.ts';

const SEVERITY_WORDS = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'];
const severityWord = (id: number) => SEVERITY_WORDS[id - 1] ?? 'informational';

const filters = z.object({
  services: z.array(z.string()).optional(),
  severities: z.array(z.enum(['informational', 'low', 'medium', 'high', 'critical', 'fatal'])).optional(),
  state: z.enum(['open', 'resolved', 'suppressed', 'archived', 'all']).optional().describe('default open'),
  checkIds: z.array(z.string()).optional(),
  resource: z.string().optional().describe('ARN, id or name'),
  classUid: z.literal([2003, 2004]).optional(),
  since: z.iso.datetime().optional().describe('first seen at or after'),
  until: z.iso.datetime().optional(),
  checkPattern: z
    .string()
    .max(200)
    .regex(/^[a-z0-9_|]+$/)
    .optional()
    .describe('words of check ids, separated by |'),
  framework: z
    .enum(['cis', 'cis6', 'cis7', 'fsbp', 'nist80053r5', 'soc2', 'pci4', 'iso27001', 'attack'])
    .optional()
    .describe('Only findings mapped to it; cis is any version'),
  tag: z.string().max(200).optional().describe('key, key=value or key:value of the resource'),
  olderThanDays: z.number().int().positive().optional().describe('first seen at least this many days ago'),
  titled: z
    .string()
    .max(200)
    .optional()
    .describe('the title; where none is so called, all its words must be in the title'),
  names: z.array(z.string()).max(50).optional().describe('any of these resource names'),
  resourceType: z.string().max(100).optional().describe("AWS's own type name, e.g. AWS::S3::Bucket"),
  notTag: z.array(z.string().max(200)).max(20).optional().describe('key=value that the resource must not bear'),
  notNames: z.array(z.string()).max(50).optional().describe('none of these resource names'),
  withoutTag: z.string().max(100).optional().describe('key that the resource must not have; * for no tag at all'),
  matching: z
    .string()
    .max(200)
    .regex(/^[a-z0-9_ |?]+$/)
    .optional()
    .describe('words of check ids or titles, separated by |'),
  label: z.string().max(100).optional().describe('how to say what is matched'),
  principal: z.string().max(200).optional().describe('who made the call that a finding of CloudTrail is about'),
});
type Filters = z.infer<typeof filters>;

const ALL: Product[] = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'];
const productsOf = (given: { services?: string[] | undefined }): Product[] =>
  given.services?.length ? ALL.filter((product) => given.services!.includes(product)) : ALL;

/** The where clause of a set of filters; `open` is New or In Progress and never a Pass. */
function matching(context: FactContext, given: Filters) {
  const { sql, tenantId } = context;
  const severityIds = (given.severities ?? []).map((name) => SEVERITY_WORDS.indexOf(name) + 1);
  return sql`tenant_id = ${tenantId} ${inScope(context)} ${stateIs(sql, given.state ?? 'open')}
    ${given.services?.length ? sql`and service = any(${given.services}::text[])` : sql``}
    ${severityIds.length ? sql`and severity_id = any(${severityIds}::int[])` : sql``}
    ${given.checkIds?.length ? sql`and check_id = any(${given.checkIds}::text[])` : sql``}
    ${given.checkPattern ? sql`and check_id ~ ${given.checkPattern} and compliance_status_id is distinct from 2` : sql``}
    ${given.matching ? sql`and (check_id || ' ' || title) ~* ${given.matching} and compliance_status_id is distinct from 2` : sql``}
    ${given.classUid ? sql`and class_uid = ${given.classUid}` : sql``}
    ${given.resource ? sql`and (resource_uid = ${given.resource} or resource_name = ${given.resource} or resource_uid like ${`%/${given.resource}`})` : sql``}
    ${given.since ? sql`and first_seen_time >= ${given.since}` : sql``}
    ${given.until ? sql`and first_seen_time < ${given.until}` : sql``}
    ${given.framework ? sql`and compliance ?| ${given.framework === 'cis' ? ['cis6', 'cis7'] : [given.framework]}::text[]` : sql``}
    ${given.olderThanDays ? sql`and first_seen_time < ${new Date(context.now.getTime() - given.olderThanDays * 86_400_000).toISOString()}` : sql``}
    ${given.titled ? titledBy(context, given.titled) : sql``}
    ${given.names?.length ? sql`and resource_name = any(${given.names}::text[])` : sql``}
    ${given.principal ? sql`and (resource_name = ${given.principal} or strpos(status_detail, ${given.principal}) > 0 or strpos(evidence::text, ${given.principal}) > 0)` : sql``}
    ${given.resourceType ? sql`and resource_type = ${given.resourceType}` : sql``}
    ${given.notNames?.length ? sql`and resource_name <> all(${given.notNames}::text[])` : sql``}
    ${lacksTag(context, given.withoutTag, 'resource_tags')}
    ${(given.notTag ?? []).map((tag) => sql`and not (true ${ofTag(context, tag, 'resource_tags')})`).reduce((all, one) => sql`${all} ${one}`, sql``)}
    ${ofTag(context, given.tag, 'resource_tags')}`;
}

/** By its title as it stands; else by all of its words that say something. */
function titledBy({ sql, tenantId }: FactContext, title: string) {
  const words = title.split(/[\s,;()]+/).filter((word) => word.length > 2 || /^(?:S3|EC)/i.test(word));
  const patterns = words.map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
  return sql`and (lower(title) = ${title.toLowerCase()} or (title ilike all(${patterns}::text[]) and not exists (
    select 1 from findings so where so.tenant_id = ${tenantId} and lower(so.title) = ${title.toLowerCase()})))`;
}

function stateIs(sql: AnySql, state: NonNullable<Filters['state']>) {
  switch (state) {
    case 'open':
      return sql`and status_id in (1, 2) and compliance_status_id is distinct from 1`;
    case 'resolved':
      return sql`and status_id = 4`;
    case 'suppressed':
      return sql`and status_id = 3`;
    case 'archived':
      return sql`and status_id = 5`;
    case 'all':
      return sql``;
  }
}

const GROUPS = {
  severity: 'severity_id',
  service: 'service',
  account: 'account_uid',
  region: 'region',
  check: 'check_id',
  resource_type: 'resource_type',
  status: 'status_id',
  team: 'team',
  owner: 'owner',
} as const;

const listParameters = filters.extend({
  groupBy: z.enum(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).optional(),
  order: z.enum(['most', 'fewest']).optional().describe('of groups'),
  oldestFirst: z.boolean().optional().describe('by when it was first seen, else worst first'),
  limit: z.number().int().min(1).max(ROW_LIMIT).optional(),
});

/** Findings that match, worst first; with `groupBy`, counted by it. */
export const findings = defineFact({
  name: 'findings',
  description:
    'Findings by service, severity, state, check, resource, class, framework and age: count, members, worst first.',
  parameters: listParameters,
  products: (given) => productsOf(given),
  async run(context, given) {
    const { sql } = context;
    const rows = await sql<FindingRow[]>`
      select finding_uid as uid, severity_id as severity, title, service, check_id as "checkId", resource_name as resource,
        resource_uid as "resourceUid", resource_type as "resourceType", account_uid as account, region,
        status_detail as detail, first_seen_time as "firstSeen", status_id as status,
        coalesce(resource_tags->>'team', resource_tags->>'Team') as team,
        coalesce(resource_tags->>'owner', resource_tags->>'Owner') as owner,
        estimated_monthly_cost::float8 as cost
      from findings where ${matching(context, given)}
      order by ${given.oldestFirst ? sql`first_seen_time,` : sql``} severity_id desc, last_seen_time desc, finding_uid`;
    return {
      title: findingsTitle(given),
      value: rows.length,
      unit: 'findings',
      members: rows.map((row) => row.uid),
      rows: given.groupBy
        ? countBy(rows, given.groupBy, await accountNames(context, given.groupBy), given.order)
        : rows.slice(0, given.limit ?? ROW_LIMIT).map((row) => findingRow(row, context.now)),
    };
  },
});

interface FindingRow {
  uid: string;
  severity: number;
  title: string;
  service: string;
  checkId: string;
  resource: string;
  resourceUid: string;
  resourceType: string;
  account: string;
  region: string;
  detail: string;
  firstSeen: Date;
  status: number;
  team: string | null;
  owner: string | null;
  cost: number | null;
}

const findingRow = (row: FindingRow, now: Date): EvidenceRow => ({
  severity: severityWord(row.severity),
  finding: row.title,
  resource: row.resource,
  account: row.account,
  region: row.region,
  detail: row.detail,
  first_seen: row.firstSeen.toISOString(),
  days_open: Math.floor((now.getTime() - row.firstSeen.getTime()) / 86_400_000),
  team: row.team,
  owner: row.owner,
});

async function accountNames({ sql, tenantId }: FactContext, by: string): Promise<Map<string, string>> {
  if (by !== 'account') return new Map();
  const rows = await sql<{ uid: string; name: string }[]>`
    select account_uid as uid, name from aws_accounts where tenant_id = ${tenantId}`;
  return new Map(rows.map(({ uid, name }) => [uid, name]));
}

function countBy(
  rows: FindingRow[],
  by: keyof typeof GROUPS,
  names: Map<string, string>,
  order: 'most' | 'fewest' = 'most',
): EvidenceRow[] {
  const valueOf: Record<keyof typeof GROUPS, (row: FindingRow) => string> = {
    severity: (row) => severityWord(row.severity),
    service: (row) => row.service,
    account: (row) => row.account,
    region: (row) => row.region,
    check: (row) => row.title,
    resource_type: (row) => row.resourceType,
    status: (row) => ['new', 'in_progress', 'suppressed', 'resolved', 'archived'][row.status - 1] ?? 'new',
    team: (row) => row.team ?? 'no team tagged',
    owner: (row) => row.owner ?? (row.team ? `team ${row.team}` : 'nobody tagged'),
  };
  return [...Map.groupBy(rows, valueOf[by])]
    .map(([key, group]) => ({
      [by]: key,
      ...(names.has(key) ? { account_name: names.get(key)! } : {}),
      count: group.length,
      critical: group.filter((row) => row.severity >= 5).length,
      high: group.filter((row) => row.severity === 4).length,
    }))
    .toSorted((left, right) => (order === 'fewest' ? left.count - right.count : right.count - left.count));
}

function findingsTitle(given: Filters): string {
  const words = [
    given.state === 'all' ? 'All' : capital(given.state ?? 'open'),
    given.severities?.join(' and '),
    given.services?.length ? given.services.join(' and ') : '',
    given.classUid === 2004 ? 'detections' : 'findings',
    given.label ?? '',
    given.resource ? `about ${given.resource}` : '',
    given.checkPattern ? `on ${given.checkPattern.split('|')[0]!.replaceAll('_', ' ')}` : '',
    given.framework ? `mapped to ${FRAMEWORKS[given.framework]}` : '',
    given.resourceType ? `on ${TYPE_WORDS[given.resourceType] ?? given.resourceType}` : '',
    given.withoutTag
      ? `on resources without ${given.withoutTag === '*' ? 'any' : `${/^[aeiou]/.test(given.withoutTag) ? 'an' : 'a'} ${given.withoutTag}`} tag`
      : '',
    given.notTag?.length ? `not of ${given.notTag.map((tag) => tag.replace(/[=:]/, ' ')).join(' or ')}` : '',
    given.notNames?.length ? `not about ${given.notNames.join(', ')}` : '',
    given.tag ? `on resources of ${given.tag.replace(/[=:]/, ' ')}` : '',
    given.titled ? `titled ${given.titled}` : '',
    given.names?.length ? `about ${given.names.join(', ')}` : '',
    given.principal ? `naming ${given.principal}` : '',
    given.since ? `first seen since ${given.since.slice(0, 10)}` : '',
    given.until ? `${given.since ? 'and' : 'first seen'} before ${given.until.slice(0, 10)}` : '',
    given.olderThanDays ? `open for more than ${given.olderThanDays} days` : '',
  ];
  return words.filter(Boolean).join(' ');
}

const FRAMEWORKS: Record<NonNullable<Filters['framework']>, string> = {
  cis: 'the CIS benchmark',
  cis6: 'the CIS benchmark, version 6',
  cis7: 'the CIS benchmark, version 7',
  fsbp: 'AWS Foundational Security Best Practices',
  nist80053r5: 'NIST SP 800-53',
  soc2: 'SOC 2',
  pci4: 'PCI DSS',
  iso27001: 'ISO/IEC 27001',
  attack: 'MITRE ATT&CK',
};

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Verdicts that nobody could reach: Warnings, and open findings whose last read failed. */
export const unverified = defineFact({
  name: 'unverified_findings',
  description: 'Checks that could not be decided (Warning) or not be repeated, and the permission or reason.',
  parameters: z.object({ services: z.array(z.string()).optional() }),
  products: (given) => productsOf(given),
  async run(context, given) {
    const { sql, tenantId } = context;
    const rows = await sql<UnverifiedRow[]>`
      select finding_uid as uid, title, service, resource_name as resource, account_uid as account, region,
        coalesce(unverified_reason, status_detail) as why, evidence->>'missing_permission' as permission,
        case when compliance_status_id = 2 then 'never read' else 'known, not read again' end as kind
      from findings
      where tenant_id = ${tenantId} ${inScope(context)} and status_id in (1, 2)
        and (compliance_status_id = 2 or unverified_since is not null)
        ${given.services?.length ? sql`and service = any(${given.services}::text[])` : sql``}
      order by account_uid, service, region, title`;
    const [all] = await sql<{ total: number }[]>`
      select count(*)::int as total from findings where tenant_id = ${tenantId} ${inScope(context)} and status_id in (1, 2)
        and compliance_status_id is not null ${given.services?.length ? sql`and service = any(${given.services}::text[])` : sql``}`;
    return {
      title: 'Checks that could not be verified',
      value: rows.length,
      unit: 'checks',
      denominator: all?.total ?? 0,
      members: rows.map((row) => row.uid),
      rows: groupedByPlace(rows).slice(0, ROW_LIMIT),
    };
  },
});

interface UnverifiedRow {
  uid: string;
  title: string;
  service: string;
  resource: string;
  account: string;
  region: string;
  why: string;
  permission: string | null;
  kind: string;
}

/** One row per resource that could not be read, with how many checks that leaves open, most first. */
function groupedByPlace(rows: readonly UnverifiedRow[]): EvidenceRow[] {
  const places = Map.groupBy(rows, (row) => [row.account, row.service, row.region, row.resource, row.kind].join('|'));
  return [...places.values()]
    .map((group) => {
      const first = group[0]!;
      const permissions = [...new Set(group.map((row) => row.permission).filter((permission) => permission !== null))];
      return {
        resource: first.resource,
        service: first.service,
        account: first.account,
        region: first.region,
        checks: group.length,
        why: first.why,
        missing_permission: permissions.slice(0, 6).join(', ') || null,
        state: first.kind,
        titles: group.map((row) => row.title).join('; '),
      };
    })
    .toSorted((left, right) => right.checks - left.checks);
}

/** Open findings by severity and service: the overview behind posture questions. */
export const severityOverview = defineFact({
  name: 'severity_overview',
  description: 'Open findings by severity, and by service within each.',
  parameters: filters.pick({ services: true, tag: true, severities: true, framework: true, names: true }),
  products: (given) => productsOf(given),
  async run(context, given) {
    const { sql } = context;
    const rows = await sql<{ severity: number; total: number; services: Record<string, number>; uids: string[] }[]>`
      select severity_id as severity, sum(n)::int as total, jsonb_object_agg(service, n) as services,
        array_agg(uids) as nested, '{}'::text[] as uids
      from (select severity_id, service, count(*)::int as n, min(finding_uid) as uids from findings
        where ${matching(context, given)} group by severity_id, service) s
      group by severity_id order by severity_id desc`;
    const total = rows.reduce((sum, row) => sum + row.total, 0);
    return {
      title: 'Open findings by severity',
      value: total,
      unit: 'open findings',
      members: [],
      rows: rows.map((row) => ({ severity: severityWord(row.severity), count: row.total, ...row.services })),
    };
  },
});
