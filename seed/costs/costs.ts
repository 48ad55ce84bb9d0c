import type { CostExplorerSnapshot, CostLine } from '../../collectors/cost-explorer/snapshot.ts';
import { ACCOUNT_NAMES, ACCOUNT_UIDS } from '../accounts.ts';
import { DAY, dayOf, iso, startOfDay } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { coverageOf, read } from '../coverage.ts';
import { allInstances } from '../instances.ts';
import { allVolumes } from '../storage.ts';
import { COMPUTE } from './charge.ts';
import type { Charge } from './charge.ts';
import { addressCharges, computeCharges, volumeCharges } from './machines.ts';
import { natCharges, serviceCharges, snapshotCharges } from './traffic.ts';

export const COST_DAYS = 90;

/** What Cost Explorer shows the payer, production, about all three accounts: 90 whole days, ending yesterday. */
export function costSnapshot(clock: Clock): CostExplorerSnapshot {
  const today = startOfDay(clock.at);
  const charges = chargesBetween(today - COST_DAYS * DAY, today, clock);
  const isEstimated = estimatedSince(clock.at);
  const view = (keyOf: (charge: Charge) => string, withQuantity = false) =>
    read(sumLines(charges, keyOf, isEstimated, withQuantity));
  const byAccount = (charge: Charge) => ACCOUNT_UIDS[charge.account];
  const views = {
    usageByAccount: view(byAccount),
    usageByRegion: view(({ region }) => region),
    usageByUsageType: view(({ usageType }) => usageType, true),
    credits: read(sumLines(credits(today), byAccount, isEstimated, false)),
    refunds: read(sumLines(refunds(today), byAccount, isEstimated, false)),
    tax: read(sumLines(taxes(charges), byAccount, isEstimated, false)),
  };
  const items = Object.values(views).reduce((sum, lines) => sum + (lines.ok ? lines.value.length : 0), 0);
  const pages = Math.ceil(items / 1000);
  const accountUid = ACCOUNT_UIDS.production;
  return {
    accountUid,
    partition: 'aws',
    region: 'global',
    collectedAt: iso(clock.at),
    coverage: coverageOf({ product: 'cost-explorer', accountUid, region: 'global', startedAt: clock.at }, [
      { api: 'ce:GetCostAndUsage', items },
    ]),
    from: dayOf(today - COST_DAYS * DAY),
    to: dayOf(today),
    currency: 'USD',
    accountNames: Object.fromEntries(ACCOUNT_NAMES.map((name) => [ACCOUNT_UIDS[name], name])),
    ...views,
    requests: { count: pages, costUsd: Math.round(pages) / 100 },
    finalThroughMonth: lastFinalMonth(isEstimated),
  };
}

/** Every charge from one midnight to another. */
export function chargesBetween(from: number, to: number, clock: Clock): Charge[] {
  const instances = allInstances(clock);
  const volumes = allVolumes(instances, clock);
  const days = Array.from({ length: Math.round((to - from) / DAY) }, (_, index) => from + index * DAY);
  return days.flatMap((midnight) => [
    ...computeCharges(instances, midnight, clock),
    ...volumeCharges(volumes, midnight),
    ...addressCharges(midnight),
    ...snapshotCharges(midnight),
    ...natCharges(midnight, clock),
    ...serviceCharges(midnight, clock),
  ]);
}

function sumLines(
  charges: readonly Charge[],
  keyOf: (charge: Charge) => string,
  estimatedFrom: string,
  withQuantity: boolean,
): CostLine[] {
  const groups = new Map<
    string,
    { day: string; service: string; key: string; unit: string; amount: number; quantity: number }
  >();
  for (const charge of charges) {
    const { day, service, unit } = charge;
    const key = keyOf(charge);
    const id = `${day}|${service}|${key}`;
    const group = groups.get(id);
    if (group) {
      group.amount += charge.amount;
      group.quantity += charge.quantity;
    } else groups.set(id, { day, service, key, unit, amount: charge.amount, quantity: charge.quantity });
  }
  return Array.from(groups.values(), ({ day, service, key, unit, amount, quantity }) => ({
    day,
    service,
    key,
    unblendedCost: amount / 10_000,
    amortizedCost: amount / 10_000,
    usageQuantity: withQuantity ? Math.round(quantity * 1e6) / 1e6 : null,
    usageUnit: withQuantity ? unit : null,
    estimated: day >= estimatedFrom,
  }));
}

/** AWS closes a month some days after it ends; until then its days may still change. */
function estimatedSince(at: number): string {
  const date = new Date(at);
  const isClosed = date.getUTCDate() > 5;
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (isClosed ? 0 : 1), 1));
}

function lastFinalMonth(estimatedFrom: string): string {
  return dayOf(Date.parse(estimatedFrom) - DAY).slice(0, 7);
}

/** A migration programme pays a little of the compute bill each day. */
function credits(today: number): Charge[] {
  return Array.from({ length: COST_DAYS }, (_, index) => plain(today - (COST_DAYS - index) * DAY, COMPUTE, -32));
}

/** One service credit, for an outage of the network of deliveries. */
function refunds(today: number): Charge[] {
  return [plain(today - 33 * DAY, 'Amazon CloudFront', -212.4)];
}

/** Sales tax is charged on the first of a month, on what the month before came to. */
function taxes(charges: readonly Charge[]): Charge[] {
  const byMonth = new Map<string, number>();
  const days = new Set(charges.map(({ day }) => day));
  for (const { day, amount } of charges) byMonth.set(day.slice(0, 7), (byMonth.get(day.slice(0, 7)) ?? 0) + amount);
  return [...days]
    .filter((day) => day.endsWith('-01'))
    .flatMap((day) => {
      const month = dayOf(Date.parse(day) - DAY).slice(0, 7);
      const usage = byMonth.get(month);
      // A month of which we hold only a part would give a wrong base.
      return usage === undefined || !days.has(`${month}-01`)
        ? []
        : [plain(Date.parse(day), 'Tax', (usage / 10_000) * 0.0625)];
    });
}

function plain(midnight: number, service: string, usd: number): Charge {
  return {
    day: dayOf(midnight),
    account: 'production',
    region: 'global',
    service,
    usageType: '',
    unit: '',
    quantity: 0,
    amount: Math.round(usd * 10_000),
  };
}
