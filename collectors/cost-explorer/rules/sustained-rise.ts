/** Cost that grows week after week, too slowly for any day to stand out. */
import type { CheckText } from '../../collector.ts';
import type { Ledger, Part, Series } from './ledger.ts';
import { accountInWords, dominant, driversInWords, driversOf, estimateNote, inWords, severityOf } from './movement.ts';
import type { Movement } from './movement.ts';
import { mean, money, percent } from './statistics.ts';

/** Whole weeks (Monday to Sunday) that are looked at, at most and at least. */
const MAX_WEEKS = 10;
const MIN_WEEKS = 6;
/** The last two weeks against the first two: at least a quarter more, and this much more a day. */
const MIN_RATIO = 1.25;
const MIN_EXTRA_PER_DAY = 10;
/** No single week may bring more than this share of the rise: then it was a step, not growth. */
const MAX_STEP_SHARE = 0.6;

/**
 * Rises by usage type first, since growth of one (data through a NAT gateway, stored gigabytes) drowns in its service;
 * then by service and account where no usage type explains it.
 */
export function findSustainedRises(ledger: Ledger): Movement[] {
  const weeks = wholeWeeks(ledger);
  if (weeks.length < MIN_WEEKS) return [];
  const parts = ledger.usageTypes.flatMap((part) => {
    const rise = riseOf(part.amounts, weeks);
    return rise ? [{ part, rise }] : [];
  });
  const explained = new Map<string, number>();
  for (const { part, rise } of parts)
    explained.set(lineOf(part), (explained.get(lineOf(part)) ?? 0) + rise.extraPerDay);
  const services = ledger.services.flatMap((series) => {
    const rise = riseOf(series.amounts, weeks);
    const isExplained = rise !== null && (explained.get(lineOf(series)) ?? 0) >= rise.extraPerDay * 0.6;
    return rise && !isExplained ? [{ series, rise }] : [];
  });
  return [
    ...parts.map(({ part, rise }) => describePart(ledger, part, rise, weeks)),
    ...services.map(({ series, rise }) => describeService(ledger, series, rise, weeks)),
  ];
}

const lineOf = ({ service, currency }: Pick<Part, 'service' | 'currency'>) => `${service}|${currency}`;

interface Rise {
  /** Average cost a day, per week. */
  weekly: number[];
  before: number;
  now: number;
  extraPerDay: number;
}

/** Positions of the days of each whole week, oldest first. The day of asOf is not over, so its week is not whole. */
function wholeWeeks({ days, today }: Ledger): number[][] {
  const weeks = new Map<string, number[]>();
  days.forEach((day, position) => {
    if (day >= today) return;
    const monday = mondayOf(day);
    weeks.set(monday, [...(weeks.get(monday) ?? []), position]);
  });
  return [...weeks.values()].filter((positions) => positions.length === 7).slice(-MAX_WEEKS);
}

function riseOf(amounts: readonly number[], weeks: readonly number[][]): Rise | null {
  const all = weeks.map((positions) => mean(positions.map((position) => amounts[position]!)));
  // Growth may have begun after the oldest weeks: the longest tail that grows is the rise.
  for (let from = 0; from <= all.length - MIN_WEEKS; from += 1) {
    const weekly = all.slice(from);
    const before = mean(weekly.slice(0, 2));
    const now = mean(weekly.slice(-2));
    const steps = weekly.slice(1).map((value, index) => value - weekly[index]!);
    const rising = steps.filter((step) => step > 0).length;
    const grows = now - before >= MIN_EXTRA_PER_DAY && now >= before * MIN_RATIO;
    const steady = rising >= Math.ceil(steps.length * 0.7) && Math.max(...steps) <= (now - before) * MAX_STEP_SHARE;
    if (grows && steady) return { weekly, before, now, extraPerDay: now - before };
  }
  return null;
}

function describePart(ledger: Ledger, part: Part, rise: Rise, weeks: number[][]): Movement {
  const series = mainAccount(ledger, part, rise, weeks);
  const regions = driversOf(
    ledger.regionsOf(series).filter(({ service }) => service === part.service),
    (amounts) => extraOver(amounts, rise, weeks),
  );
  const what = `${part.service}, usage type ${part.name},`;
  const movement = describe(ledger, series, rise, weeks, what);
  const region = dominant(regions);
  const where = region ? `; ${region.sharePercent} % of the rise of the service is in region ${region.name}` : '';
  return {
    ...movement,
    statusDetail: `${movement.statusDetail.replace(/\.$/, where)}.${movement.estimate}`,
    region: region?.name ?? null,
    ...(part.name.includes('NatGateway-Bytes') ? NAT_TEXT : TEXT),
    title: `Cost rises week by week: ${part.service}, ${part.name}`,
    key: [part.service, part.name, lastMonth(ledger, weeks)],
    evidence: {
      ...evidenceOf(ledger, rise, weeks),
      serviceName: part.service,
      usageType: part.name,
      regionsOfService: regions,
      accountNote: ledger.breakdownsPerAccount
        ? 'one account'
        : 'usage types are read across accounts; the account named is the one in which the service rose most',
    },
  };
}

function describeService(ledger: Ledger, series: Series, rise: Rise, weeks: number[][]): Movement {
  const extraIn = (amounts: number[]) => extraOver(amounts, rise, weeks);
  const regions = driversOf(ledger.regionsOf(series), extraIn);
  const usageTypes = driversOf(ledger.usageTypesOf(series), extraIn);
  const movement = describe(ledger, series, rise, weeks, series.service);
  return {
    ...movement,
    ...TEXT,
    title: `Cost rises week by week: ${series.service}`,
    key: [series.service, lastMonth(ledger, weeks)],
    statusDetail: `${movement.statusDetail.replace(/\.$/, driversInWords(regions, usageTypes))}.${movement.estimate}`,
    evidence: { ...evidenceOf(ledger, rise, weeks), serviceName: series.service, regions, usageTypes },
    region: dominant(regions)?.name ?? null,
  };
}

function describe(ledger: Ledger, series: Series, rise: Rise, weeks: number[][], what: string) {
  const { currency } = series;
  const { firstDay, lastDay } = span(ledger, rise, weeks);
  const monthly = rise.extraPerDay * DAYS_PER_MONTH;
  return {
    ruleId: 'cost_sustained_rise',
    series,
    statusDetail: `${what} in ${accountInWords(series)} rose from ${inWords(money(rise.before), currency)} to ${inWords(money(rise.now), currency)} a day over the ${rise.weekly.length} weeks from ${firstDay} to ${lastDay}, ${inWords(money(rise.extraPerDay), currency)} a day more (${percent(rise.extraPerDay, rise.before)} %).`,
    estimate: estimateNote(estimatedIn(ledger, weeks)),
    region: null as string | null,
    firstDay,
    lastDay,
    severity: severityOf(monthly),
    confidence: 85,
    monthlyAmount: monthly,
  };
}

function evidenceOf(ledger: Ledger, rise: Rise, weeks: number[][]): Record<string, unknown> {
  const { firstDay, lastDay } = span(ledger, rise, weeks);
  return {
    perDayBefore: money(rise.before),
    perDayNow: money(rise.now),
    extraPerDay: money(rise.extraPerDay),
    extraPerMonth: money(rise.extraPerDay * DAYS_PER_MONTH),
    growthPercent: percent(rise.extraPerDay, rise.before),
    weeks: rise.weekly.map((perDay, index) => ({
      weekOf: ledger.days[weeks.slice(-rise.weekly.length)[index]![0]!],
      perDay: money(perDay),
    })),
    firstDay,
    lastDay,
    estimatedDays: estimatedIn(ledger, weeks),
    metric: 'BilledCost of usage, before credits and tax',
  };
}

/** Days of the last two weeks, which the rise is measured by, that AWS may still change. */
function estimatedIn({ days, estimated }: Ledger, weeks: readonly number[][]): string[] {
  return weeks
    .slice(-2)
    .flat()
    .flatMap((position) => (estimated.has(days[position]!) ? [days[position]!] : []));
}

/** The account in which the service rose most over the same weeks: usage types carry no account of their own. */
function mainAccount(ledger: Ledger, part: Part, rise: Rise, weeks: number[][]): Series {
  return ledger.services
    .filter((series) => lineOf(series) === lineOf(part))
    .toSorted((a, b) => extraOver(b.amounts, rise, weeks) - extraOver(a.amounts, rise, weeks))[0]!;
}

function extraOver(amounts: readonly number[], rise: Rise, weeks: readonly number[][]): number {
  const weekly = weeks
    .slice(-rise.weekly.length)
    .map((positions) => mean(positions.map((position) => amounts[position]!)));
  return mean(weekly.slice(-2)) - mean(weekly.slice(0, 2));
}

function span(ledger: Ledger, rise: Rise, weeks: number[][]): { firstDay: string; lastDay: string } {
  const used = weeks.slice(-rise.weekly.length).flat();
  return { firstDay: ledger.days[used[0]!]!, lastDay: ledger.days[used.at(-1)!]! };
}

/** A rise that goes on is one finding a month, not one a week. */
function lastMonth(ledger: Ledger, weeks: number[][]): string {
  return ledger.days[weeks.at(-1)!.at(-1)!]!.slice(0, 7);
}

function mondayOf(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(time).getUTCDay() + 6) % 7;
  return new Date(time - sinceMonday * 86_400_000).toISOString().slice(0, 10);
}

const DAYS_PER_MONTH = 365 / 12;

const DESCRIPTION = `Averages cost a day over whole weeks (Monday to Sunday) for each usage type and each service of an account, and looks at ${MIN_WEEKS} to ${MAX_WEEKS} weeks: most weeks above the one before, the last two at least a quarter and ${MIN_EXTRA_PER_DAY} a day (billing currency) above the first two, and no single week that brings most of it. Spikes and steps are other rules.`;

const TEXT: Omit<CheckText, 'title'> = {
  description: DESCRIPTION,
  risk: 'Slow growth passes every daily alarm: no day is unusual against the one before. Behind it are data that are never deleted, logs at debug level, a queue that is not emptied, a cache that stopped working so that everything goes the expensive way, or simply customers. Only the last of these is good news.',
  consequence:
    'At the end of the quarter the line has grown by half and nobody can name the decision. Because it rises month by month, each forecast that is based on last month is too low, and commitments are bought for waste.',
  remediation: [
    'Put the growth beside something that should drive it: requests, customers, stored objects. If the cost for each of them is constant, correct the forecast and stop here.',
    'If not, group the usage type by resource or tag in Cost Explorer and find what grows.',
    'Look for the change at the beginning of the rise: deployments, new features, changed retention.',
    'Set a limit where growth has no natural end: lifecycle rules, log retention, maximum sizes of groups.',
    'Give the line an owner and a monthly figure for each unit, so that it is seen next time.',
  ],
  ownerHint: 'The team whose resources grow, by tag or account; the FinOps team brings the numbers.',
};

const NAT_TEXT: Omit<CheckText, 'title'> = {
  ...TEXT,
  risk: 'Every gigabyte through a NAT gateway is billed for processing, and again for transfer if it leaves the region. The usual causes of slow growth are traffic to S3, DynamoDB or ECR from private subnets without VPC endpoints, images pulled anew by each container, a chatty third-party API, or data copied between Availability Zones through a gateway in another zone.',
  consequence:
    'Data processing at the NAT gateway is among the most avoidable lines of a bill: the same bytes through a gateway endpoint for S3 cost nothing. It grows with traffic, so that success makes it worse, and it also shows where data leave unseen.',
  remediation: [
    'See who sends it: VPC flow logs of the NAT gateway’s interface, summed by source and destination address (top talkers).',
    'Make gateway endpoints for S3 and DynamoDB in each VPC (`aws ec2 create-vpc-endpoint --service-name com.amazonaws.<region>.s3 --route-table-ids …`): free of charge, no change in applications.',
    'Make interface endpoints for ECR, CloudWatch Logs, STS and others whose traffic exceeds about 200 GB a month each; below that they cost more than they save.',
    'Keep one NAT gateway in each Availability Zone and route zones to their own.',
    'If the destination is unknown, hand it to the security team: steady outbound growth is also what data theft looks like.',
  ],
  ownerHint: 'The network team that owns the VPC, with the team whose instances are the top talkers.',
};
