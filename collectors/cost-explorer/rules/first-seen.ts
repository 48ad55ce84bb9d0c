/** Money spent for the first time on a service in an account, or in a region. */
import type { CheckText } from '../../collector.ts';
import type { Ledger, Part, Series } from './ledger.ts';
import { accountInWords, estimateNote, inWords, severityOf } from './movement.ts';
import type { Movement } from './movement.ts';
import { money } from './statistics.ts';

/** "Never before" needs that much history; a service may well rest for a month. */
const MIN_HISTORY_DAYS = 45;
/** Below this a day it does not exist: free tiers and single calls cost fractions of a cent. */
const TRACE = 0.01;
/** What the first week must cost to matter, in the billing currency. */
const MATERIAL = 20;
const FIRST_WEEK = 7;

/** Services never billed before in an account that already has history, with material spend in their first week. */
export function findNewServices(ledger: Ledger): Movement[] {
  return ledger.services.flatMap((series) => {
    const start = firstSeen(series.amounts);
    const elsewhere = ledger.services.filter(
      (each) => each.accountUid === series.accountUid && each.service === series.service && each !== series,
    );
    if (start !== null && elsewhere.some(({ amounts }) => isKnown(amounts, start))) return [];
    const known = ledger.services.some(
      (each) => each.accountUid === series.accountUid && isKnown(each.amounts, start ?? 0),
    );
    if (start === null || !known) return [];
    const week = series.amounts.slice(start, start + FIRST_WEEK);
    const { spent, monthly, facts } = firstDays(ledger, week, start);
    const firstDay = ledger.days[start]!;
    return [
      {
        ...NEW_SERVICE,
        title: `New service on the bill: ${series.service}`,
        ruleId: 'cost_new_service',
        series,
        key: [series.service, firstDay],
        statusDetail: `${series.service} appears for the first time in ${accountInWords(series)} on ${firstDay} and cost ${inWords(spent, series.currency)} in its first ${count(week.length, 'day')}.${estimateNote(facts.estimatedDays)}`,
        evidence: { serviceName: series.service, ...facts },
        region: null,
        firstDay,
        lastDay: ledger.days[start + week.length - 1]!,
        severity: severityOf(monthly),
        confidence: 90,
        monthlyAmount: monthly,
      },
    ];
  });
}

/** Regions never billed before, with material spend in their first week, over all services and accounts. */
export function findNewRegions(ledger: Ledger): Movement[] {
  const regions = new Map<string, Part[]>();
  for (const part of ledger.regions)
    if (part.name !== 'global')
      regions.set(`${part.name}|${part.currency}`, [...(regions.get(`${part.name}|${part.currency}`) ?? []), part]);
  return [...regions.values()].flatMap((parts) => {
    const { name, currency } = parts[0]!;
    const amounts = ledger.days.map((_, position) => parts.reduce((sum, part) => sum + part.amounts[position]!, 0));
    const start = firstSeen(amounts);
    if (start === null) return [];
    const elsewhere = ledger.regions.filter((part) => part.name === name && part.currency !== currency);
    if (elsewhere.some((part) => isKnown(part.amounts, start))) return [];
    const week = amounts.slice(start, start + FIRST_WEEK);
    const { spent, monthly, facts } = firstDays(ledger, week, start);
    const services = parts
      .map((part) => ({
        serviceName: part.service,
        amount: money(part.amounts.slice(start, start + FIRST_WEEK).reduce((sum, amount) => sum + amount, 0)),
      }))
      .filter(({ amount }) => amount > 0)
      .toSorted((a, b) => b.amount - a.amount);
    const series = accountOf(ledger, services[0]?.serviceName, currency, start);
    const firstDay = ledger.days[start]!;
    return [
      {
        ...NEW_REGION,
        title: `New region on the bill: ${name}`,
        ruleId: 'cost_new_region',
        series,
        key: [name, firstDay],
        statusDetail: `Region ${name} appears for the first time on ${firstDay} and cost ${inWords(spent, series.currency)} in its first ${count(week.length, 'day')}, mostly ${services[0]?.serviceName ?? 'an unknown service'}; most likely in ${accountInWords(series)}.${estimateNote(facts.estimatedDays)}`,
        evidence: {
          regionId: name,
          ...facts,
          services: services.slice(0, 5),
          accountNote:
            'regions are read across accounts; the account named is the one in which the main service rose most',
        },
        region: name,
        firstDay,
        lastDay: ledger.days[start + week.length - 1]!,
        severity: monthly >= 1000 ? ('high' as const) : ('medium' as const),
        confidence: 85,
        monthlyAmount: monthly,
      },
    ];
  });
}

/** Whether it cost anything before that day; a bill that changes its currency makes nothing new. */
const isKnown = (amounts: readonly number[], start: number) => amounts.slice(0, start).some((amount) => amount > TRACE);

/** Position of the first cost, when enough days lie before it and its first week is material; else null. */
function firstSeen(amounts: readonly number[]): number | null {
  const start = amounts.findIndex((amount) => amount > TRACE);
  if (start < MIN_HISTORY_DAYS) return null;
  const spent = amounts.slice(start, start + FIRST_WEEK).reduce((sum, amount) => sum + amount, 0);
  return spent >= MATERIAL ? start : null;
}

function firstDays(ledger: Ledger, week: readonly number[], start: number) {
  const spent = money(week.reduce((sum, amount) => sum + amount, 0));
  const days = week.map((amount, index) => ({ day: ledger.days[start + index], amount: money(amount) }));
  return {
    spent,
    monthly: (spent / week.length) * (365 / 12),
    facts: {
      firstDay: ledger.days[start],
      amount: spent,
      baseline: 0,
      days,
      historyDays: start,
      historyFrom: ledger.days[0],
      estimatedDays: days.flatMap(({ day }) => (day !== undefined && ledger.estimated.has(day) ? [day] : [])),
      metric: 'BilledCost of usage, before credits and tax',
    },
  };
}

/** The account whose cost of the service rose most on that day against the day before. */
function accountOf(ledger: Ledger, service: string | undefined, currency: string, position: number): Series {
  const rise = ({ amounts }: Series) => amounts[position]! - (amounts[position - 1] ?? 0);
  const billed = ledger.services.filter((series) => series.currency === currency);
  const candidates = billed.filter((series) => service === undefined || series.service === service);
  return [candidates, billed, ledger.services]
    .find((some) => some.length > 0)!
    .toSorted((a, b) => rise(b) - rise(a))[0]!;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

const NEW_SERVICE: Omit<CheckText, 'title'> = {
  description: `Looks for a service that costs money in an account for the first time in the days known (at least ${MIN_HISTORY_DAYS} days of history) and costs at least ${MATERIAL} (billing currency) in its first ${FIRST_WEEK} days. Tax and support charges do not count.`,
  risk: 'A new line on the bill is a decision somebody took: a pilot, a feature switched on by default, a marketplace subscription, or a service that an intruder uses because nobody watches it. Without an owner it is neither secured nor switched off when the pilot ends.',
  consequence:
    'Spend without budget or approval, data in a service that compliance has not looked at, and a contract that may renew itself.',
  remediation: [
    'Find who began: CloudTrail for the first calls of the service in that account on that day.',
    'Ask for purpose, owner and expected cost a month; make a cost centre or tag for it.',
    'If it is not meant, delete the resources and, if nobody claims them, have security look at the credentials used.',
    'Restrict services that are not allowed by a service control policy.',
  ],
  ownerHint: 'The owner of the account; the principal that made the first call according to CloudTrail.',
};

const NEW_REGION: Omit<CheckText, 'title'> = {
  description: `Looks for an AWS region that costs money for the first time in the days known (at least ${MIN_HISTORY_DAYS} days of history) and costs at least ${MATERIAL} (billing currency) in its first ${FIRST_WEEK} days, over all services.`,
  risk: 'Intruders like regions that nobody looks at: there are no dashboards, often no GuardDuty and no Config, and quotas for large GPU instances are fresh. A mistyped region in a script or a tool that deploys everywhere looks the same on the bill.',
  consequence:
    'Mining in a forgotten region costs thousands a day and goes on until the invoice. Data in a region that was not agreed can also break promises on data residency.',
  remediation: [
    'Look at the region now: EC2, ECS and SageMaker in its console, and GuardDuty if it is on there.',
    'Find the principal: CloudTrail events of that region on the first day.',
    'If nobody meant it: stop what runs, keep disks for the investigation, and disable the credentials.',
    'Close regions that are not used with a service control policy on aws:RequestedRegion, or switch them off in the account settings.',
  ],
  ownerHint: 'The security team first; then the owner of the account that the first calls came from.',
};
