/** Ranking of risks against each other: one score, its parts shown, so that an order can be argued with. */
import { z } from 'zod';
import { defineFact, inScope, ofTag } from './fact.ts';

const ALL = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'] as const;

/**
 * Open findings ranked per resource. Score = the worst severity (critical 100, high 60, medium 25, low 8) and, added to
 * it: an active threat 40, reachable from the internet 30, administrator rights 25, sensitive data by name or tag 25,
 * production 10, and 3 for each further open finding on the same resource, at most 15.
 */
export const topRisks = defineFact({
  name: 'top_risks',
  description:
    'Resources with open findings, ranked by severity, active threat, exposure, privilege, data and production.',
  parameters: z.object({
    services: z.array(z.string()).optional(),
    limit: z.number().int().min(1).max(50).optional(),
    /** Only these resources, e.g. the public buckets. */
    resourceType: z.string().optional(),
    tag: z.string().max(200).optional().describe('key, key=value or key:value of the resource'),
    severities: z.array(z.enum(['informational', 'low', 'medium', 'high', 'critical', 'fatal'])).optional(),
    names: z.array(z.string()).max(50).optional().describe('any of these resource names'),
  }),
  products: (given) => (given.services?.length ? ALL.filter((product) => given.services!.includes(product)) : [...ALL]),
  async run(context, given) {
    const { sql, tenantId } = context;
    const rows = await sql<RiskRow[]>`
      with open as (
        select f.*, coalesce(r.attributes, '{}') as attributes, coalesce(r.tags, f.resource_tags) as tags
        from findings f left join resources r on r.tenant_id = f.tenant_id and r.resource_uid = f.resource_uid
        where f.tenant_id = ${tenantId} and f.status_id in (1, 2) and f.compliance_status_id is distinct from 1
          and f.compliance_status_id is distinct from 2
      ), scoped as (
        select * from open where true ${inScope(context)}
          ${given.services?.length ? sql`and service = any(${given.services}::text[])` : sql``}
          ${given.resourceType ? sql`and resource_type = ${given.resourceType}` : sql``}
          ${ofTag(context, given.tag)} ${given.names ? sql`and resource_name = any(${given.names}::text[])` : sql``}
          ${given.severities?.length ? sql`and severity_id = any(${given.severities.map((name) => SEVERITIES.indexOf(name) + 1)}::int[])` : sql``}
      ), scored as (
        select resource_uid as "resourceUid", max(resource_name) as resource, max(resource_type) as type,
          max(account_uid) as account, max(region) as region, max(severity_id) as severity, count(*)::int as findings,
          array_agg(finding_uid order by severity_id desc, class_uid desc, finding_uid) as uids,
          (array_agg(title order by severity_id desc, class_uid desc, finding_uid))[1] as worst,
          bool_or(service = 'guardduty' and class_uid = 2004) as threat,
          bool_or((attributes->>'isPublic')::boolean is true
            or coalesce(nullif(attributes->>'internetExposedPorts', '[]'), '') <> ''
            or check_id ~ '(public_access|exposed_to_internet|_public_|public_snapshot|ami_public)') as exposed,
          bool_or((attributes->>'isAdmin')::boolean is true) as admin,
          bool_or(lower(resource_name || ' ' || tags::text) ~ '(customer|pii|personal|payment|card|health|confidential|restricted|secret|backup|prod-data)') as sensitive,
          bool_or(lower(tags::text) ~ '"(env|environment)": *"prod') as production,
          max(coalesce(tags->>'team', tags->>'Team')) as team, max(coalesce(tags->>'owner', tags->>'Owner')) as owner
        from scoped group by resource_uid
      )
      select *, (case severity when 6 then 120 when 5 then 100 when 4 then 60 when 3 then 25 when 2 then 8 else 2 end
        + case when threat then 40 else 0 end + case when exposed then 30 else 0 end + case when admin then 25 else 0 end
        + case when sensitive then 25 else 0 end + case when production then 10 else 0 end
        + least(15, 3 * (findings - 1)))::int as score
      from scored order by score desc, severity desc, findings desc, "resourceUid" limit ${given.limit ?? 10}`;
    return {
      title: 'Biggest risks, ranked',
      value: rows.length,
      unit: 'ranked resources',
      members: rows.flatMap((row) => row.uids),
      rows: rows.map((row, index) => ({
        rank: index + 1,
        resource: row.resource,
        worst_finding: row.worst,
        severity: SEVERITIES[row.severity - 1] ?? 'low',
        score: row.score,
        why: reasons(row).join(', '),
        open_findings: row.findings,
        account: row.account,
        region: row.region,
        team: row.team,
        owner: row.owner,
        finding_uid: row.uids[0] ?? null,
        resource_uid: row.resourceUid,
      })),
      notes: [
        'Score: worst severity (critical 100, high 60, medium 25, low 8) + active threat 40 + internet exposure 30 + administrator rights 25 + sensitive data 25 + production 10 + 3 for each further open finding (at most 15).',
      ],
    };
  },
});

const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'];

interface RiskRow {
  resourceUid: string;
  resource: string;
  type: string;
  account: string;
  region: string;
  severity: number;
  findings: number;
  uids: string[];
  worst: string;
  threat: boolean;
  exposed: boolean;
  admin: boolean;
  sensitive: boolean;
  production: boolean;
  team: string | null;
  owner: string | null;
  score: number;
}

function reasons(row: RiskRow): string[] {
  return [
    row.threat && 'active threat',
    row.exposed && 'reachable from the internet',
    row.admin && 'administrator rights',
    row.sensitive && 'sensitive data by name or tag',
    row.production && 'production',
    row.findings > 1 && `${row.findings} open findings`,
  ].filter((reason) => typeof reason === 'string');
}
