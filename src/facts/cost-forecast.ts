/** What the running month will have cost at its end, by the run rate of its whole days: an estimate, and said to be one. */
import { type CostFilters, costFilters, costWhere, endDay, viewFor } from './cost-scope.ts';
import { money } from './costs.ts';
import { defineFact, type FactBody, type FactContext } from './fact.ts';

/** Spent so far, the usual day (a median, so that one spike does not repeat every day), and the sum to the end. */
export const costForecast = defineFact({
  name: 'cost_forecast',
  description: 'Estimate of a running period: spent so far plus the median day times the days that remain.',
  parameters: costFilters,
  products: () => ['cost-explorer'],
  async run(context, given) {
    const view = await viewFor(context, given, []);
    const days = await daysOf(context, view, given);
    if (days.length === 0 && new Date(given.from) > context.now) return comingPeriod(context, given);
    const last = days.at(-1);
    if (!last) return { title: titleOf(given), value: null, unit: 'USD', members: [], rows: [], notes: [NO_DATA] };
    const spent = days.reduce((sum, { cost }) => sum + cost, 0);
    const usual = median(days.map(({ cost, once }) => cost - once));
    const remaining = Math.max(0, Math.round((Date.parse(endDay(given.to)) - Date.parse(last.day)) / 86_400_000) - 1);
    return {
      title: titleOf(given),
      value: money(spent + usual * remaining),
      unit: last.currency,
      members: [],
      rows: [
        { part: `spent up to and with ${last.day}`, days: days.length, cost: money(spent) },
        { part: 'a usual day (median)', days: 1, cost: money(usual) },
        { part: 'days that remain', days: remaining, cost: money(usual * remaining) },
      ],
      notes: [
        `Assumed: each of the ${remaining} days that remain costs what the median day so far did; tax, purchases and refunds that are booked once are not repeated.`,
      ],
    };
  },
});

interface Day {
  day: string;
  cost: number;
  once: number;
  currency: string;
}

/** A day on which the bill has nothing in the currency asked for cost nothing in it. */
async function daysOf(context: FactContext, view: string, given: CostFilters): Promise<Day[]> {
  const { currency = null, ...any } = given;
  return context.sql<Day[]>`
    select to_char(charge_period_start, 'YYYY-MM-DD') as day, coalesce(${currency}::text, max(billing_currency)) as currency,
      coalesce(sum(billed_cost) filter (where own), 0)::float8 as cost,
      coalesce(sum(billed_cost) filter (where own and charge_category in ('Tax', 'Purchase', 'Refund')), 0)::float8 as once
    from (select *, billing_currency = coalesce(${currency}::text, billing_currency) as own from cost_daily
      where ${costWhere(context, view, any)}) bill group by 1 order by 1`;
}

/** A period that has not begun: every day of it as the median of the 30 days before now. */
async function comingPeriod(context: FactContext, given: CostFilters): Promise<FactBody> {
  const from = new Date(context.now.getTime() - 30 * 86_400_000).toISOString();
  const recent = { ...given, from, to: context.now.toISOString() };
  const days = await daysOf(context, await viewFor(context, recent, []), recent);
  const empty = { title: titleOf(given), value: null, unit: 'USD', members: [], rows: [], notes: [NO_DATA] };
  if (days.length === 0) return empty;
  const usual = median(days.map(({ cost, once }) => cost - once));
  const length = Math.round((Date.parse(endDay(given.to)) - Date.parse(given.from)) / 86_400_000);
  return {
    ...empty,
    value: money(usual * length),
    unit: days[0]!.currency,
    rows: [
      { part: 'a usual day (median of the last 30)', days: 1, cost: money(usual) },
      { part: 'days of the period', days: length, cost: money(usual * length) },
    ],
    notes: [
      `Assumed: each of its ${length} days costs what the median day of the last 30 did; tax, purchases and refunds that are booked once are left out.`,
    ],
  };
}

const NO_DATA = 'No cost data is stored for this period yet, so there is no run rate to project.';
const titleOf = (given: { from: string; to: string; services?: string[] | undefined }) =>
  `${given.services?.join(', ') ?? 'All services'}: projected cost from ${given.from.slice(0, 10)} to before ${given.to.slice(0, 10)}`;

function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
