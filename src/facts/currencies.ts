/** Several currencies on one bill. Amounts are only ever added within one; the leading one answers, the others are said. */
import { type CostFilters, costWhere, viewFor } from './cost-scope.ts';
import { type Fact, type FactBody, type FactContext, ROW_LIMIT } from './fact.ts';

/** How a fact of money is read in each currency. */
export interface InCurrencies<P> {
  /** The rows of the bill that decide which currencies there are. */
  within(context: FactContext, given: P): CostFilters | Promise<CostFilters>;
  /** What is said of a currency that does not lead; null when nothing moved in it. */
  says(body: FactBody, currency: string): string | null;
  /** Which of the bodies (most rows first) leads; unset: the first that has something to say. */
  leads?(bodies: readonly FactBody[]): number;
}

/**
 * The same fact, computed in each currency by itself. With one currency nothing else changes; with more, rows bear a
 * `currency`, and a note beginning with `Other currencies: ` says what lies in those that do not lead.
 */
export function inEachCurrency<P extends { currency?: string | undefined }>(
  fact: Fact<P>,
  how: InCurrencies<P>,
): Fact<P> {
  return {
    ...fact,
    async run(context, given) {
      const currencies = await currenciesOf(context, await how.within(context, given));
      if (currencies.length < 2)
        return fact.run(context, currencies[0] === undefined ? given : { ...given, currency: currencies[0] });
      const bodies: FactBody[] = [];
      for (const currency of currencies) bodies.push(await fact.run(context, { ...given, currency }));
      const sayings = bodies.map((body, index) => how.says(body, currencies[index]!));
      const first = how.leads?.(bodies) ?? sayings.findIndex((saying) => saying !== null);
      return merge(bodies, currencies, sayings, Math.max(0, first));
    },
  };
}

function merge(bodies: FactBody[], currencies: string[], sayings: (string | null)[], first: number): FactBody {
  const order = [first, ...bodies.keys().filter((index) => index !== first && sayings[index] !== null)];
  const lead = bodies[first]!;
  if (order.length < 2) return lead;
  const own = lead.notes ?? [];
  const others = order.slice(1);
  const most = Math.floor(ROW_LIMIT / order.length);
  return {
    ...lead,
    members: [...new Set(order.flatMap((index) => bodies[index]!.members))],
    rows: order.flatMap((index) =>
      bodies[index]!.rows.slice(0, most).map((row) => ({ ...row, currency: currencies[index]! })),
    ),
    notes: [
      ...own,
      `Other currencies: ${others.map((index) => sayings[index]).join(', ')} besides; amounts of different currencies are never added.`,
      ...others.flatMap((index) =>
        (bodies[index]!.notes ?? [])
          .filter((note) => !own.includes(note) && !SAID_ALREADY.test(note))
          .map((note) => `In ${currencies[index]}: ${note}`),
      ),
    ],
  };
}

/** Of a currency that does not lead: its metric is the same, and that it was calm or empty is told by its amounts. */
const SAID_ALREADY = /^(?:Metric|Assumed): |^No cost|did not stand out/;

/**
 * Currencies on these rows of the bill, the one with the most rows first: without a rate of exchange amounts in two
 * currencies tell nothing of each other. The larger amount decides between as many rows.
 */
export async function currenciesOf(context: FactContext, given: CostFilters): Promise<string[]> {
  const view = await viewFor(context, given, []);
  const rows = await context.sql<{ currency: string }[]>`
    select billing_currency as currency from cost_daily where ${costWhere(context, view, given)}
    group by 1 order by count(*) desc, sum(abs(billed_cost)) desc, 1`;
  return rows.map(({ currency }) => currency);
}

/** `CNY 1,234.50` */
export const inMoney = (currency: string, amount: unknown): string =>
  `${currency} ${Number(amount ?? 0).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
