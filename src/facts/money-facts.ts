/** The facts of money, each in every currency of the bill by itself. */
import { costForecast } from './cost-forecast.ts';
import { type CostFilters, periodOf } from './cost-scope.ts';
import { costCorrelation, costSpike, type SpikePeriod, spikeWindow } from './cost-spike.ts';
import { costCompare, costTotal } from './costs.ts';
import { currenciesOf, type InCurrencies, inEachCurrency, inMoney } from './currencies.ts';
import type { FactBody, FactContext } from './fact.ts';

export const totalInCurrencies = inEachCurrency(costTotal, {
  within: (context, given) => periodOf(context, given),
  says: (body, currency) => (body.rows.length === 0 ? null : inMoney(currency, body.value)),
});

export const compareInCurrencies = inEachCurrency(costCompare, {
  within: (_, given) => ({
    ...given,
    from: given.earlierFrom < given.from ? given.earlierFrom : given.from,
    to: given.earlierTo > given.to ? given.earlierTo : given.to,
  }),
  // The first row is the total; without any other there was nothing in either period.
  says: ({ rows: [total, ...rows] }, currency) =>
    rows.length === 0
      ? null
      : `${inMoney(currency, total?.['later'])} against ${inMoney(currency, total?.['earlier'])}`,
});

export const forecastInCurrencies = inEachCurrency(costForecast, {
  within: (context, given) => (new Date(given.from) > context.now ? { ...given, ...lastDays(context) } : given),
  says: (body, currency) => (body.value === null ? null : `about ${inMoney(currency, body.value)}`),
});

const SPIKE: InCurrencies<SpikePeriod> = {
  within: (context, given) => spikeWindow(context, given),
  says: ({ title, rows: [total] }, currency) =>
    Number(total?.['cost']) === 0 && Number(total?.['usual']) === 0
      ? null
      : `${inMoney(currency, total?.['cost'])} against usually ${inMoney(currency, total?.['usual'])} on ${DAY.exec(title)?.[0]}`,
  leads: (bodies) => Math.max(0, bodies.findIndex(standsOut)),
};

export const spikeInCurrencies = inEachCurrency(costSpike, SPIKE);

/** A correlation is looked for in the currency whose movement leads. */
export const correlationInCurrencies: typeof costCorrelation = {
  ...costCorrelation,
  async run(context, given) {
    const currencies = await currenciesOf(context, spikeWindow(context, given));
    if (currencies.length < 2) return costCorrelation.run(context, given);
    const { unit } = await spikeInCurrencies.run(context, given);
    return costCorrelation.run(context, { ...given, currency: unit.slice(0, 3) });
  },
};

const DAY = /\d{4}-\d{2}-\d{2}/;
const standsOut = ({ notes }: FactBody) => !notes?.some((note) => /did not stand out|No cost is stored/.test(note));

function lastDays({ now }: FactContext): Pick<CostFilters, 'from' | 'to'> {
  return { from: new Date(now.getTime() - 30 * 86_400_000).toISOString(), to: now.toISOString() };
}
