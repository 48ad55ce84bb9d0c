/** Inventory by type, place, tag and attribute, counted and listed. */
import { z } from 'zod';
import type { EvidenceRow } from '../evidence.ts';
import { assumed, defineFact, type FactContext, inScope, ROW_LIMIT } from './fact.ts';

/** Attribute columns shown per type, in this order. */
const SHOWN: Record<string, string[]> = {
  'AWS::S3::Bucket': [
    'isPublic',
    'publicVia',
    'encryption',
    'versioning',
    'lifecycleRules',
    'loggingEnabled',
    'blockPublicAccess',
  ],
  'AWS::EC2::VPC': ['cidrBlock', 'isDefault', 'flowLogs'],
  'AWS::EC2::Instance': [
    'instanceType',
    'state',
    'isGpu',
    'imdsv2Required',
    'publicIp',
    'internetExposedPorts',
    'launchedAt',
    'estimatedMonthlyCost',
  ],
  'AWS::EC2::Volume': [
    'sizeGiB',
    'volumeType',
    'state',
    'encrypted',
    'attachedTo',
    'createdAt',
    'estimatedMonthlyCost',
  ],
  'AWS::EC2::Snapshot': ['sizeGiB', 'encrypted', 'isPublic', 'sharedWith', 'startedAt'],
  'AWS::EC2::EIP': ['publicIp', 'isAssociated', 'instanceId', 'estimatedMonthlyCost'],
  'AWS::EC2::SecurityGroup': ['openToInternetPorts', 'isDefault', 'attachedTo'],
  'AWS::CloudTrail::Trail': ['isLogging', 'isMultiRegion', 'logFileValidation', 'stoppedAt', 's3Bucket'],
  'AWS::GuardDuty::Detector': ['enabled'],
};

/** How types are spoken of. */
export const TYPE_WORDS: Record<string, string> = {
  'AWS::IAM::User': 'IAM users',
  'AWS::IAM::Role': 'IAM roles',
  'AWS::IAM::Policy': 'IAM policies',
  'AWS::IAM::Group': 'IAM groups',
  'AWS::S3::Bucket': 'buckets',
  'AWS::EC2::Instance': 'instances',
  'AWS::EC2::Volume': 'volumes',
  'AWS::EC2::Snapshot': 'snapshots',
  'AWS::EC2::EIP': 'Elastic IP addresses',
  'AWS::EC2::Image': 'images',
  'AWS::EC2::SecurityGroup': 'security groups',
  'AWS::EC2::VPC': 'VPCs',
  'AWS::EC2::NatGateway': 'NAT gateways',
  'AWS::CloudTrail::Trail': 'trails',
  'AWS::GuardDuty::Detector': 'detectors',
  'AWS::::Account': 'accounts',
};

export const SERVICE_OF_TYPE = (type: string) => {
  const service = type.split('::')[1]?.toLowerCase();
  return service === 's3' || service === 'ec2' || service === 'guardduty' || service === 'cloudtrail' ? service : 'iam';
};

const parameters = z.object({
  type: z.string().describe("AWS's own type name, e.g. AWS::S3::Bucket"),
  /** Attribute → value wanted; `null` value means "not read". Compared as text. */
  where: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).optional(),
  whereNot: z
    .record(z.string(), z.string())
    .optional()
    .describe('attribute → value it must not have; unread ones are left out'),
  name: z.string().optional(),
  uid: z.string().optional(),
  tag: z.string().optional().describe('key or key=value'),
  withoutTag: z.string().max(100).optional().describe('key that must be absent; * for no tag at all'),
  order: z.enum(['oldest', 'newest']).optional().describe('by launch or creation, else dearest first'),
  launchedSince: z.iso.datetime().optional(),
  groupBy: z.enum(['account', 'region', 'team', 'owner']).optional(),
  olderThanDays: z.number().int().positive().optional().describe('created at least this many days ago'),
  ageAssumed: z.boolean().optional().describe('olderThanDays is a default, and is said to be one'),
  label: z.string().optional().describe('How to say what is counted, e.g. "public buckets"'),
});

/** Resources of one type that match, of all of that type. */
export const resources = defineFact({
  name: 'resources',
  description: 'Resources of one type by attribute, tag, account and region, with all of that type as denominator.',
  parameters,
  products: (given) => [SERVICE_OF_TYPE(given.type)],
  async run(context, given) {
    const { sql, tenantId } = context;
    let conditions = sql``;
    for (const [attribute, wanted] of Object.entries(given.where ?? {}))
      if (attribute === 'hasPublicIp')
        conditions = sql`${conditions} and (attributes->>'publicIp' is not null) = ${wanted === true}`;
      else conditions = sql`${conditions} and attributes->>${attribute} = ${String(wanted)}`;
    for (const [attribute, unwanted] of Object.entries(given.whereNot ?? {}))
      conditions = sql`${conditions} and attributes->>${attribute} <> ${unwanted}`;
    const [tagKey, tagValue] = (given.tag ?? '').split(/[=:]/, 2);
    const rows = await sql<
      {
        uid: string;
        name: string;
        account: string;
        region: string;
        tags: Record<string, string>;
        attributes: Record<string, unknown>;
        total: number;
      }[]
    >`
      with typed as (
        select * from resources where tenant_id = ${tenantId} and type = ${given.type} and deleted_time is null
          and (attributes->>'isRoot')::boolean is not true ${inScope(context)}
      )
      select resource_uid as uid, name, account_uid as account, region, tags, attributes,
        (select count(*)::int from typed) as total
      from typed where true ${conditions}
        ${given.name ? sql`and (name = ${given.name} or resource_uid = ${given.name})` : sql``}
        ${given.uid ? sql`and (resource_uid = ${given.uid} or resource_uid like ${`%/${given.uid}`} or name = ${given.uid})` : sql``}
        ${tagKey ? sql`and (tags->>${tagKey} is not null and (${tagValue ?? null}::text is null or tags->>${tagKey} = ${tagValue ?? null}))` : sql``}
        ${given.withoutTag === '*' ? sql`and tags = '{}'::jsonb` : given.withoutTag ? sql`and not exists (select 1 from jsonb_object_keys(tags) k where lower(k) = ${given.withoutTag.toLowerCase()})` : sql``}
        ${given.olderThanDays ? sql`and created_time < ${new Date(context.now.getTime() - given.olderThanDays * 86_400_000).toISOString()}` : sql``}
        ${given.launchedSince ? sql`and (attributes->>'launchedAt')::timestamptz >= ${given.launchedSince}` : sql``}
      order by ${orderOf(context, given.order)} account_uid, region, name`;
    const total = rows[0]?.total ?? (await countType(context, given.type));
    const unread = await countUnread(context, given);
    return {
      title: titleOf(given),
      value: rows.length,
      unit: TYPE_WORDS[given.type] ?? 'resources',
      denominator: total,
      members: rows.map((row) => row.uid),
      rows: given.groupBy
        ? grouped(rows, given.groupBy)
        : rows.slice(0, ROW_LIMIT).map((row) => ({
            name: row.name,
            account: row.account,
            region: row.region,
            ...shown(given.type, row.attributes),
            team: row.tags['team'] ?? row.tags['Team'] ?? null,
            owner: row.tags['owner'] ?? row.tags['Owner'] ?? null,
          })),
      notes: [
        ...(unread > 0
          ? [`${unread} more could not be read well enough to tell, and ${unread === 1 ? 'is' : 'are'} not counted.`]
          : []),
        ...(given.ageAssumed
          ? [assumed(`old means older than ${given.olderThanDays} days, as no age was named.`)]
          : []),
      ],
    };
  },
});

function titleOf(given: z.infer<typeof parameters>): string {
  const parts = [
    given.label ?? TYPE_WORDS[given.type] ?? given.type,
    given.tag ? `of ${given.tag.replace(/[=:]/, ' ')}` : '',
    given.withoutTag
      ? `without ${given.withoutTag === '*' ? 'any' : `${/^[aeiou]/.test(given.withoutTag) ? 'an' : 'a'} ${given.withoutTag}`} tag`
      : '',
    (given.uid ?? given.name) ? `named ${given.uid ?? given.name}` : '',
    given.olderThanDays ? `older than ${given.olderThanDays} days` : '',
  ];
  return capitalised(parts.filter(Boolean).join(' '));
}

/** An instance counts from its last launch, so that "longest without a restart" is the oldest of those that run. */
function orderOf({ sql }: FactContext, order: 'oldest' | 'newest' | undefined) {
  const since = sql`coalesce((attributes->>'launchedAt')::timestamptz, created_time)`;
  if (order === 'oldest') return sql`${since} asc nulls last,`;
  if (order === 'newest') return sql`${since} desc nulls last,`;
  return sql`(attributes->>'estimatedMonthlyCost')::numeric desc nulls last,`;
}

/** Things of the type whose asked attribute nobody could read: neither with it nor without. */
async function countUnread(context: FactContext, given: z.infer<typeof parameters>): Promise<number> {
  const asked = [...Object.keys(given.where ?? {}), ...Object.keys(given.whereNot ?? {})].filter(
    (name) => !MAY_LACK.has(name),
  );
  if (asked.length === 0) return 0;
  const [row] = await context.sql<{ unread: number }[]>`
    select count(*)::int as unread from resources
    where tenant_id = ${context.tenantId} and type = ${given.type} and deleted_time is null ${inScope(context)}
      and exists (select 1 from unnest(${asked}::text[]) name where attributes->>name is null)`;
  return row?.unread ?? 0;
}

/** Empty says that there is none, not that it was not read. */
const MAY_LACK = new Set(['publicIp', 'hasPublicIp']);

async function countType(context: FactContext, type: string): Promise<number> {
  const [row] = await context.sql<{ total: number }[]>`
    select count(*)::int as total from resources
    where tenant_id = ${context.tenantId} and type = ${type} and deleted_time is null
      and (attributes->>'isRoot')::boolean is not true ${inScope(context)}`;
  return row?.total ?? 0;
}

function shown(type: string, attributes: Record<string, unknown>): EvidenceRow {
  return Object.fromEntries((SHOWN[type] ?? []).map((name) => [snake(name), scalar(attributes[name])]));
}

function grouped(
  rows: { account: string; region: string; tags: Record<string, string> }[],
  by: 'account' | 'region' | 'team' | 'owner',
): EvidenceRow[] {
  const keyOf = (row: (typeof rows)[number]) =>
    by === 'account' || by === 'region' ? row[by] : (row.tags[by] ?? 'untagged');
  return [...Map.groupBy(rows, keyOf)]
    .map(([key, group]) => ({ [by]: key, count: group.length }))
    .toSorted((left, right) => Number(right['count']) - Number(left['count']));
}

/** Lists become text; nothing nested reaches a table. */
export function scalar(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : (value as string | number | boolean);
}

const snake = (name: string) =>
  name.replaceAll(/[A-Z]+/g, (part) => `_${part.toLowerCase()}`).replace(/_gi_b$/, '_gib');
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
