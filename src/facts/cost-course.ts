/** What a series of costs says by itself: a day on average, and whether it rises or falls. Pure. */
import type { CostDimension, CostFilters } from './cost-scope.ts';

const DAYS = { workday: 'Monday to Friday', weekend: 'Saturdays and Sundays' };

/** A sentence with the average of a day, where it or certain days were asked for; days without cost do not count. */
export function averageNotes(
  given: CostFilters & { average?: boolean | undefined },
  cost: number,
  totals: { days: number; lastDay: string | null; currency: string | null } | undefined,
): string[] {
  if (!totals?.days || !(given.average || given.days)) return [];
  const which = given.days ? ` (${DAYS[given.days]} only)` : '';
  return [
    `Average: ${totals.currency ?? 'USD'} ${(cost / totals.days).toFixed(2)} a day over ${totals.days} days with cost${which}, up to ${totals.lastDay}.`,
  ];
}

/** The last whole week or month against the first whole one; empty where fewer than two are whole. */
export function courseNotes(
  rows: readonly { first: string; cost: number }[],
  by: CostDimension,
  given: CostFilters,
): string[] {
  if (by !== 'week' && by !== 'month') return [];
  const whole = rows.filter(({ first }) => stepIsWhole(first, by, given));
  const [start, end] = [whole[0], whole.at(-1)];
  if (!start || !end || start === end || start.cost <= 0) return [];
  const change = Math.round(((end.cost - start.cost) / start.cost) * 1000) / 10;
  const way = Math.abs(change) < 2 ? 'about level' : change > 0 ? 'rising' : 'falling';
  return [
    `Course: ${way}: ${said(end.cost)} in the last whole ${by} (${end.first}) against ${said(start.cost)} in the first (${start.first}), ${change > 0 ? '+' : ''}${change} %.`,
  ];
}

const said = (amount: number) => amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function stepIsWhole(first: string, by: 'week' | 'month', given: CostFilters): boolean {
  const from = Date.parse(by === 'month' ? `${first}-01` : first);
  const end = new Date(from);
  if (by === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCDate(end.getUTCDate() + 7);
  return from >= Date.parse(given.from.slice(0, 10)) && end.getTime() <= Date.parse(given.to.slice(0, 10));
}
