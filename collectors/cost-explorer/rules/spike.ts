/** A day, or a run of days, that cost far more than usual. */
import type { CheckText } from '../../collector.ts';
import type { Ledger, Series } from './ledger.ts';
import { accountInWords, dominant, driversInWords, driversOf, estimateNote, inWords, severityOf } from './movement.ts';
import type { Movement } from './movement.ts';
import { median, money, percent, robustSpread } from './statistics.ts';

/** Days before it that say what is usual; a median, so that an earlier spike does not hide a later one. */
const BASELINE_DAYS = 14;
/** Below this much extra a day nobody should be disturbed, in the billing currency. */
const MIN_EXTRA = 20;
/** At least 30 % above usual, and five robust deviations out of the ordinary spread. */
const MIN_RATIO = 1.3;
const MIN_DEVIATIONS = 5;
/** A run longer than this is a new level, not a spike; the baseline then follows it. */
const MAX_RUN_DAYS = 14;

/** One movement per run of spike days of a service in an account. */
export function findSpikes(ledger: Ledger): Movement[] {
  return ledger.services.flatMap((series) => runsOf(ledger, series).map((run) => describe(ledger, series, run)));
}

interface Run {
  /** Positions of its days in the ledger. */
  days: number[];
  /** What a day usually costs: the median before the run. */
  baseline: number;
}

function runsOf(ledger: Ledger, { amounts }: Series): Run[] {
  const runs: Run[] = [];
  let run: Run | null = null;
  for (let day = BASELINE_DAYS; day < amounts.length; day += 1) {
    if (run && run.days.length >= MAX_RUN_DAYS) run = null;
    const start: number = run ? run.days[0]! : day;
    const before = amounts.slice(Math.max(0, start - BASELINE_DAYS), start);
    if (!isSpike(amounts[day]!, before) || isPattern(ledger, amounts, day)) {
      run = null;
      continue;
    }
    if (!run) {
      run = { days: [], baseline: median(before) };
      runs.push(run);
    }
    run.days.push(day);
  }
  return runs;
}

function isSpike(amount: number, before: readonly number[]): boolean {
  const usual = median(before);
  const extra = amount - usual;
  return extra >= MIN_EXTRA && amount >= usual * MIN_RATIO && extra >= MIN_DEVIATIONS * robustSpread(before);
}

/**
 * What comes back on its day is no surprise: a weekly job that cost as much on two of the last four such weekdays, or a
 * monthly fee that came on the same date a month ago.
 */
function isPattern({ days }: Ledger, amounts: readonly number[], position: number): boolean {
  const amount = amounts[position]!;
  const date = days[position]!;
  const on = (day: string) => amounts[days.indexOf(day)] ?? 0;
  const weekly = [7, 14, 21, 28].filter((back) => on(shift(date, -back)) >= amount * 0.8).length;
  return weekly >= 2 || on(monthBefore(date)) >= amount * 0.8;
}

function describe(ledger: Ledger, series: Series, run: Run): Movement {
  const { service, currency } = series;
  const days = run.days.map((position) => ledger.days[position]!);
  const cost = run.days.reduce((sum, position) => sum + series.amounts[position]!, 0);
  const usual = run.baseline * days.length;
  const extra = cost - usual;
  const start = run.days[0]!;
  const extraIn = (amounts: number[]) =>
    run.days.reduce((sum, position) => sum + amounts[position]!, 0) -
    median(amounts.slice(Math.max(0, start - BASELINE_DAYS), start)) * days.length;
  const regions = driversOf(ledger.regionsOf(series), extraIn);
  const usageTypes = driversOf(ledger.usageTypesOf(series), extraIn);
  const allRises = ledger.services
    .filter((each) => each.currency === currency)
    .reduce((sum, each) => sum + Math.max(0, extraIn(each.amounts)), 0);
  const firstDay = days[0]!;
  const lastDay = days.at(-1)!;
  const when = days.length === 1 ? `on ${firstDay}` : `from ${firstDay} to ${lastDay} (${days.length} days)`;
  const estimatedDays = days.filter((day) => ledger.estimated.has(day));
  const partialDays = days.filter((day) => day >= ledger.today);
  const open = partialDays.length > 0 ? ' The last day is not over yet.' : '';
  const ratio = run.baseline === 0 ? null : money(cost / usual);
  return {
    ...TEXT,
    title: `Cost spike: ${service} ${when}`,
    ruleId: 'cost_spike',
    series,
    key: [service, firstDay],
    statusDetail: `${service} in ${accountInWords(series)} cost ${inWords(money(cost), currency)} ${when}, ${inWords(money(extra), currency)} more than its usual ${inWords(money(run.baseline), currency)} a day${driversInWords(regions, usageTypes)}.${open}${estimateNote(estimatedDays)}`,
    evidence: {
      serviceName: service,
      days: run.days.map((position) => ({
        day: ledger.days[position],
        amount: money(series.amounts[position]!),
        baseline: money(run.baseline),
      })),
      amount: money(cost),
      baselinePerDay: money(run.baseline),
      baselineDays: BASELINE_DAYS,
      extra: money(extra),
      timesUsual: ratio,
      shareOfAllRisesPercent: percent(extra, allRises),
      regions,
      usageTypes,
      driversCover: ledger.breakdownsPerAccount ? 'this account' : 'this service across all accounts read',
      estimatedDays,
      partialDays,
      metric: 'BilledCost of usage, before credits and tax',
    },
    region: dominant(regions)?.name ?? null,
    firstDay,
    lastDay,
    severity: severityOf(extra),
    confidence: estimatedDays.length > 0 ? 85 : 95,
    monthlyAmount: extra,
  };
}

const TEXT: Omit<CheckText, 'title'> = {
  description: `Compares each day’s cost of a service in an account with the median of the ${BASELINE_DAYS} days before. A day is a spike when it costs at least ${MIN_EXTRA} (in the billing currency) and 30 % more than usual, and lies more than five robust deviations outside the ordinary spread. Days in a row are one spike. What comes back every week or on the same date of the month is not one. Credits, refunds, tax and purchases are left out.`,
  risk: 'A sudden jump has a cause that usually still runs: instances started by mistake or by an intruder (crypto-mining on GPU types is the classic), a loop that calls an API or writes logs without end, a forgotten load test, a retry storm, or traffic that takes an expensive path. Each further day costs the same again.',
  consequence:
    'The month’s forecast is wrong from this day on, and the budget owner learns of it with the invoice unless told now. If an intruder is behind it, the money is the smaller part of the damage. AWS grants refunds only where it is reported quickly.',
  remediation: [
    'Look at what drove it: region and usage type in the evidence, then Cost Explorer with the same day, grouped by usage type and by resource or tag.',
    'Find who started it: CloudTrail in that region and account on that day and the day before (RunInstances, CreateCluster, ModifyDBInstance, PutLifecycleConfiguration …), and GuardDuty findings of the same time.',
    'Ask the owner whether it was meant. If nobody knows, treat it as an incident: stop the resources, keep their disks, and replace the credentials that started them.',
    'If it was meant, tell finance the amount and for how long, and correct the forecast.',
    'Set a Cost Anomaly Detection monitor and a budget with an alert for this service, so that the next one is noticed the same day.',
  ],
  ownerHint:
    'The team that owns the account or the tag that drove it; the FinOps team follows up, security joins if nobody claims it.',
};

function shift(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

function monthBefore(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 2, date)).toISOString().slice(0, 10);
}
