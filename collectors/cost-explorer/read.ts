/**
 * Reads Cost Explorer: daily cost in three breakdowns of usage, and credits, refunds and tax apart. Every page costs
 * USD 0.01, so the window is kept small and the pages are counted. Never throws for what AWS answers.
 */
import { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import type { Expression, GetCostAndUsageResponse, Group } from '@aws-sdk/client-cost-explorer';
import type { ReadContext } from '../collector.ts';
import type { Read } from '../coverage.ts';
import { createRecorder, readPages } from '../read-result.ts';
import type { CoverageRecorder } from '../read-result.ts';
import type { Session } from '../session.ts';
import { isCalendarDay } from '../untrusted.ts';
import type { CostExplorerSnapshot, CostLine } from './snapshot.ts';
import { costWindow, finalMonth } from './window.ts';
import type { CostWindow } from './window.ts';

const API = { api: 'ce:GetCostAndUsage', permission: 'ce:GetCostAndUsage' };

/** AWS's price of one page. Source: AWS Cost Explorer pricing. */
const USD_PER_PAGE = 0.01;

/** Record types that are not usage; each is read apart. Everything else (also discounts) counts as usage. */
const APART = ['Credit', 'Refund', 'Tax'];

/** Every IAM action that `readCostExplorer` uses. */
export const COST_EXPLORER_ACTIONS: string[] = [API.permission];

/** The account's cost, with that of its linked accounts when it is a payer. */
export async function readCostExplorer(session: Session, context: ReadContext): Promise<CostExplorerSnapshot> {
  const { accountUid, region, collectedAt, signal, onProgress, cursor } = context;
  const recorder = createRecorder({ product: 'cost-explorer', accountUid, region, signal, onProgress });
  const known = cursor?.['finalThroughMonth'] ?? null;
  const window = costWindow(collectedAt, { finalThroughMonth: known, readThrough: cursor?.['readThrough'] ?? null });
  const reader: Reader = {
    client: session.client(CostExplorerClient, endpointRegion(session)),
    recorder,
    window,
    pages: 0,
    currency: null,
    accountNames: {},
  };
  // One after the other: Cost Explorer throttles harder than it is slow.
  const usageByAccount = await readView(reader, 'LINKED_ACCOUNT', USAGE);
  const usageByRegion = await readView(reader, 'REGION', USAGE);
  const usageByUsageType = await readView(reader, 'USAGE_TYPE', USAGE);
  const credits = await readView(reader, 'LINKED_ACCOUNT', only('Credit'));
  const refunds = await readView(reader, 'LINKED_ACCOUNT', only('Refund'));
  const tax = await readView(reader, 'LINKED_ACCOUNT', only('Tax'));
  const all = [usageByAccount, usageByRegion, usageByUsageType, credits, refunds, tax];
  return {
    accountUid,
    partition: session.partition,
    region,
    collectedAt,
    coverage: recorder.entries(),
    ...window,
    currency: reader.currency ?? 'USD',
    accountNames: reader.accountNames,
    usageByAccount,
    usageByRegion,
    usageByUsageType,
    credits,
    refunds,
    tax,
    requests: { count: reader.pages, costUsd: Math.round(reader.pages * USD_PER_PAGE * 100) / 100 },
    // A month is final only if every breakdown of it was read.
    finalThroughMonth: all.every((read) => read.ok)
      ? finalMonth(
          window,
          all.flatMap((read) => (read.ok ? read.value : [])),
          known,
        )
      : known,
  };
}

interface Reader {
  client: CostExplorerClient;
  recorder: CoverageRecorder;
  window: CostWindow;
  /** What the read has learnt on its way. */
  pages: number;
  currency: string | null;
  accountNames: Record<string, string>;
}

type Breakdown = 'LINKED_ACCOUNT' | 'REGION' | 'USAGE_TYPE';

const USAGE: Expression = { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: APART } } };

function only(recordType: string): Expression {
  return { Dimensions: { Key: 'RECORD_TYPE', Values: [recordType] } };
}

async function readView(reader: Reader, breakdown: Breakdown, filter: Expression): Promise<Read<CostLine[]>> {
  const { client, recorder, window } = reader;
  const { items, failure } = await readPages(
    recorder,
    { ...API, notEnabled: ['DataUnavailableException'] },
    async (NextPageToken, abortSignal) => {
      const command = new GetCostAndUsageCommand({
        TimePeriod: { Start: window.from, End: window.to },
        Granularity: 'DAILY',
        Metrics: ['UnblendedCost', 'AmortizedCost', ...(breakdown === 'USAGE_TYPE' ? ['UsageQuantity'] : [])],
        GroupBy: [
          { Type: 'DIMENSION', Key: 'SERVICE' },
          { Type: 'DIMENSION', Key: breakdown },
        ],
        Filter: filter,
        NextPageToken,
      });
      const page = await client.send(command, { abortSignal });
      reader.pages += 1;
      learn(reader, page, breakdown);
      return { items: linesOf(page, reader.currency ?? 'USD'), next: page.NextPageToken };
    },
    (page) => page,
  );
  return failure ?? { ok: true, value: items };
}

function learn(reader: Reader, page: GetCostAndUsageResponse, breakdown: Breakdown): void {
  if (breakdown !== 'LINKED_ACCOUNT') return;
  for (const { Value, Attributes } of page.DimensionValueAttributes ?? [])
    if (Value && Attributes?.['description']) reader.accountNames[Value] = Attributes['description'];
  const [first] = page.ResultsByTime?.flatMap(({ Groups }) => Groups ?? []) ?? [];
  reader.currency ??= currencyOf(first?.Metrics?.['UnblendedCost']?.Unit);
}

/** ISO 4217 by its look; `N/A` and anything else is none. */
function currencyOf(unit: string | undefined): string | null {
  return /^[A-Z]{3}$/.test(unit ?? '') ? unit! : null;
}

/** One line per day and group. Throws `MalformedResponse` rather than take a missing amount for 0. */
function linesOf({ ResultsByTime }: GetCostAndUsageResponse, currency: string): CostLine[] {
  if (!ResultsByTime) throw malformed('The answer holds no results');
  return ResultsByTime.flatMap(({ TimePeriod, Groups, Estimated }) =>
    (Groups ?? []).map((group) => lineOf(TimePeriod?.Start ?? '', group, Estimated === true, currency)),
  );
}

function lineOf(day: string, { Keys, Metrics }: Group, estimated: boolean, usual: string): CostLine {
  const [service, key] = Keys ?? [];
  if (!/^\d{4}-\d{2}-\d{2}/.test(day) || !isCalendarDay(day) || service === undefined || key === undefined)
    throw malformed('A result has no day or no group');
  const quantity = Metrics?.['UsageQuantity'];
  const currency = currencyOf(Metrics?.['UnblendedCost']?.Unit) ?? usual;
  return {
    day: day.slice(0, 10),
    service,
    key,
    unblendedCost: amountOf(Metrics?.['UnblendedCost']?.Amount),
    amortizedCost: amountOf(Metrics?.['AmortizedCost']?.Amount),
    usageQuantity: quantity === undefined ? null : amountOf(quantity.Amount),
    usageUnit: quantity?.Unit && quantity.Unit !== 'N/A' ? quantity.Unit : null,
    ...(currency === usual ? {} : { currency }),
    estimated,
  };
}

/** No bill comes near; the store could not add up what is far beyond. */
const MOST = 1e15;

function amountOf(text: string | undefined): number {
  const amount = Number(text);
  if (text === undefined || text === '' || !(Math.abs(amount) <= MOST)) throw malformed('An amount is no number');
  return amount;
}

function malformed(message: string): Error {
  return Object.assign(new Error(message), { name: 'MalformedResponse' });
}

/** Cost Explorer has one endpoint per partition; in China it is not where the other global services are. */
function endpointRegion({ partition, globalRegion }: Session): string {
  return partition === 'aws-cn' ? 'cn-northwest-1' : globalRegion;
}
