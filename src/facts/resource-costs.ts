/** What things of the inventory cost by list price, by team, owner, account, region or type: the bill has no tags. */
import { z } from 'zod';
import { money } from './costs.ts';
import { defineFact, inScope, ROW_LIMIT } from './fact.ts';
import { resourceConditions } from './resource-filters.ts';
import { TYPE_WORDS } from './resource-types.ts';

/** Monthly list price of everything in the inventory that has one; what bears no such tag is a group of its own. */
export const resourceCosts = defineFact({
  name: 'resource_costs',
  description:
    'Estimated monthly list price of instances, volumes and addresses, by team, owner, account, region, type.',
  parameters: z.object({
    groupBy: z.enum(['team', 'owner', 'account', 'region', 'type']),
    type: z.string().optional().describe("AWS's own type name"),
    tag: z.string().max(200).optional().describe('key, key=value or key:value'),
    notTag: z.array(z.string().max(200)).max(20).optional(),
    notNames: z.array(z.string()).max(50).optional(),
    withoutTag: z.string().max(100).optional().describe('key that must be absent; * for no tag at all'),
  }),
  products: () => ['ec2'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const key = {
      team: sql`coalesce(tags->>'team', tags->>'Team', 'no team tag')`,
      owner: sql`coalesce(tags->>'owner', tags->>'Owner', 'no owner tag')`,
      account: sql`account_uid`,
      region: sql`region`,
      type: sql`type`,
    }[given.groupBy];
    const rows = await sql<{ key: string; count: number; cost: number; uids: string[] }[]>`
      select ${key} as key, count(*)::int as count, sum((attributes->>'estimatedMonthlyCost')::numeric)::float8 as cost,
        array_agg(resource_uid order by resource_uid) as uids
      from resources where tenant_id = ${tenantId} and deleted_time is null ${inScope(context)}
        and (attributes->>'estimatedMonthlyCost')::numeric > 0
        ${given.type ? sql`and type = ${given.type}` : sql``}
        ${resourceConditions(context, {
          tag: given.tag,
          withoutTag: given.withoutTag,
          notTag: given.notTag,
          notNames: given.notNames,
        })}
      group by 1 order by 3 desc, 1`;
    const total = rows.reduce((sum, { cost }) => sum + cost, 0);
    return {
      title: `List price of ${given.type ? (TYPE_WORDS[given.type] ?? given.type) : 'instances, volumes and addresses'} a month, by ${given.groupBy}`,
      value: money(total),
      unit: 'USD a month',
      members: rows.flatMap(({ uids }) => uids),
      rows: rows.slice(0, ROW_LIMIT).map((row) => ({
        [given.groupBy]: given.groupBy === 'type' ? (TYPE_WORDS[row.key] ?? row.key) : row.key,
        resources: row.count,
        monthly_cost: money(row.cost),
        share_percent: total ? Math.round((row.cost / total) * 1000) / 10 : 0,
      })),
      notes: ['An estimate at list price of what runs or is kept now, before discounts; not a billed amount.'],
    };
  },
});
