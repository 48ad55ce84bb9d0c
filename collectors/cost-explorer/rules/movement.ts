/** What every cost movement shares: the resource it is about, its identity, its severity and its words for money. */
import { accountResource } from '../../account-resource.ts';
import type { CheckText, Detection, Severity } from '../../collector.ts';
import type { Part, Series } from './ledger.ts';
import { money, percent } from './statistics.ts';

/** A driver of a movement, with its share of it. */
export interface Driver {
  name: string;
  extra: number;
  sharePercent: number;
}

export interface Movement extends CheckText {
  ruleId: string;
  series: Pick<Series, 'accountUid' | 'accountName' | 'currency'>;
  /** Identity beyond rule and account, e.g. service and first day. */
  key: string[];
  statusDetail: string;
  evidence: Record<string, unknown>;
  /** The region that most of it happened in, where one stands out. */
  region: string | null;
  firstDay: string;
  lastDay: string;
  severity: Severity;
  confidence: number;
  /** The movement as an amount a month, in the series' currency. */
  monthlyAmount: number;
}

/**
 * The detection of a movement. Its key is the same on every evaluation of the same days; what moves in another currency
 * than the ledger's main one is another movement, though all else be equal.
 */
export function toDetection(movement: Movement, partition: string, mainCurrency: string): Detection {
  const { ruleId, series, key, firstDay, lastDay, monthlyAmount, region, ...rest } = movement;
  const account = accountResource({ partition, accountUid: series.accountUid });
  const { title, description, risk, consequence, remediation, ownerHint } = movement;
  return {
    title,
    description,
    risk,
    consequence,
    remediation,
    ownerHint,
    checkId: ruleId,
    service: 'cost-explorer',
    key: [ruleId, series.accountUid, ...key, ...(series.currency === mainCurrency ? [] : [series.currency])].join('|'),
    severity: rest.severity,
    resource: { ...account, name: series.accountName ?? series.accountUid },
    accountUid: series.accountUid,
    region: region ?? 'global',
    statusDetail: rest.statusDetail,
    evidence: { ...rest.evidence, currency: series.currency },
    firstSeenTime: `${firstDay}T00:00:00.000Z`,
    lastSeenTime: `${lastDay}T00:00:00.000Z`,
    confidence: rest.confidence,
    ...(series.currency === 'USD' ? { estimatedMonthlyCost: money(monthlyAmount) } : {}),
  };
}

/** How much a movement matters, by what it amounts to: 200 and 1,000 a month are the steps. */
export function severityOf(monthlyAmount: number): Severity {
  if (monthlyAmount >= 10_000) return 'critical';
  if (monthlyAmount >= 1000) return 'high';
  return monthlyAmount >= 200 ? 'medium' : 'low';
}

/** "USD 1,234.50". */
export function inWords(amount: number, currency: string): string {
  return `${currency} ${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** "account prod (111122223333)". */
export function accountInWords({ accountUid, accountName }: Pick<Series, 'accountUid' | 'accountName'>): string {
  return accountName ? `account ${accountName} (${accountUid})` : `account ${accountUid}`;
}

/** What to say when AWS may still change some of the days; nothing when all are settled. */
export function estimateNote(estimatedDays: readonly string[]): string {
  return estimatedDays.length === 0 ? '' : ' AWS still calls these amounts estimated.';
}

/** The parts that rose, biggest first, with their share of the whole rise. At most three, and none below 1 %. */
export function driversOf(parts: readonly Part[], extraOf: (amounts: number[]) => number): Driver[] {
  const rises = parts
    .map((part) => ({ name: part.name, extra: extraOf(part.amounts) }))
    .filter(({ extra }) => extra > 0);
  const total = rises.reduce((sum, { extra }) => sum + extra, 0);
  return rises
    .toSorted((a, b) => b.extra - a.extra || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name, extra }) => ({ name, extra: money(extra), sharePercent: percent(extra, total) }))
    .filter(({ sharePercent }) => sharePercent >= 1);
}

/** The first driver when at least half of the movement is its. */
export function dominant(drivers: readonly Driver[]): Driver | null {
  const [first] = drivers;
  return first && first.sharePercent >= 50 ? first : null;
}

/** "; 92 % of the rise is in region us-east-1 and 88 % is usage type BoxUsage:p3.8xlarge", or nothing. */
export function driversInWords(regions: readonly Driver[], usageTypes: readonly Driver[]): string {
  const region = dominant(regions);
  const usageType = dominant(usageTypes);
  const said = [
    ...(region ? [`${region.sharePercent} % of the rise is in region ${region.name}`] : []),
    ...(usageType ? [`${usageType.sharePercent} % is usage type ${usageType.name}`] : []),
  ];
  return said.length === 0 ? '' : `; ${said.join(' and ')}`;
}
