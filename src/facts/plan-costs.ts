/** Facts for questions of money. Pure. */
import type { Grouping, Intent } from '../intent/intent.ts';
import { tagOf } from './plan-reading.ts';
import type { FactCall } from './registry.ts';

const DAY_MS = 86_400_000;

/** Cost facts of a question; empty when it is not about money. */
export function planCosts(intent: Intent, now: Date): FactCall[] {
  const details = intent.details ?? {};
  const asksMoney =
    details.charges !== undefined ||
    details.forecast !== undefined ||
    intent.kind === 'cost' ||
    intent.subject === 'cost' ||
    intent.topics.includes('spend') ||
    intent.topics.includes('spike');
  const aboutWaste = intent.topics.some((topic) => topic === 'unattached' || topic === 'idle' || topic === 'savings');
  if (!asksMoney || aboutWaste) return [];
  const one =
    intent.timeRange === null ? intent.entities.find(({ type }) => ONE_PRICED[type] !== undefined) : undefined;
  if (one && (intent.kind === 'cost' || intent.kind === 'lookup'))
    return [{ name: 'resources', parameters: { type: ONE_PRICED[one.type], uid: one.value } }];
  // "How many instances, and what do they cost": the bill knows no single instance, the inventory does.
  const priced = intent.subject !== null && PRICED.has(intent.subject);
  if (priced && (intent.kind === 'count' || intent.kind === 'list' || (intent.kind === 'rank' && !intent.timeRange)))
    return [];
  if (
    intent.groupBy.some((by) => by === 'team' || by === 'owner') ||
    tagOf(intent).tag ||
    (details.withoutTag && !details.forecast)
  )
    return byTag(intent, now);
  if (details.forecast) return forecastCalls(intent, details.forecast, now);
  const named = servicesOf(intent);
  if (intent.topics.includes('spike') && intent.kind !== 'compare' && !(named.length > 0 && !isOneDay(intent)))
    return spikeCalls(intent, now);
  const limit = intent.kind === 'rank' && intent.limit ? { limit: intent.limit } : {};
  const range = period(intent, now);
  const unsaid = intent.timeRange ? {} : { unsaid: true };
  // Cost Explorer's refunds are kept under the name that FOCUS has for them.
  // Beside services tax is one of them, under its own name in the bill.
  const beside = named.length > 0 && details.charges?.every((charge) => charge === 'Tax') === true;
  if (beside) named.push('Tax');
  const charges =
    details.charges && !beside
      ? { charges: details.charges.flatMap((charge) => (charge === 'Refund' ? ['Refund', 'Adjustment'] : [charge])) }
      : {};
  const days = details.days ? { days: details.days } : {};
  const filter = { ...range, ...(named.length > 0 ? { services: named } : {}), ...charges, ...days };
  if (details.average)
    return [
      {
        name: 'cost_total',
        parameters: { ...filter, ...unsaid, average: true, groupBy: costGroups(intent.groupBy).slice(0, 1) },
      },
    ];
  const said = sidesOf(intent) ?? costGroups(intent.groupBy);
  const groups: Grouping[] = said.length === 0 && named.length > 0 && named.every(isUsage) ? ['usage_type'] : said;
  if (intent.topics.includes('spike') && intent.kind !== 'compare') return movement(intent, filter, range, groups);
  if (intent.comparedWith || intent.kind === 'compare' || intent.kind === 'change')
    return [
      {
        name: 'cost_compare',
        parameters: {
          ...filter,
          ...wholeDays(range, details.mover ? alike(earlier(intent, range), range) : earlier(intent, range), now),
          groupBy: groups[0] ?? 'service',
        },
      },
      ...(said[0] ? [{ name: 'cost_total', parameters: { ...filter, groupBy: groups.slice(0, 2) } } as const] : []),
    ];
  if (intent.kind === 'trend')
    return [
      // "Is it going up" wants one difference first, then the series.
      ...(intent.details?.direction
        ? [
            {
              name: 'cost_compare',
              parameters: {
                ...filter,
                ...earlier(intent, range),
                groupBy: groups.find((by) => !TIME.has(by)) ?? 'service',
              },
            } as const,
          ]
        : []),
      {
        name: 'cost_total',
        parameters: {
          ...filter,
          ...unsaid,
          groupBy: [timeGroup(intent, range), ...groups.filter((by) => !TIME.has(by))].slice(0, 2),
        },
      },
    ];
  const perAccount = groups.includes('account') && groups.includes('service');
  return [
    {
      name: 'cost_total',
      parameters: {
        ...filter,
        ...unsaid,
        ...limit,
        groupBy: perAccount ? ['account', 'service'] : groups.length > 0 ? groups.slice(0, 2) : ['service'],
      },
    },
    ...(intent.kind === 'explain' ? spikeCalls(intent, now) : []),
  ];
}

/** What there is of these, and a price or a bound of it for each, the inventory tells. */
const PRICED = new Set<Intent['subject']>(['instance', 'volume', 'address', 'snapshot', 'image', 'bucket']);

/** The bill knows no single thing; the inventory has the list price of these. */
const ONE_PRICED: Partial<Record<Intent['entities'][number]['type'], string>> = {
  instance: 'AWS::EC2::Instance',
  volume: 'AWS::EC2::Volume',
};

/** "The difference between us-east-1 and eu-west-1": each by itself. */
function sidesOf({ entities, groupBy }: Intent): Grouping[] | null {
  const count = (type: string) => entities.filter((entity) => entity.type === type).length;
  if (costGroups(groupBy).length > 0) return null;
  return count('region') > 1 ? ['region'] : count('account') > 1 ? ['account'] : null;
}

/** What the bill knows by usage type only: its kinds of usage tell what was paid for. */
const isUsage = (name: string) => /NAT Gateway|Data Transfer|EBS/.test(name);
const servicesOf = (intent: Intent) =>
  intent.entities.filter((entity) => entity.type === 'aws_service').map((entity) => entity.value);
const isOneDay = ({ timeRange }: Intent) =>
  timeRange !== null && new Date(timeRange.to).getTime() - new Date(timeRange.from).getTime() <= DAY_MS;

/** Why one service rose: what it costs, and the same length before, by what it is charged for. */
function movement(
  intent: Intent,
  filter: { from: string; to: string },
  range: { from: string; to: string },
  groups: Grouping[],
): FactCall[] {
  const groupBy = groups[0] ?? 'usage_type';
  return [
    { name: 'cost_compare', parameters: { ...filter, ...earlier(intent, range), groupBy } },
    { name: 'cost_total', parameters: { ...filter, groupBy: ['week'] } },
  ];
}

/** The bill is kept without tags; what is known by tag is the list price of what runs and is kept. */
function byTag(intent: Intent, now: Date): FactCall[] {
  const { withoutTag } = intent.details ?? {};
  const named = servicesOf(intent);
  const services = named.length > 0 ? { services: named } : {};
  const groupBy = withoutTag ? 'type' : intent.groupBy.includes('owner') ? 'owner' : 'team';
  return [
    { name: 'resource_costs', parameters: { groupBy, ...tagOf(intent), ...(withoutTag ? { withoutTag } : {}) } },
    { name: 'cost_total', parameters: { ...period(intent, now), ...services, groupBy: ['account'] } },
  ];
}

/** The period that runs, to its end: what is spent and what is to come. */
function forecastCalls(intent: Intent, unit: 'month' | 'quarter' | 'year', now: Date): FactCall[] {
  const said = intent.timeRange;
  const at = said ? new Date(said.from) : new Date(now);
  // "What will December cost" means the one to come.
  if (said && new Date(said.to) < now) at.setUTCFullYear(at.getUTCFullYear() + 1);
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  const ahead = !said && intent.details?.ahead ? months : 0;
  const first = Math.floor(at.getUTCMonth() / months) * months + ahead;
  const from = new Date(Date.UTC(at.getUTCFullYear(), first, 1)).toISOString();
  const to = new Date(Date.UTC(at.getUTCFullYear(), first + months, 1)).toISOString();
  const services = servicesOf(intent);
  const filter = services.length > 0 ? { services } : {};
  return [
    { name: 'cost_forecast', parameters: { from, to, ...filter } },
    ...(from > now.toISOString()
      ? []
      : [
          {
            name: 'cost_total',
            parameters: { from, to: to < now.toISOString() ? to : now.toISOString(), ...filter, groupBy: ['service'] },
          } as const,
        ]),
  ];
}

/** A day that has only begun is on no bill yet: it is left out of both periods, so that they stay alike. */
function wholeDays(
  later: { from: string; to: string },
  before: { earlierFrom: string; earlierTo: string },
  now: Date,
): Record<string, string> {
  const midnight = `${now.toISOString().slice(0, 10)}T00:00:00.000Z`;
  if (later.to <= midnight || later.from >= midnight) return before;
  const alike = before.earlierTo.slice(10) === later.to.slice(10);
  return { ...before, to: midnight, ...(alike ? { earlierTo: `${before.earlierTo.slice(0, 10)}T00:00:00.000Z` } : {}) };
}

const TIME = new Set(['day', 'week', 'month']);
const COST_GROUPS = new Set<Grouping>(['service', 'account', 'region', 'usage_type', 'day', 'week', 'month']);
const costGroups = (groups: Grouping[]) => groups.filter((by) => COST_GROUPS.has(by));

/** A named day is the spike's day; a longer period leaves the choice to the fact. */
function spikeCalls(intent: Intent, now: Date): FactCall[] {
  const range = intent.timeRange;
  const oneDay = range && new Date(range.to).getTime() - new Date(range.from).getTime() <= DAY_MS;
  const day = oneDay ? { day: range.from.slice(0, 10) } : range ? { from: range.from, to: range.to } : {};
  const to = now.toISOString();
  const from = new Date(now.getTime() - 30 * DAY_MS).toISOString();
  return [
    { name: 'cost_spike', parameters: day },
    { name: 'cost_correlation', parameters: day },
    {
      name: 'findings',
      parameters: {
        services: ['cost-explorer'],
        classUid: 2004,
        since: range && !oneDay ? range.from : from,
      },
    },
    { name: 'cost_total', parameters: { from, to, groupBy: ['day'] } },
  ];
}

/** What the bill tells of things whose price the inventory does not know. */
export function billedBeside(intent: Intent, now: Date): FactCall[] {
  const service = intent.subject === 'snapshot' ? 'EBS snapshots' : intent.subject === 'bucket' ? 'Amazon S3' : null;
  if (!service || !intent.topics.includes('spend')) return [];
  const groupBy = [service === 'Amazon S3' ? 'account' : 'usage_type'];
  return [{ name: 'cost_total', parameters: { ...period(intent, now), services: [service], groupBy } }];
}

/** Unsaid: the last 30 whole days. */
function period(intent: Intent, now: Date): { from: string; to: string } {
  if (intent.timeRange) return { from: intent.timeRange.from, to: intent.timeRange.to };
  const midnight = new Date(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`);
  return { from: new Date(midnight.getTime() - 30 * DAY_MS).toISOString(), to: midnight.toISOString() };
}

/** What moved most shows only between periods of one length: the earlier one ends as far from its beginning. */
function alike(before: ReturnType<typeof earlier>, range: { from: string; to: string }): ReturnType<typeof earlier> {
  const length = Date.parse(range.to) - Date.parse(range.from);
  const end = new Date(Date.parse(before.earlierFrom) + length).toISOString();
  return end < before.earlierTo ? { ...before, earlierTo: end } : before;
}

/** The period compared with; unsaid: the same length just before. */
function earlier(intent: Intent, range: { from: string; to: string }): { earlierFrom: string; earlierTo: string } {
  if (intent.comparedWith) return { earlierFrom: intent.comparedWith.from, earlierTo: intent.comparedWith.to };
  const length = new Date(range.to).getTime() - new Date(range.from).getTime();
  return { earlierFrom: new Date(new Date(range.from).getTime() - length).toISOString(), earlierTo: range.from };
}

function timeGroup(intent: Intent, range: { from: string; to: string }): 'day' | 'week' | 'month' {
  const said = intent.groupBy.find((by) => by === 'day' || by === 'week' || by === 'month');
  if (said) return said;
  const days = (new Date(range.to).getTime() - new Date(range.from).getTime()) / DAY_MS;
  return days > 200 ? 'month' : days > 45 ? 'week' : 'day';
}
