/** Why a day cost more than usual: the drivers in each breakdown, and what happened then and there. */
import { z } from 'zod';
import { billingCurrency, type CostFilters, day } from './cost-scope.ts';
import { money } from './costs.ts';
import { defineFact, type FactContext } from './fact.ts';

interface Driver {
  key: string;
  cost: number;
  usual: number;
  extra: number;
}

/** Days before the spike that say what is usual; a median, so that an earlier spike does not hide this one. */
const BASELINE_DAYS = 14;

const spikeParameters = z.object({
  day: z.iso.date().optional().describe('unset: the day of the period that stands out most'),
  from: z.iso.datetime().optional().describe('unset: 30 days ago'),
  to: z.iso.datetime().optional(),
  currency: billingCurrency,
});
export type SpikePeriod = z.infer<typeof spikeParameters>;

/** The day's cost against the median of the 14 days before, by service, account, region and usage type. */
export const costSpike = defineFact({
  name: 'cost_spike',
  description:
    'A day against the median of the 14 days before it: by how much, and which service, account, region and usage type drove it.',
  parameters: spikeParameters,
  products: () => ['cost-explorer'],
  async run(context, given) {
    const spikeDay = given.day ?? (await strangestDay(context, given));
    const drivers = (dimension: string, view: string) => driversOf(context, spikeDay, dimension, view, given.currency);
    const [total] = await drivers('total', 'service_account');
    const breakdowns = [
      ...(await drivers('service', 'service_account')),
      ...(await drivers('account', 'service_account')),
      ...(await drivers('region', 'service_region')),
      ...(await drivers('usage_type', 'service_usage_type')),
    ];
    const extra = total?.extra ?? 0;
    return {
      title: `Cost on ${spikeDay} against the median of the ${BASELINE_DAYS} days before`,
      value: money(extra),
      unit: `${given.currency ?? 'USD'} above usual`,
      members: [],
      rows: [
        {
          dimension: 'total',
          name: 'all',
          cost: money(total?.cost ?? 0),
          usual: money(total?.usual ?? 0),
          extra: money(extra),
          share_of_extra_percent: 100,
        },
        ...breakdowns
          .filter((driver) => Math.abs(driver.extra) >= Math.max(1, Math.abs(extra) * 0.02))
          .map((driver) => ({
            dimension: driver.dimension,
            name: driver.key,
            cost: money(driver.cost),
            usual: money(driver.usual),
            extra: money(driver.extra),
            share_of_extra_percent: extra === 0 ? 0 : Math.round((driver.extra / extra) * 1000) / 10,
          })),
      ],
      notes: [
        ...(total && total.cost > 0 ? [] : [`No cost is stored for ${spikeDay}.`]),
        ...(extra <= Math.max(1, (total?.usual ?? 0) * 0.05)
          ? [`${spikeDay} did not stand out: within 5 % of usual.`]
          : []),
      ],
    };
  },
});

type DriverRow = Driver & { dimension: string };

async function driversOf(
  context: FactContext,
  spikeDay: string,
  dimension: string,
  view: string,
  currency: string | undefined,
): Promise<DriverRow[]> {
  const { sql, tenantId, scope } = context;
  const key = {
    total: sql`'all'`,
    service: sql`service_name`,
    account: sql`sub_account_id`,
    region: sql`coalesce(region_id, 'no region')`,
    usage_type: sql`coalesce(x_usage_type, service_name)`,
  }[dimension]!;
  const focus =
    await sql`select 1 from cost_daily where tenant_id = ${tenantId} and x_view = 'service_account' limit 1`;
  const used = focus.length > 0 ? view : 'focus';
  const rows = await sql<Driver[]>`
    with daily as (
      select ${key} as key, charge_period_start as at, sum(billed_cost)::float8 as cost
      from cost_daily
      where tenant_id = ${tenantId} and x_view = ${used}
        and charge_period_start between ${spikeDay}::date - ${BASELINE_DAYS}::int and ${spikeDay}::date
        ${currency ? sql`and billing_currency = ${currency}` : sql``}
        ${scope.accounts.length > 0 && (used === 'service_account' || used === 'focus') ? sql`and sub_account_id = any(${scope.accounts}::text[])` : sql``}
      group by 1, 2
    ), days as (select generate_series(${spikeDay}::date - ${BASELINE_DAYS}::int, ${spikeDay}::date - 1, interval '1 day')::date as at),
    keys as (select distinct key from daily),
    usual as (
      select k.key, percentile_cont(0.5) within group (order by coalesce(d.cost, 0)) as usual
      from keys k cross join days left join daily d on d.key = k.key and d.at = days.at group by k.key
    )
    select u.key, coalesce(d.cost, 0) as cost, u.usual, coalesce(d.cost, 0) - u.usual as extra
    from usual u left join daily d on d.key = u.key and d.at = ${spikeDay}::date
    order by abs(coalesce(d.cost, 0) - u.usual) desc, 1 limit 6`;
  return rows.map((row) => ({ ...row, dimension }));
}

/** All days that a spike of this period is looked for in or compared with. */
export function spikeWindow({ now }: FactContext, given: SpikePeriod): CostFilters {
  const first = given.day ?? day(given.from ?? new Date(now.getTime() - 30 * 86_400_000).toISOString());
  const from = new Date(Date.parse(first) - BASELINE_DAYS * 86_400_000).toISOString();
  const end = given.day ? new Date(Date.parse(given.day) + 86_400_000).toISOString() : (given.to ?? now.toISOString());
  return { from, to: end, ...(given.currency ? { currency: given.currency } : {}) };
}

/** Tax is booked once a month and is no movement of use: it stands out of no day. */
async function strangestDay(context: FactContext, given: SpikePeriod): Promise<string> {
  const { sql, tenantId, now } = context;
  const first = day(given.from ?? new Date(now.getTime() - 30 * 86_400_000).toISOString());
  const [row] = await sql<{ day: string }[]>`
    with daily as (
      select charge_period_start as at, sum(billed_cost) as cost from cost_daily
      where tenant_id = ${tenantId} and x_view in (select case when exists(
          select 1 from cost_daily where tenant_id = ${tenantId} and x_view = 'service_account') then 'service_account' else 'focus' end)
        and charge_period_start >= ${first}::date - ${BASELINE_DAYS}::int and charge_category is distinct from 'Tax'
        ${given.currency ? sql`and billing_currency = ${given.currency}` : sql``} group by 1
    )
    select to_char(d.at, 'YYYY-MM-DD') as day from daily d
    where d.at >= ${first}::date and d.at < ${given.to ?? now.toISOString()}::timestamptz
    order by d.cost - (select percentile_cont(0.5) within group (order by b.cost) from daily b
      where b.at < d.at and b.at >= d.at - ${BASELINE_DAYS}::int) desc nulls last limit 1`;
  return row?.day ?? first;
}

const STARTS_COST = [
  'RunInstances',
  'CreateNatGateway',
  'CreateDBInstance',
  'CreateCluster',
  'CreateVolume',
  'CreateFleet',
  'RequestSpotInstances',
  'StartInstances',
  'CreateNotebookInstance',
  'CreateEndpoint',
  'AllocateAddress',
  'PurchaseReservedInstancesOffering',
];

/**
 * What happened around a day in the region and account where the money moved: calls that start cost, by principal, with
 * the instances they made and GuardDuty's findings on them. A correlation, not a proof. Score, 0–1: 0.35 same region as
 * the driver, 0.25 same account, 0.2 on the day itself (0.1 the day before), 0.2 when GuardDuty flags what was made.
 */
export const costCorrelation = defineFact({
  name: 'cost_correlation',
  description:
    'CloudTrail calls, principals, instances and GuardDuty findings at the time and place of a cost movement, scored.',
  parameters: spikeParameters,
  products: () => ['cloudtrail', 'ec2', 'guardduty', 'cost-explorer'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const spikeDay = given.day ?? (await strangestDay(context, given));
    const [region] = await driversOf(context, spikeDay, 'region', 'service_region', given.currency);
    const [account] = await driversOf(context, spikeDay, 'account', 'service_account', given.currency);
    const rows = await sql<CandidateRow[]>`
      with calls as (
        select *, time::date = ${spikeDay}::date as on_day from events
        where tenant_id = ${tenantId} and name = any(${STARTS_COST}::text[]) and error_code is null
          and time >= ${spikeDay}::date - interval '1 day' and time < ${spikeDay}::date + interval '1 day'
      ), touched as (
        select c.principal, c.region, c.name, array_agg(distinct r) as ids from calls c, unnest(c.resources) r
        group by c.principal, c.region, c.name
      ), grouped as (
        select max(c.principal_name) as short, c.principal, c.region, c.account_uid as account, c.name as event,
          bool_or(c.on_day) as on_day, count(*)::int as calls, min(c.time) as first, max(c.time) as last,
          (array_agg(distinct c.source_ip_address))[1] as address, array_agg(c.event_id order by c.time) as ids,
          array_agg(distinct c.session_name) filter (where c.session_name is not null) as sessions,
          coalesce((select t.ids from touched t where t.principal = c.principal and t.region = c.region and t.name = c.name),
            '{}') as touched
        from calls c group by c.principal, c.region, c.account_uid, c.name
      )
      select g.short as principal, g.region, g.account, g.event, g.on_day as "onDay", g.calls, g.first, g.last, g.address, g.ids,
        coalesce(g.sessions[1], '') as session,
        coalesce((select jsonb_agg(jsonb_build_object('uid', r.resource_uid, 'name', r.name, 'type', r.attributes->>'instanceType',
            'gpu', r.attributes->'isGpu', 'state', r.attributes->>'state')) from resources r where r.tenant_id = ${tenantId}
          and r.type = 'AWS::EC2::Instance' and exists (select 1 from unnest(g.touched) t where r.resource_uid = t
            or r.resource_uid like '%/' || t)), '[]') as instances,
        coalesce((select jsonb_agg(jsonb_build_object('uid', f.finding_uid, 'title', f.title, 'check', f.check_id)) from findings f
          where f.tenant_id = ${tenantId} and f.service = 'guardduty' and f.class_uid = 2004 and f.region = g.region
            and f.last_seen_time >= ${spikeDay}::date - interval '1 day'
            and exists (select 1 from unnest(g.touched) t where f.resource_uid = t or f.resource_uid like '%/' || t)), '[]') as threats,
        (not exists (select 1 from events e where e.tenant_id = ${tenantId} and e.region = g.region and e.name = g.event
          and e.account_uid = g.account and e.time < ${spikeDay}::date - interval '1 day')) as unprecedented
      from grouped g order by g.calls desc`;
    const scored = rows
      .map((row) => ({ row, score: scoreOf(row, region?.key, account?.key) }))
      .toSorted((left, right) => right.score - left.score)
      .slice(0, 10);
    return {
      title: `What happened at the time and place of the cost movement of ${spikeDay} (correlation)`,
      value: scored.length,
      unit: 'correlated activities',
      members: scored.flatMap(({ row }) => [
        ...row.ids,
        ...row.instances.map((instance) => instance.uid),
        ...row.threats.map((threat) => threat.uid),
      ]),
      rows: scored.map(({ row, score }) => ({
        score,
        principal: row.principal,
        session: row.session || null,
        event: row.event,
        calls: row.calls,
        region: row.region,
        account: row.account,
        address: row.address,
        first: row.first.toISOString(),
        last: row.last.toISOString(),
        instances: row.instances.length,
        instance_types: [...new Set(row.instances.map((instance) => instance.type))].join(', ') || null,
        instance_names:
          row.instances
            .map((instance) => instance.uid.split('/').at(-1))
            .slice(0, 12)
            .join(', ') || null,
        guardduty: row.threats.map((threat) => threat.check).join(', ') || null,
        first_use_of_region: row.unprecedented,
      })),
      notes: [
        'A correlation in time and place, not a proof of cause. Score 0–1: same region 0.35, same account 0.25, on the day 0.2 (day before 0.1), flagged by GuardDuty 0.2.',
      ],
    };
  },
});

interface CandidateRow {
  principal: string;
  session: string;
  region: string;
  account: string;
  event: string;
  onDay: boolean;
  calls: number;
  first: Date;
  last: Date;
  address: string | null;
  ids: string[];
  instances: { uid: string; name: string; type: string | null; gpu: boolean; state: string }[];
  threats: { uid: string; title: string; check: string }[];
  unprecedented: boolean;
}

function scoreOf(row: CandidateRow, region: string | undefined, account: string | undefined): number {
  const score =
    (row.region === region ? 0.35 : 0) +
    (row.account === account ? 0.25 : 0) +
    (row.onDay ? 0.2 : 0.1) +
    (row.threats.length > 0 ? 0.2 : 0);
  return Math.round(score * 100) / 100;
}
