/**
 * Cost Explorer as a stand-in: answers GetCostAndUsage (JSON 1.1) from a described snapshot, filtered by period and
 * record type, grouped by day, in pages.
 */
import type { Read } from '../../../collectors/coverage.ts';
import type { CostExplorerSnapshot, CostLine } from '../../../collectors/cost-explorer/snapshot.ts';
import type { AwsServiceStandIn, StandInRequest } from './server.ts';
import { errorReply, jsonReply, pageOf } from './wire.ts';

export interface CostExplorerStandInOptions {
  /** One per payer account. */
  estates: readonly CostExplorerSnapshot[];
  /** Groups (one service on one day) a page. Default 1000. */
  maxPageSize?: number;
}

/** The Cost Explorer part of the stand-in. Accounts without an estate answer that no data is available. */
export function costExplorerStandIn({ estates, maxPageSize = 1000 }: CostExplorerStandInOptions): AwsServiceStandIn {
  return {
    service: 'ce',
    protocol: 'json',
    operations: {
      GetCostAndUsage(request) {
        const estate = estates.find(({ accountUid }) => accountUid === request.accountUid);
        if (!estate) return errorReply('json', 'DataUnavailableException', 'No data is available yet.', 400);
        const asked = askedFor(request);
        if (asked === null) return errorReply('json', 'ValidationException', 'The request is not understood.', 400);
        const lines = valueOf(estate[asked.list]).filter(({ day }) => day >= asked.from && day < asked.to);
        const page = pageOf(lines, asked.token, maxPageSize);
        return jsonReply({
          GroupDefinitions: [],
          ResultsByTime: byDay(page.items).map(([day, dayLines]) => ({
            TimePeriod: { Start: day, End: nextDay(day) },
            Total: {},
            Groups: dayLines.map((line) => groupOf(line, line.currency ?? estate.currency, asked.list)),
            Estimated: dayLines.some(({ estimated }) => estimated),
          })),
          DimensionValueAttributes:
            asked.list === 'usageByRegion' || asked.list === 'usageByUsageType'
              ? []
              : Object.entries(estate.accountNames).map(([Value, description]) => ({
                  Value,
                  Attributes: { description },
                })),
          NextPageToken: page.next,
        });
      },
    },
  };
}

type ListName = 'usageByAccount' | 'usageByRegion' | 'usageByUsageType' | 'credits' | 'refunds' | 'tax';

interface Asked {
  list: ListName;
  from: string;
  to: string;
  token: string | null;
}

interface CostRequest {
  TimePeriod?: { Start: string; End: string };
  Granularity?: string;
  Metrics?: string[];
  GroupBy?: { Type: string; Key: string }[];
  Filter?: { Dimensions?: { Key: string; Values: string[] }; Not?: { Dimensions?: { Key: string; Values: string[] } } };
  NextPageToken?: string;
}

/** What the request is about, as strictly as the real service would take it; null when it makes no sense. */
function askedFor({ json }: StandInRequest): Asked | null {
  const { TimePeriod, Granularity, Metrics, GroupBy, Filter, NextPageToken } = (json ?? {}) as CostRequest;
  const [first, second] = (GroupBy ?? []).map(({ Key }) => Key);
  const period = /^\d{4}-\d{2}-\d{2}$/;
  if (!TimePeriod || !period.test(TimePeriod.Start) || !period.test(TimePeriod.End)) return null;
  if (TimePeriod.Start >= TimePeriod.End || Granularity !== 'DAILY' || !Metrics?.length || GroupBy?.length !== 2)
    return null;
  if (first !== 'SERVICE' || second === undefined) return null;
  const only = Filter?.Dimensions?.Key === 'RECORD_TYPE' ? Filter.Dimensions.Values.join() : null;
  const isUsage = Filter?.Not?.Dimensions?.Values.toSorted().join() === 'Credit,Refund,Tax';
  const list = isUsage ? USAGE[second] : second === 'LINKED_ACCOUNT' && only ? APART[only] : undefined;
  return list ? { list, from: TimePeriod.Start, to: TimePeriod.End, token: NextPageToken ?? null } : null;
}

const USAGE: Record<string, ListName> = {
  LINKED_ACCOUNT: 'usageByAccount',
  REGION: 'usageByRegion',
  USAGE_TYPE: 'usageByUsageType',
};
const APART: Record<string, ListName> = { Credit: 'credits', Refund: 'refunds', Tax: 'tax' };

function groupOf(line: CostLine, currency: string, list: ListName): object {
  const quantity = { Amount: `${line.usageQuantity ?? 0}`, Unit: line.usageUnit ?? 'N/A' };
  return {
    Keys: [line.service, line.key],
    Metrics: {
      UnblendedCost: { Amount: `${line.unblendedCost}`, Unit: currency },
      AmortizedCost: { Amount: `${line.amortizedCost}`, Unit: currency },
      ...(list === 'usageByUsageType' ? { UsageQuantity: quantity } : {}),
    },
  };
}

function byDay(lines: readonly CostLine[]): [string, CostLine[]][] {
  const days = new Map<string, CostLine[]>();
  for (const line of lines) days.set(line.day, [...(days.get(line.day) ?? []), line]);
  return [...days];
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function valueOf(read: Read<CostLine[]>): CostLine[] {
  return read.ok ? read.value : [];
}
