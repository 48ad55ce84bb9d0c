/** Inventory by type, place, tag and attribute, counted and listed. */
import { z } from 'zod';
import type { EvidenceRow } from '../evidence.ts';
import { assumed, defineFact, type FactContext, inScope, ROW_LIMIT } from './fact.ts';
import { countUnread, resourceConditions, resourceFilters, resourceTitle } from './resource-filters.ts';
import { isRelated, relatedTo, relationNotes } from './relations.ts';
import { TYPE_WORDS } from './resource-types.ts';

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

export const SERVICE_OF_TYPE = (type: string) => {
  const service = type.split('::')[1]?.toLowerCase();
  return service === 's3' || service === 'ec2' || service === 'guardduty' || service === 'cloudtrail' ? service : 'iam';
};

const parameters = resourceFilters.extend({
  order: z.enum(['oldest', 'newest']).optional().describe('by launch or creation, else dearest first'),
  limit: z.number().int().min(1).max(ROW_LIMIT).optional().describe('rows shown; the value stays whole'),
  groupBy: z.enum(['account', 'region', 'team', 'owner']).optional(),
});

/** Resources of one type that match, of all of that type. */
export const resources = defineFact({
  name: 'resources',
  description: 'Resources of one type by attribute, tag, account and region, with all of that type as denominator.',
  parameters,
  products: (given) => [SERVICE_OF_TYPE(given.type)],
  async run(context, given) {
    const { sql, tenantId } = context;
    const related = given.related && isRelated(given.type, given.related.to) ? given.related : null;
    const rows = await sql<
      {
        uid: string;
        name: string;
        account: string;
        region: string;
        tags: Record<string, string>;
        attributes: Record<string, unknown>;
        others: string[] | null;
        total: number;
      }[]
    >`
      with typed as (
        select * from resources where tenant_id = ${tenantId} and type = ${given.type} and deleted_time is null
          and (attributes->>'isRoot')::boolean is not true ${inScope(context)}
      )
      select resource_uid as uid, name, account_uid as account, region, tags, attributes,
        ${related ? sql`array(select other.name ${relatedTo(context, given.type, related)} order by 1)` : sql`null::text[]`} as others,
        (select count(*)::int from typed) as total
      from typed where true ${resourceConditions(context, given)}
      order by ${related?.order ? sql`cardinality(array(select 1 ${relatedTo(context, given.type, related)})) ${related.order === 'most' ? sql`desc` : sql`asc`},` : sql``}
        ${orderOf(context, given.order)} account_uid, region, name, resource_uid`;
    const total = rows[0]?.total ?? (await countType(context, given.type));
    const unread = await countUnread(context, given);
    return {
      title: resourceTitle(given),
      value: rows.length,
      unit: TYPE_WORDS[given.type] ?? 'resources',
      denominator: total,
      members: rows.map((row) => row.uid),
      rows: given.groupBy
        ? grouped(rows, given.groupBy)
        : rows.slice(0, given.limit ?? ROW_LIMIT).map((row) => ({
            name: row.name,
            account: row.account,
            region: row.region,
            ...(related && row.others && related.most !== 0 ? othersOf(related.to, row.others) : {}),
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
        ...(total > 0
          ? [`Share: ${Math.round((rows.length / total) * 1000) / 10} % (${rows.length} of ${total}).`]
          : []),
        ...(related ? relationNotes(given.type, related) : []),
        ...priceNotes(rows, given.type),
      ],
    };
  },
});

/** How many of the other things, and the first of their names. */
function othersOf(to: string, names: string[]): EvidenceRow {
  const things = `${to}s`.replace(/(?<=polic)ys$/, 'ies').replace(/sss$/, 'sses');
  return {
    [things]: names.length,
    [`${to}_names`]:
      names.length === 0 ? null : `${names.slice(0, 6).join(', ')}${names.length > 6 ? ' and others' : ''}`,
  };
}

/** What those chosen cost a month where a price is known; where none is, that is said. */
function priceNotes(rows: { attributes: Record<string, unknown> }[], type: string): string[] {
  const prices = rows.map(({ attributes }) => Number(attributes['estimatedMonthlyCost'])).filter((cost) => cost > 0);
  const sum = Math.round(prices.reduce((total, cost) => total + cost, 0) * 100) / 100;
  if (sum > 0) return [`Price: together about USD ${sum.toFixed(2)} a month at list price, an estimate.`];
  if (type !== 'AWS::EC2::Snapshot' || rows.length === 0) return [];
  const sizeGib = rows.reduce((total, { attributes }) => total + Number(attributes['sizeGiB'] ?? 0), 0);
  return [
    `Price: not known for each snapshot, as AWS bills the changed blocks only; their volumes measure ${sizeGib} GiB in all, which at USD 0.05 a GB-month bounds it at USD ${(sizeGib * 0.05).toFixed(2)} a month.`,
  ];
}

/** An instance counts from its last launch, so that "longest without a restart" is the oldest of those that run. */
function orderOf({ sql }: FactContext, order: 'oldest' | 'newest' | undefined) {
  const since = sql`coalesce((attributes->>'launchedAt')::timestamptz, created_time)`;
  if (order === 'oldest') return sql`${since} asc nulls last,`;
  if (order === 'newest') return sql`${since} desc nulls last,`;
  return sql`(attributes->>'estimatedMonthlyCost')::numeric desc nulls last,`;
}

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
