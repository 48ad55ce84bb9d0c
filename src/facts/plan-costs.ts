/** Facts for questions of money. Pure. */
import type { Grouping, Intent } from '../intent/intent.ts';
import type { FactCall } from './registry.ts';

const DAY_MS = 86_400_000;

/** Cost facts of a question; empty when it is not about money. */
export function planCosts(intent: Intent, now: Date): FactCall[] {
  const asksMoney =
    intent.kind === 'cost' ||
    intent.subject === 'cost' ||
    intent.topics.includes('spend') ||
    intent.topics.includes('spike');
  const aboutWaste = intent.topics.some((topic) => topic === 'unattached' || topic === 'idle' || topic === 'savings');
  if (!asksMoney || aboutWaste) return [];
  if (intent.topics.includes('spike') && intent.kind !== 'compare') return spikeCalls(intent, now);
  const limit = intent.kind === 'rank' && intent.limit ? { limit: intent.limit } : {};
  const range = period(intent, now);
  const unsaid = intent.timeRange ? {} : { unsaid: true };
  const services = intent.entities.filter((entity) => entity.type === 'aws_service').map((entity) => entity.value);
  const filter = { ...range, ...(services.length > 0 ? { services } : {}) };
  const groups = costGroups(intent.groupBy);
  if (intent.comparedWith || intent.kind === 'compare' || intent.kind === 'change')
    return [
      {
        name: 'cost_compare',
        parameters: { ...filter, ...earlier(intent, range), groupBy: groups[0] ?? 'service' },
      },
      ...(groups[0] ? [{ name: 'cost_total', parameters: { ...filter, groupBy: groups.slice(0, 2) } } as const] : []),
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

/** Unsaid: the last 30 whole days. */
function period(intent: Intent, now: Date): { from: string; to: string } {
  if (intent.timeRange) return { from: intent.timeRange.from, to: intent.timeRange.to };
  const midnight = new Date(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`);
  return { from: new Date(midnight.getTime() - 30 * DAY_MS).toISOString(), to: midnight.toISOString() };
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
