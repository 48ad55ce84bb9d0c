/** What narrows the inventory: attributes, names, tags, age; the same for lists and for counts by something. */
import { z } from 'zod';
import { type FactContext, inScope, lacksTag, ofTag } from './fact.ts';
import { isRelated, relationCondition, relationFilter, relationWords } from './relations.ts';
import { TYPE_WORDS } from './resource-types.ts';

const range = z.object({ least: z.number().optional(), most: z.number().optional() });

export const resourceFilters = z.object({
  type: z.string().describe("AWS's own type name, e.g. AWS::S3::Bucket"),
  /** Attribute → value wanted. Compared as text. */
  where: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).optional(),
  whereNot: z
    .record(z.string(), z.string())
    .optional()
    .describe('attribute → value it must not have; unread ones are left out'),
  name: z.string().optional(),
  uid: z.string().optional(),
  names: z.array(z.string()).max(50).optional().describe('any of these names'),
  instance: z.string().max(200).optional().describe('id or name of an instance that it is attached to'),
  tag: z.string().optional().describe('key, key=value or key:value'),
  withoutTag: z.string().max(100).optional().describe('key that must be absent; * for no tag at all'),
  launchedSince: z.iso.datetime().optional(),
  createdSince: z.iso.datetime().optional(),
  createdBefore: z.iso.datetime().optional(),
  olderThanDays: z.number().int().positive().optional().describe('created at least this many days ago'),
  ageAssumed: z.boolean().optional().describe('olderThanDays is a default, and is said to be one'),
  related: relationFilter.optional(),
  notTag: z.array(z.string().max(200)).max(20).optional().describe('key=value that it must not bear'),
  notNames: z.array(z.string()).max(50).optional().describe('none of these names'),
  stoppedForDays: z.number().int().positive().optional().describe('stopped at least this many days ago'),
  sizeGib: range.optional(),
  monthlyCostUsd: range.optional().describe('at list price'),
  label: z.string().optional().describe('How to say what is counted, e.g. "public buckets"'),
});
export type ResourceFilters = z.infer<typeof resourceFilters>;

/** Attributes that no row holds by itself. */
const DERIVED = new Set(['hasPublicIp', 'hasOpenPorts']);

/** `and …` for everything that narrows, over the columns of `resources`; a relation wants rows called `typed`. */
export function resourceConditions(
  context: FactContext,
  given: Omit<ResourceFilters, 'type'> & { type?: string | undefined },
) {
  const { sql } = context;
  let conditions = sql``;
  for (const [attribute, wanted] of Object.entries(given.where ?? {}))
    if (attribute === 'hasPublicIp')
      conditions = sql`${conditions} and (attributes->>'publicIp' is not null) = ${wanted === true}`;
    else if (attribute === 'hasOpenPorts')
      conditions = sql`${conditions} and (coalesce(nullif(attributes->>'internetExposedPorts', '[]'), nullif(attributes->>'openToInternetPorts', '[]'), '') <> '') = ${wanted === true}`;
    else conditions = sql`${conditions} and attributes->>${attribute} = ${String(wanted)}`;
  for (const [attribute, unwanted] of Object.entries(given.whereNot ?? {}))
    conditions = sql`${conditions} and attributes->>${attribute} <> ${unwanted}`;
  for (const [attribute, bounds] of [
    ['sizeGiB', given.sizeGib],
    ['estimatedMonthlyCost', given.monthlyCostUsd],
  ] as const) {
    if (bounds?.least !== undefined)
      conditions = sql`${conditions} and (attributes->>${attribute})::numeric >= ${bounds.least}`;
    if (bounds?.most !== undefined)
      conditions = sql`${conditions} and (attributes->>${attribute})::numeric <= ${bounds.most}`;
  }
  for (const tag of given.notTag ?? []) conditions = sql`${conditions} and not (true ${ofTag(context, tag)})`;
  return sql`${conditions} ${ofTag(context, given.tag)}
    ${given.type && given.related && isRelated(given.type, given.related.to) ? relationCondition(context, given.type, given.related) : sql``}
    ${given.notNames?.length ? sql`and name <> all(${given.notNames}::text[])` : sql``}
    ${given.stoppedForDays ? sql`and (attributes->>'stoppedAt')::timestamptz < ${new Date(context.now.getTime() - given.stoppedForDays * 86_400_000).toISOString()}` : sql``}
    ${given.instance ? attachedTo(context, given.instance) : sql``}
    ${given.name ? sql`and (name = ${given.name} or resource_uid = ${given.name})` : sql``}
    ${given.names ? sql`and name = any(${given.names}::text[])` : sql``}
    ${given.uid ? sql`and (resource_uid = ${given.uid} or resource_uid like ${`%/${given.uid}`} or name = ${given.uid})` : sql``}
    ${lacksTag(context, given.withoutTag)}
    ${given.olderThanDays ? sql`and created_time < ${new Date(context.now.getTime() - given.olderThanDays * 86_400_000).toISOString()}` : sql``}
    ${given.createdSince ? sql`and created_time >= ${given.createdSince}` : sql``}
    ${given.createdBefore ? sql`and created_time < ${given.createdBefore}` : sql``}
    ${given.launchedSince ? sql`and (attributes->>'launchedAt')::timestamptz >= ${given.launchedSince}` : sql``}`;
}

/** A group is named by the instance, a volume or an address names it. Columns are those of `resources`. */
function attachedTo({ sql, tenantId }: FactContext, instance: string) {
  return sql`and exists (select 1 from resources i where i.tenant_id = ${tenantId} and i.type = 'AWS::EC2::Instance'
    and i.deleted_time is null and (i.name = ${instance} or i.resource_uid = ${instance} or i.resource_uid like ${`%/${instance}`})
    and i.account_uid = typed.account_uid and i.region = typed.region
    and (i.attributes->'securityGroups' ? substring(typed.resource_uid from '[^/]+$')
      or substring(i.resource_uid from '[^/]+$') in (typed.attributes->>'attachedTo', typed.attributes->>'instanceId')))`;
}

/** Things of the type whose asked attribute nobody could read: neither with it nor without. */
export async function countUnread(context: FactContext, given: ResourceFilters): Promise<number> {
  const asked = [
    ...Object.keys(given.where ?? {}),
    ...Object.keys(given.whereNot ?? {}),
    ...(given.sizeGib ? ['sizeGiB'] : []),
    ...(given.monthlyCostUsd ? ['estimatedMonthlyCost'] : []),
  ].filter((name) => !DERIVED.has(name) && name !== 'publicIp');
  if (asked.length === 0) return 0;
  const [row] = await context.sql<{ unread: number }[]>`
    select count(*)::int as unread from resources
    where tenant_id = ${context.tenantId} and type = ${given.type} and deleted_time is null ${inScope(context)}
      and exists (select 1 from unnest(${asked}::text[]) name where attributes->>name is null)`;
  return row?.unread ?? 0;
}

/** What is counted, in words: "Public buckets of team data older than 90 days". */
export function resourceTitle(given: ResourceFilters): string {
  const text = [given.label ?? TYPE_WORDS[given.type] ?? given.type, ...limitWords(given)].join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Everything that narrows beyond type and attributes, each in words. */
export function limitWords(given: ResourceFilters): string[] {
  return [
    given.tag ? `of ${given.tag.replace(/[=:]/, ' ').replaceAll('|', ' or ')}` : '',
    given.withoutTag
      ? `without ${given.withoutTag === '*' ? 'any' : `${/^[aeiou]/.test(given.withoutTag) ? 'an' : 'a'} ${given.withoutTag}`} tag`
      : '',
    (given.uid ?? given.name) ? `named ${given.uid ?? given.name}` : '',
    given.names ? 'with such a name' : '',
    given.related ? relationWords(given.related) : '',
    given.notTag ? `not of ${given.notTag.map((tag) => tag.replace(/[=:]/, ' ')).join(' or ')}` : '',
    given.notNames ? `other than ${given.notNames.join(', ')}` : '',
    given.stoppedForDays ? `stopped for more than ${given.stoppedForDays} days` : '',
    bounded(given.sizeGib, '', ' GiB'),
    bounded(given.monthlyCostUsd, 'USD ', ' a month at list price'),
    given.instance ? `attached to ${given.instance}` : '',
    given.olderThanDays ? `older than ${given.olderThanDays} days` : '',
    given.createdSince ? `created since ${given.createdSince.slice(0, 10)}` : '',
    given.createdBefore ? `created before ${given.createdBefore.slice(0, 10)}` : '',
  ].filter(Boolean);
}

function bounded(
  bounds: { least?: number | undefined; most?: number | undefined } | undefined,
  before: string,
  after: string,
): string {
  if (!bounds) return '';
  const { least, most } = bounds;
  // "More than 100" is kept as a little beyond it.
  const said = (value: number) => `${before}${Math.round(value * 100) / 100}${after}`;
  const open = (value: number | undefined) => value !== undefined && !Number.isInteger(Math.round(value * 1e6) / 1e4);
  if (least === undefined) return most === undefined ? '' : `of ${open(most) ? 'less than' : 'at most'} ${said(most)}`;
  return most === undefined
    ? `of ${open(least) ? 'more than' : 'at least'} ${said(least)}`
    : `of ${least} to ${said(most)}`;
}
