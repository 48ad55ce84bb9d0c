/** A service that cost clearly more, or less, in the last whole month than in the one before. */
import type { CheckText } from '../../collector.ts';
import type { Ledger, Series } from './ledger.ts';
import { accountInWords, dominant, driversInWords, driversOf, inWords, severityOf } from './movement.ts';
import type { Movement } from './movement.ts';
import { mean, money, percent } from './statistics.ts';

/** A month counts when this many of its days are known. */
const MIN_DAYS = 25;
const MIN_CHANGE = 100;
const MIN_CHANGE_SHARE = 0.2;

/** Compares the last two months that are over. Months of unequal length are compared by their cost a day. */
export function findMonthlyChanges(ledger: Ledger): Movement[] {
  const [earlier, later] = lastTwoMonths(ledger);
  if (!earlier || !later) return [];
  return ledger.services.flatMap((series) => {
    const before = perDay(series.amounts, earlier);
    const now = perDay(series.amounts, later);
    const change = (now - before) * later.length;
    const isMaterial = Math.abs(change) >= MIN_CHANGE && Math.abs(now - before) >= before * MIN_CHANGE_SHARE;
    return isMaterial ? [describe(ledger, series, earlier, later)] : [];
  });
}

interface Month {
  name: string;
  positions: number[];
  length: number;
}

function lastTwoMonths({ days, today }: Ledger): [Month, Month] | [] {
  const months = new Map<string, number[]>();
  days.forEach((day, position) => {
    const name = day.slice(0, 7);
    if (name < today.slice(0, 7)) months.set(name, [...(months.get(name) ?? []), position]);
  });
  const last = monthBefore(today.slice(0, 7));
  const [earlier, later] = [monthBefore(last), last].map((name) => ({
    name,
    positions: months.get(name) ?? [],
    length: daysIn(name),
  }));
  const known = [earlier!, later!].every(({ positions }) => positions.length >= MIN_DAYS);
  return known ? [earlier!, later!] : [];
}

function describe(ledger: Ledger, series: Series, earlier: Month, later: Month): Movement {
  const { service, currency } = series;
  const before = perDay(series.amounts, earlier);
  const now = perDay(series.amounts, later);
  const change = (now - before) * later.length;
  const rose = change > 0;
  const extraIn = (amounts: number[]) => (perDay(amounts, later) - perDay(amounts, earlier)) * later.length;
  const regions = rose ? driversOf(ledger.regionsOf(series), extraIn) : [];
  const usageTypes = rose ? driversOf(ledger.usageTypesOf(series), extraIn) : [];
  const total = (month: Month) => money(month.positions.reduce((sum, position) => sum + series.amounts[position]!, 0));
  const share = before === 0 ? null : percent(now - before, before);
  const estimated = later.positions.some((position) => ledger.estimated.has(ledger.days[position]!));
  return {
    ...TEXT,
    title: `Cost ${rose ? 'up' : 'down'} month over month: ${service}, ${later.name} against ${earlier.name}`,
    ruleId: 'cost_month_over_month_change',
    series,
    key: [service, later.name],
    statusDetail: `${service} in ${accountInWords(series)} cost ${inWords(total(later), currency)} in ${later.name} after ${inWords(total(earlier), currency)} in ${earlier.name}: a day ${rose ? 'rose' : 'fell'} from ${inWords(money(before), currency)} to ${inWords(money(now), currency)}${share === null ? '' : ` (${share > 0 ? '+' : ''}${share} %)`}${driversInWords(regions, usageTypes)}.${estimated ? ' AWS still calls part of the month estimated.' : ''}`,
    evidence: {
      serviceName: service,
      month: later.name,
      earlierMonth: earlier.name,
      amount: total(later),
      earlierAmount: total(earlier),
      perDay: money(now),
      earlierPerDay: money(before),
      change: money(change),
      changePercent: share,
      daysKnown: later.positions.length,
      earlierDaysKnown: earlier.positions.length,
      regions,
      usageTypes,
      driversCover: ledger.breakdownsPerAccount ? 'this account' : 'this service across all accounts read',
      estimated,
      metric: 'BilledCost of usage, before credits and tax',
    },
    region: dominant(regions)?.name ?? null,
    firstDay: `${later.name}-01`,
    lastDay: ledger.days[later.positions.at(-1)!]!,
    severity: rose ? severityOf(change) : 'informational',
    confidence: estimated ? 85 : 95,
    monthlyAmount: change,
  };
}

const TEXT: Omit<CheckText, 'title'> = {
  description: `Compares what each service cost in an account in the last whole month with the month before, by cost a day, so that months of different length compare fairly. A change of at least ${MIN_CHANGE} (billing currency) and 20 % is reported, up or down; falls are for information. The running month is not compared, since it is not over.`,
  risk: 'A change of this size has a reason somebody knows: a launch, a migration, a purchase that ended, a price, an accident. Left unexplained it becomes the new baseline, against which next month looks normal.',
  consequence:
    'The variance has to be explained to the budget owner in the monthly review; without a cause it is booked as overspend. A fall can also be a warning: something may have stopped that should run.',
  remediation: [
    'Take the regions and usage types in the evidence and ask the owner what changed in that month.',
    'Sort the cause: volume (more customers), price (a commitment ended, another instance family), or waste (forgotten resources).',
    'Volume: correct forecast and budget. Price: look at Savings Plans and reservations coverage. Waste: remove it and note the saving.',
    'Write the explanation where the next review finds it.',
  ],
  ownerHint: 'The owner of the account or cost centre; finance or the FinOps team asks the question.',
};

function perDay(amounts: readonly number[], { positions }: Month): number {
  return mean(positions.map((position) => amounts[position]!));
}

function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7);
}

function daysIn(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
