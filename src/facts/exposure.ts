/** What the internet or a stranger's account can reach. */
import { z } from 'zod';
import { defineFact, inScope, type Product, ROW_LIMIT } from './fact.ts';
import { relationFilter } from './relations.ts';
import { limitWords, resourceConditions } from './resource-filters.ts';

const KINDS = {
  bucket: { type: 'AWS::S3::Bucket', words: 'public buckets', unit: 'buckets' },
  instance: { type: 'AWS::EC2::Instance', words: 'instances with ports open to the internet', unit: 'instances' },
  snapshot: { type: 'AWS::EC2::Snapshot', words: 'public or shared snapshots', unit: 'snapshots' },
  image: { type: 'AWS::EC2::Image', words: 'public images', unit: 'images' },
  security_group: {
    type: 'AWS::EC2::SecurityGroup',
    words: 'security groups open to the internet',
    unit: 'security groups',
  },
} as const;
export type ExposureKind = keyof typeof KINDS;

/** Public or shared resources of one kind, of all of that kind; those that matter most come first. */
export const publicExposure = defineFact({
  name: 'public_exposure',
  description:
    'Public buckets, internet-reachable instances, public or shared snapshots, public images, open security groups.',
  parameters: z.object({
    kind: z.enum(Object.keys(KINDS) as ExposureKind[]),
    ports: z.array(z.string().max(12)).max(20).optional().describe('Only those that open one of these ports'),
    tag: z.string().max(200).optional().describe('key, key=value or key:value of the resource'),
    withoutTag: z.string().max(100).optional().describe('key that must be absent; * for no tag at all'),
    notTag: z.array(z.string().max(200)).max(20).optional(),
    names: z.array(z.string()).max(50).optional().describe('any of these names'),
    notNames: z.array(z.string()).max(50).optional(),
    olderThanDays: z.number().int().positive().optional().describe('created at least this many days ago'),
    related: relationFilter.optional(),
    unused: z.boolean().optional().describe('Only security groups that nothing bears'),
    sensitive: z.boolean().optional().describe('Only what holds sensitive data, by its name or tags'),
  }),
  products: (given): Product[] => [given.kind === 'bucket' ? 's3' : 'ec2'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const kind = KINDS[given.kind];
    const { ports: _ports, sensitive: _sensitive, kind: _kind, unused, ...limits } = given;
    const exposed = await sql<ExposureRow[]>`
      with typed as (
        select * from resources where tenant_id = ${tenantId} and type = ${kind.type} and deleted_time is null
          ${inScope(context)}
      ), exposed as (
        select *, lower(name || ' ' || tags::text) ~ '(customer|pii|personal|payment|card|health|confidential|restricted)' as sensitive
        from typed where true ${resourceConditions(context, { ...limits, type: kind.type, ...(unused ? { where: { attachedTo: '0' } } : {}) })} and ((attributes->>'isPublic')::boolean is true
          or coalesce(nullif(attributes->>'internetExposedPorts', '[]'), '') <> ''
          or coalesce(nullif(attributes->>'openToInternetPorts', '[]'), '') <> ''
          or coalesce(nullif(attributes->>'sharedWith', '[]'), '') <> '')
      )
      select e.resource_uid as uid, e.name, e.account_uid as account, e.region, e.attributes, e.tags, e.sensitive,
        (select max(f.severity_id) from findings f where f.tenant_id = e.tenant_id and f.resource_uid = e.resource_uid
          and f.status_id in (1, 2) and f.compliance_status_id is distinct from 1) as severity,
        (select count(*)::int from findings f where f.tenant_id = e.tenant_id and f.resource_uid = e.resource_uid
          and f.status_id in (1, 2) and f.compliance_status_id is distinct from 1) as "openFindings",
        (select count(*)::int from typed) as total,
        (select count(*)::int from typed where type = 'AWS::S3::Bucket' and attributes->>'isPublic' is null) as unknown
      from exposed e order by sensitive desc, severity desc nulls last, "openFindings" desc, e.name, e.resource_uid`;
    const rows = exposed.filter(
      (row) => (!given.ports || opens(row.attributes, given.ports)) && (!given.sensitive || row.sensitive),
    );
    const [all] = await sql<{ total: number; unknown: number }[]>`
      select count(*)::int as total,
        (count(*) filter (where type = 'AWS::S3::Bucket' and attributes->>'isPublic' is null))::int as unknown
      from resources where tenant_id = ${tenantId} and type = ${kind.type} and deleted_time is null ${inScope(context)}`;
    return {
      title: `${kind.words.charAt(0).toUpperCase()}${kind.words.slice(1)}${given.ports ? ` on port ${given.ports.join(' or ')}` : ''}${limitWords(
        { ...limits, type: kind.type },
      )
        .map((words) => ` ${words}`)
        .join('')}${unused ? ' that nothing uses' : ''}${given.sensitive ? ' with sensitive data by name or tag' : ''}`,
      value: rows.length,
      unit: kind.unit,
      denominator: all?.total ?? 0,
      members: rows.map((row) => row.uid),
      rows: rows.slice(0, ROW_LIMIT).map((row, index) => ({
        rank: index + 1,
        name: row.name,
        account: row.account,
        region: row.region,
        through: through(row.attributes),
        sensitive_data: row.sensitive,
        severity: row.severity === null ? null : (SEVERITIES[row.severity - 1] ?? null),
        open_findings: row.openFindings,
        team: row.tags['team'] ?? row.tags['Team'] ?? null,
        owner: row.tags['owner'] ?? row.tags['Owner'] ?? null,
      })),
      notes: all?.unknown
        ? [`${all.unknown} buckets could not be read well enough to tell whether they are public.`]
        : [],
    };
  },
});

/** Ports are stored as `22`, `20-25` or `all`. */
function opens(attributes: Record<string, unknown>, ports: readonly string[]): boolean {
  const open = ['internetExposedPorts', 'openToInternetPorts'].flatMap((name) =>
    Array.isArray(attributes[name]) ? attributes[name].map(String) : [],
  );
  return open.some((range) => {
    if (!/^\d/.test(range)) return true;
    const [from = 0, to = from] = range.split('-').map(Number);
    return ports.some((port) => Number(port) >= from && Number(port) <= to);
  });
}

const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'];

interface ExposureRow {
  uid: string;
  name: string;
  account: string;
  region: string;
  attributes: Record<string, unknown>;
  tags: Record<string, string>;
  sensitive: boolean;
  severity: number | null;
  openFindings: number;
}

function through(attributes: Record<string, unknown>): string | null {
  const parts = ['publicVia', 'internetExposedPorts', 'openToInternetPorts', 'sharedWith'].flatMap((name) => {
    const value = attributes[name];
    return Array.isArray(value) ? value.map(String) : [];
  });
  if (parts.length === 0 && attributes['isPublic'] === true) return 'everyone';
  return parts.length > 0 ? parts.join(', ') : null;
}
