/** What the running month will have cost at its end, by the run rate of its whole days: an estimate, and said to be one. */
import { costFilters, costWhere, endDay, viewFor } from './cost-scope.ts';
import { money } from './costs.ts';
import { defineFact } from './fact.ts';

/** Spent so far, the usual day (a median, so that one spike does not repeat every day), and the sum to the end. */
export const costForecast = defineFact({
  name: 'cost_forecast',
  description: 'Estimate of a running period: spent so far plus the median day times the days that remain.',
  parameters: costFilters,
  products: () => ['cost-explorer'],
  async run(context, given) {
    const { sql } = context;
    const view = await viewFor(context, given, []);
    const days = await sql<{ day: string; cost: number; once: number; currency: string }[]>`
      select to_char(charge_period_start, 'YYYY-MM-DD') as day, max(billing_currency) as currency,
        sum(billed_cost)::float8 as cost,
        coalesce(sum(billed_cost) filter (where charge_category in ('Tax', 'Purchase', 'Refund')), 0)::float8 as once
      from cost_daily where ${costWhere(context, view, given)} group by 1 order by 1`;
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

const NO_DATA = 'No cost data is stored for this period yet, so there is no run rate to project.';
const titleOf = (given: { from: string; to: string; services?: string[] | undefined }) =>
  `${given.services?.join(', ') ?? 'All services'}: projected cost from ${given.from.slice(0, 10)} to before ${given.to.slice(0, 10)}`;

function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
