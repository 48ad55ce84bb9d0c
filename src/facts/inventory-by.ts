/** The inventory counted by place, team, owner or kind, most or fewest first: "which region has the most instances". */
import { z } from 'zod';
import type { EvidenceRow } from '../evidence.ts';
import { defineFact, inAccounts, inScope, type Product, ROW_LIMIT } from './fact.ts';
import { resourceConditions, resourceFilters, resourceTitle } from './resource-filters.ts';
import { TYPE_WORDS } from './resource-types.ts';
import { SERVICE_OF_TYPE } from './resources.ts';

const GROUPS = ['account', 'region', 'team', 'owner', 'kind', 'type'] as const;

/** Names told of each type; the members stay whole. */
const NAMES_SHOWN = 8;

interface Group {
  key: string;
  count: number;
  uids: string[];
  names?: string[];
  /** All such things of the group, where only some are counted. */
  whole?: number | null;
  account: string | null;
}

/** How many things of one type, or of all, each group holds. */
export const inventoryBy = defineFact({
  name: 'inventory_by',
  description:
    'Resources of one type, or all, counted by account, region, team, owner, kind (instance type, volume type) or type.',
  parameters: resourceFilters
    .omit({ type: true, uid: true, name: true, ageAssumed: true, instance: true, related: true })
    .extend({
      type: z.string().optional().describe("AWS's own type name; unsaid: every type"),
      groupBy: z.enum(GROUPS),
      order: z.enum(['most', 'fewest']).optional(),
      limit: z.number().int().min(1).max(ROW_LIMIT).optional(),
    }),
  products: (given): Product[] => (given.type ? [SERVICE_OF_TYPE(given.type)] : ['iam', 's3', 'ec2']),
  async run(context, given) {
    const { sql, tenantId } = context;
    const key = {
      account: sql`account_uid`,
      region: sql`region`,
      team: sql`coalesce(tags->>'team', tags->>'Team', 'no team tag')`,
      owner: sql`coalesce(tags->>'owner', tags->>'Owner', 'no owner tag')`,
      kind: sql`coalesce(attributes->>'instanceType', attributes->>'volumeType', 'unknown')`,
      type: sql`type`,
    }[given.groupBy];
    // Identities are global: a region narrows what lies in one.
    const placed = given.type?.startsWith('AWS::IAM::') ? inAccounts(context) : inScope(context);
    const whole = given.where !== undefined || given.whereNot !== undefined;
    const groups = await sql<Group[]>`
      with chosen as (
        select ${key} as key, resource_uid, name, (attributes->>'estimatedMonthlyCost')::numeric as cost from resources
        where tenant_id = ${tenantId} and deleted_time is null
        ${given.type ? sql`and type = ${given.type}` : sql``} and (attributes->>'isRoot')::boolean is not true
        and (attributes->>'isServiceLinked')::boolean is not true ${placed} ${resourceConditions(context, given)}
      ), every_one as (
        select ${key} as key from resources where tenant_id = ${tenantId} and deleted_time is null
        ${given.type ? sql`and type = ${given.type}` : sql``} and (attributes->>'isRoot')::boolean is not true
        and (attributes->>'isServiceLinked')::boolean is not true ${placed} ${whole ? sql`` : sql`and false`}
      )
      select key, count(*)::int as count, ${whole ? sql`(select count(*)::int from every_one e where e.key = chosen.key)` : sql`null::int`} as whole, array_agg(resource_uid order by resource_uid) as uids,
        (array_agg(name order by cost desc nulls last, name))[1:${NAMES_SHOWN}] as names,
        (select max(name) from aws_accounts a where a.tenant_id = ${tenantId} and a.account_uid = chosen.key) as account
      from chosen group by key order by 2 desc, 1`;
    // An account without any such thing has the fewest.
    const empty = given.groupBy === 'account' ? await emptyAccounts() : [];
    const all: Group[] = [...groups, ...empty];
    if (given.order === 'fewest') all.reverse();
    const total = groups.reduce((sum, { count }) => sum + count, 0);
    const words = given.type ? (TYPE_WORDS[given.type] ?? given.type) : 'resources';
    return {
      title: `${resourceTitle({ ...given, type: given.type ?? 'resources' })}, by ${given.groupBy}`,
      value: total,
      unit: words,
      members: groups.flatMap(({ uids }) => uids),
      rows: all.slice(0, given.limit ?? ROW_LIMIT).map(
        (row, index): EvidenceRow => ({
          rank: index + 1,
          [given.groupBy]: given.groupBy === 'type' ? (TYPE_WORDS[row.key] ?? row.key) : row.key,
          ...(given.groupBy === 'account' ? { account_name: row.account } : {}),
          count: row.count,
          // Types are read by what they hold; of other groups the names would be many and say little.
          ...(given.groupBy === 'type' ? { names: (row.names ?? []).join(', ') } : {}),
          ...(row.whole ? { of: row.whole, percent_of_these: Math.round((row.count / row.whole) * 1000) / 10 } : {}),
          share_percent: total ? Math.round((row.count / total) * 1000) / 10 : 0,
        }),
      ),
    };

    async function emptyAccounts(): Promise<Group[]> {
      const known = await sql<{ key: string; account: string }[]>`
        select account_uid as key, name as account from aws_accounts where tenant_id = ${tenantId}
          ${inAccounts(context)} order by 1`;
      return known
        .filter(({ key: uid }) => !groups.some((group) => group.key === uid))
        .map((row) => ({ ...row, count: 0, uids: [] }));
    }
  },
});
