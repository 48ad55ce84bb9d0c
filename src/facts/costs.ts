/** Cost in exact sums: total, by dimension, over time, period against period, top movers. Metric: FOCUS BilledCost. */
import { z } from 'zod';
import {
  type CostDimension,
  costFilters,
  type CostFilters,
  costWhere,
  endDay,
  periodOf,
  periodUnsaid,
  notNarrowed,
  viewFor,
} from './cost-scope.ts';
import { averageNotes, courseNotes } from './cost-course.ts';
import { defineFact, type FactContext, ROW_LIMIT } from './fact.ts';

const DIMENSIONS = ['service', 'account', 'region', 'usage_type', 'day', 'week', 'month'] as const;

/** SQL of a dimension; names of accounts go with their ids. */
function column({ sql }: FactContext, dimension: CostDimension) {
  switch (dimension) {
    case 'service':
      return sql`service_name`;
    case 'account':
      return sql`sub_account_id`;
    case 'region':
      return sql`coalesce(region_id, 'no region')`;
    case 'usage_type':
      return sql`coalesce(x_usage_type, service_name)`;
    case 'day':
      return sql`to_char(charge_period_start, 'YYYY-MM-DD')`;
    case 'week':
      return sql`to_char(date_trunc('week', charge_period_start), 'YYYY-MM-DD')`;
    case 'month':
      return sql`to_char(charge_period_start, 'YYYY-MM')`;
  }
}

export const money = (amount: number) => Math.round(amount * 100) / 100;

/** What a period cost, in all and by one or two dimensions. */
export const costTotal = defineFact({
  name: 'cost_total',
  description:
    'Cost of a period (BilledCost, in the currency of the bill), by service, account, region, usage type, day, week or month.',
  parameters: costFilters.extend({
    unsaid: periodUnsaid,
    groupBy: z.array(z.enum(DIMENSIONS)).max(2).optional(),
    limit: z.number().int().min(1).max(ROW_LIMIT).optional(),
    average: z.boolean().optional().describe('Also what a day costs on average'),
  }),
  products: () => ['cost-explorer'],
  async run(context, asked) {
    const { sql } = context;
    const given = await periodOf(context, asked);
    const by = given.groupBy?.length ? given.groupBy : (['service'] as const);
    const view = await viewFor(context, given, [...by]);
    const where = costWhere(context, view, given);
    const [first, second] = by as CostDimension[];
    const rows = await sql<CostGroup[]>`
      select ${column(context, first!)} as first, ${second ? column(context, second) : sql`null::text`} as second,
        sum(billed_cost)::float8 as cost, sum(effective_cost)::float8 as effective,
        coalesce(sum(billed_cost) filter (where charge_category in ('Credit', 'Adjustment') or billed_cost < 0), 0)::float8 as credits,
        coalesce(sum(billed_cost) filter (where charge_category = 'Tax'), 0)::float8 as tax,
        max(sub_account_name) as "accountName", bool_or(x_estimated) as estimated
      from cost_daily where ${where}
      group by 1, 2 order by ${TIME.has(first!) ? sql`1, 3 desc` : sql`3 desc, 1`}`;
    const [totals] = await sql<CostTotals[]>`
      select coalesce(sum(billed_cost), 0)::float8 as cost, coalesce(sum(effective_cost), 0)::float8 as effective,
        coalesce(sum(billed_cost) filter (where charge_category in ('Credit', 'Adjustment') or billed_cost < 0), 0)::float8 as credits,
        coalesce(sum(billed_cost) filter (where charge_category = 'Tax'), 0)::float8 as tax,
        count(distinct charge_period_start)::int as days, bool_or(x_estimated) as estimated,
        max(billing_currency) as currency,
        to_char(min(charge_period_start), 'YYYY-MM-DD') as "firstDay",
        to_char(max(charge_period_start), 'YYYY-MM-DD') as "lastDay"
      from cost_daily where ${where}`;
    return {
      title: costTitle(given, by),
      value: money(totals?.cost ?? 0),
      unit: totals?.currency ?? given.currency ?? 'USD',
      members: [],
      rows: rows.slice(0, given.limit ?? ROW_LIMIT).map((row) => ({
        [first!]: row.first,
        ...(first === 'account' ? { account_name: row.accountName } : {}),
        ...(second ? { [second]: row.second } : {}),
        ...(second === 'account' ? { account_name: row.accountName } : {}),
        cost: money(row.cost),
        share_percent: totals?.cost ? Math.round((row.cost / totals.cost) * 1000) / 10 : 0,
        ...(row.credits !== 0 ? { credits: money(row.credits) } : {}),
      })),
      notes: [
        ...costNotes(totals, view, given),
        ...averageNotes(given, money(totals?.cost ?? 0), totals),
        ...(second ? [] : courseNotes(rows, first!, given)),
        ...(await missing(context, given, view, totals)),
      ],
    };
  },
});

const TIME = new Set<CostDimension>(['day', 'week', 'month']);

interface CostGroup {
  first: string;
  second: string | null;
  cost: number;
  credits: number;
  tax: number;
  accountName: string | null;
}

interface CostTotals {
  cost: number;
  effective: number;
  credits: number;
  tax: number;
  days: number;
  estimated: boolean | null;
  currency: string | null;
  firstDay: string | null;
  lastDay: string | null;
}

function costTitle(given: CostFilters, by: readonly string[]): string {
  const what = given.services?.length ? given.services.join(', ') : 'All services';
  const charge = given.charges?.length ? ` (${given.charges.join(' and ').toLowerCase()} only)` : '';
  const without = given.notServices?.length ? ` without ${given.notServices.join(' and ')}` : '';
  return `${what}${charge}${without}: cost from ${given.from.slice(0, 10)} to before ${given.to.slice(0, 10)}, by ${by.join(' and ')}`;
}

function costNotes(totals: CostTotals | undefined, view: string, given: CostFilters): string[] {
  if (given.charges?.length && !totals?.days)
    return [
      `No ${given.charges.join(' or ').toLowerCase()} is on the part of the bill that is stored for this period.`,
    ];
  if (!totals || totals.days === 0) return ['No cost data is stored for this period.'];
  return [
    `Metric: BilledCost, net of credits (view ${view}, ${totals.days} days with data, up to ${totals.lastDay}).`,
    ...(Math.abs(totals.effective - totals.cost) > 0.005
      ? [`EffectiveCost of the same rows: ${money(totals.effective)}.`]
      : []),
    ...(totals.credits === 0 ? [] : [`Credits and adjustments included: ${money(totals.credits)}.`]),
    ...(totals.tax === 0 ? [] : [`Tax included: ${money(totals.tax)}.`]),
    ...(totals.estimated ? ['Some of these days are still estimates by AWS.'] : []),
  ];
}

/** Days at the start that nothing is stored for, and money that this breakdown does not hold. */
async function missing(
  context: FactContext,
  given: CostFilters,
  view: string,
  totals: CostTotals | undefined,
): Promise<string[]> {
  const { accounts, regions } = context.scope;
  const wider = notNarrowed(context, view);
  if (wider.length > 0) return wider;
  if (!totals?.firstDay || given.services?.length || given.charges?.length) return [];
  const days = Math.round((Date.parse(totals.firstDay) - Date.parse(given.from.slice(0, 10))) / 86_400_000);
  const late =
    days > 0 ? [`Incomplete: nothing is stored before ${totals.firstDay}, so ${days} days are missing.`] : [];
  if (view !== 'service_region' || accounts.length > 0 || regions.length > 0) return late;
  const [whole] = await context.sql<{ cost: number }[]>`
    select coalesce(sum(billed_cost), 0)::float8 as cost from cost_daily
    where ${costWhere(context, 'service_account', given)}`;
  // A region that was left out bears its own.
  const everywhere = { ...context, scope: { ...context.scope, withoutRegions: [] } };
  const [borne] = await context.sql<{ cost: number }[]>`
    select coalesce(sum(billed_cost), 0)::float8 as cost from cost_daily where ${costWhere(everywhere, view, given)}`;
  const rest = money((whole?.cost ?? 0) - (borne?.cost ?? 0));
  return rest > 0.005
    ? [...late, `Not in this breakdown: ${given.currency ?? 'USD'} ${rest} that no region bears, such as tax.`]
    : late;
}

/** One period against an earlier one, by a dimension; the movers come first. */
export const costCompare = defineFact({
  name: 'cost_compare',
  description: 'Cost of one period against another, in all and by a dimension, biggest movement first.',
  parameters: costFilters.extend({
    earlierFrom: z.iso.datetime(),
    earlierTo: z.iso.datetime(),
    groupBy: z.enum(DIMENSIONS).optional(),
    limit: z.number().int().min(1).max(ROW_LIMIT).optional(),
  }),
  products: () => ['cost-explorer'],
  async run(context, given) {
    const { sql } = context;
    const by = given.groupBy ?? 'service';
    const span = { from: given.earlierFrom < given.from ? given.earlierFrom : given.from, to: given.to };
    const view = await viewFor(context, { ...given, ...span }, [by]);
    const later = costWhere(context, view, given);
    const earlier = costWhere(context, view, { ...given, from: given.earlierFrom, to: given.earlierTo });
    // Of everything: a service that is new was free before, which is known.
    const { services: _services, charges: _charges, ...all } = given;
    const anyEarlier = costWhere(context, view, { ...all, from: given.earlierFrom, to: given.earlierTo });
    const anyLater = costWhere(context, view, all);
    const [length] = await sql<{ later: number; earlier: number; known: boolean; begun: boolean }[]>`
      select (select count(distinct charge_period_start)::int from cost_daily where ${later}) as later,
        exists(select 1 from cost_daily where ${anyLater}) as begun,
        (select count(distinct charge_period_start)::int from cost_daily where ${earlier}) as earlier,
        exists(select 1 from cost_daily where ${anyEarlier}) as known`;
    const rows = await sql<{ key: string; name: string | null; now: number; before: number }[]>`
      with later as (select ${column(context, by)} as key, max(sub_account_name) as name, sum(billed_cost)::float8 as cost
          from cost_daily where ${later} group by 1),
        earlier as (select ${column(context, by)} as key, max(sub_account_name) as name, sum(billed_cost)::float8 as cost
          from cost_daily where ${earlier} group by 1)
      select coalesce(l.key, e.key) as key, coalesce(l.name, e.name) as name, coalesce(l.cost, 0) as now, coalesce(e.cost, 0) as before
      from later l full join earlier e on l.key = e.key
      order by abs(coalesce(l.cost, 0) - coalesce(e.cost, 0)) desc, 1`;
    const now = rows.reduce((sum, row) => sum + row.now, 0);
    const before = rows.reduce((sum, row) => sum + row.before, 0);
    return {
      title: `${given.services?.length ? given.services.join(', ') : 'All services'}${given.notServices?.length ? ` without ${given.notServices.join(' and ')}` : ''}: ${given.from.slice(0, 10)} to before ${given.to.slice(0, 10)} against ${given.earlierFrom.slice(0, 10)} to before ${given.earlierTo.slice(0, 10)}, by ${by}`,
      value: money(now - before),
      unit: `${given.currency ?? 'USD'} difference`,
      members: [],
      rows:
        length?.begun === false
          ? []
          : [
              {
                [by]: 'total',
                later: money(now),
                earlier: money(before),
                difference: money(now - before),
                change_percent: percent(now, before),
              },
              ...rows.slice(0, given.limit ?? ROW_LIMIT).map((row) => ({
                [by]: row.key,
                ...(by === 'account' ? { account_name: row.name } : {}),
                later: money(row.now),
                earlier: money(row.before),
                difference: money(row.now - row.before),
                change_percent: percent(row.now, row.before),
              })),
            ],
      notes: [
        rows.length === 0
          ? 'No cost data is stored for either of these periods.'
          : length?.begun === false
            ? `No cost data is stored yet for ${given.from.slice(0, 10)}${endDay(given.to) > given.from.slice(0, 10) ? ` to before ${endDay(given.to)}` : ''}, so nothing can be said of a change; the bill comes a day late.`
            : 'Metric: BilledCost, net of credits.',
        ...notNarrowed(context, view),
        ...(length && !length.known && length.later > 0
          ? ['Incomplete: no cost is stored for the earlier period, so nothing can be said of a change.']
          : []),
        ...(length && length.later > 0 && length.earlier > 0 && length.later !== length.earlier
          ? [
              `Unequal: ${length.later} days with cost against ${length.earlier}; a day cost ${given.currency ?? 'USD'} ${money(now / length.later)} against ${given.currency ?? 'USD'} ${money(before / length.earlier)}.`,
            ]
          : []),
      ],
    };
  },
});

const percent = (now: number, before: number) =>
  before === 0 ? null : Math.round(((now - before) / before) * 1000) / 10;
