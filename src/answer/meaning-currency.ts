/** Money in the wrong currency: five yuan are not five dollars, though both are a five. */
import type { EvidenceItem } from '../evidence.ts';
import type { MeaningRule } from './statement.ts';

/** An amount that what is cited has in another currency only. Speaks of costs alone: list prices are in dollars anyway. */
export const wrongCurrency: MeaningRule = ({ text, cited }) => {
  if (cited.length === 0 || !cited.every(({ factName }) => factName?.startsWith('cost_'))) return null;
  const known = cited.flatMap(amountsOf);
  for (const { currency, amount, said } of amountsIn(text)) {
    const there = known.filter((each) => isSame(each.amount, amount));
    if (there.length > 0 && !there.some((each) => each.currency === currency))
      return `${said} is in ${[...new Set(there.map((each) => each.currency))].join(' and ')} where it is cited from.`;
  }
  return null;
};

interface Amount {
  currency: string;
  amount: number;
}

const MONEY = /cost|later|earlier|difference|extra|usual|credits/;

function amountsOf(item: EvidenceItem): Amount[] {
  const lead = /^[A-Z]{3}(?= |$)/.exec(item.unit ?? '')?.[0];
  const rows = (item.rows ?? []).flatMap((row) => {
    const currency = typeof row['currency'] === 'string' ? row['currency'] : lead;
    return Object.entries(row).flatMap(([column, amount]) =>
      currency !== undefined && typeof amount === 'number' && MONEY.test(column) ? [{ currency, amount }] : [],
    );
  });
  const value = lead !== undefined && item.value !== undefined ? [{ currency: lead, amount: item.value }] : [];
  return [...value, ...rows, ...amountsIn((item.notes ?? []).join(' '))];
}

const SIGNS: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP' };
const BEFORE = /(?:\b(USD|EUR|GBP|CNY|JPY|INR|AUD|CAD|CHF|BRL|KRW|SGD)\s?|([$€£]))(-?\d[\d,]*(?:\.\d+)?)/g;
const AFTER = /(?<![\w.,])(-?\d[\d,]*(?:\.\d+)?)\s?(USD|EUR|GBP|CNY|JPY|INR|AUD|CAD|CHF|BRL|KRW|SGD)\b/g;

function amountsIn(text: string): (Amount & { said: string })[] {
  const before = [...text.matchAll(BEFORE)];
  const rest = text.replaceAll(BEFORE, ' ');
  return [
    ...before.map(([said, code, sign, amount]) => ({
      said,
      currency: code ?? SIGNS[sign!]!,
      amount: numeric(amount!),
    })),
    ...[...rest.matchAll(AFTER)].map(([said, amount, code]) => ({ said, currency: code!, amount: numeric(amount!) })),
  ];
}

const numeric = (text: string) => Number(text.replaceAll(',', ''));
const isSame = (known: number, said: number) => Math.abs(Math.abs(known) - Math.abs(said)) < 0.005;
