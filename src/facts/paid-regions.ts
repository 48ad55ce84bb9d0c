/** Regions of the bill beside what is known to run and to be called there: what is paid for and not used. */
import { costFilters, costWhere, viewFor } from './cost-scope.ts';
import { money } from './costs.ts';
import { defineFact, inScope } from './fact.ts';

/** Each region's cost of a period beside its inventory and its calls; unused means that neither is known. */
export const paidRegions = defineFact({
  name: 'paid_regions',
  description: 'Cost of each region beside its resources and recorded calls; unused regions first.',
  parameters: costFilters.pick({ from: true, to: true }),
  products: () => ['cost-explorer', 'ec2'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const view = await viewFor(context, given, ['region']);
    const rows = await sql<
      {
        region: string;
        cost: number;
        currency: string;
        resources: number;
        running: number;
        calls: number;
        read: boolean;
      }[]
    >`
      with paid as (
        select region_id as region, billing_currency as currency, sum(billed_cost)::float8 as cost from cost_daily
        where ${costWhere(context, view, given)} and region_id is not null group by 1, 2 having sum(billed_cost) > 0.005
      ), kept as (
        select region, count(*) filter (where type not in ('AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::NetworkAcl', 'AWS::EC2::SecurityGroup', 'AWS::GuardDuty::Detector'))::int as resources,
          (count(*) filter (where type = 'AWS::EC2::Instance' and attributes->>'state' = 'running'))::int as running
        from resources where tenant_id = ${tenantId} and deleted_time is null ${inScope(context)} group by 1
      ), called as (
        select region, count(*)::int as calls from events where tenant_id = ${tenantId} ${inScope(context)}
          and time >= ${given.from} and time < ${given.to} group by 1
      )
      select p.region, p.cost, p.currency, coalesce(k.resources, 0) as resources, coalesce(k.running, 0) as running,
        coalesce(c.calls, 0) as calls, exists(select 1 from collection_coverage v where v.tenant_id = ${tenantId}
          and v.region = p.region and v.product = 'ec2') as read
      from paid p left join kept k using (region) left join called c using (region)
      where p.region <> 'global' order by (coalesce(k.resources, 0) = 0) desc, coalesce(k.resources, 0), p.region, p.currency`;
    const regions = new Set(rows.map(({ region }) => region));
    const unused = new Set(rows.filter(({ resources }) => resources === 0).map(({ region }) => region));
    const isForeign = rows.some(({ currency }) => currency !== 'USD');
    return {
      title: `Regions paid for from ${given.from.slice(0, 10)} to before ${given.to.slice(0, 10)}, with what is in them`,
      value: unused.size,
      unit: 'regions',
      denominator: regions.size,
      members: [...unused],
      rows: rows.map((row) => ({
        region: row.region,
        cost: money(row.cost),
        resources: row.resources,
        running_instances: row.running,
        calls: row.calls,
        state: row.resources > 0 ? 'used' : row.read ? 'nothing known in it' : 'not read',
        ...(isForeign ? { currency: row.currency } : {}),
      })),
      notes: [
        'Used means that instances, volumes, snapshots, buckets or the like are in it; what other services keep there is not read.',
      ],
    };
  },
});
