/** Right parts, wrong claim: what a sentence says of its evidence, compared with what the evidence says. */
import { numberBesideName, numberOfAnother, wholeForPart, wrongShare } from './meaning-counts.ts';
import { wrongCurrency } from './meaning-currency.ts';
import { nameOfAnother, wrongAttribute, wrongDirection, wrongQuantity, wrongSeverity } from './meaning-words.ts';
import type { MeaningRule, Statement } from './statement.ts';

const RULES: MeaningRule[] = [
  wrongShare,
  wholeForPart,
  numberOfAnother,
  numberBesideName,
  wrongSeverity,
  wrongQuantity,
  wrongAttribute,
  wrongDirection,
  nameOfAnother,
  wrongCurrency,
];

/** The first thing in which a statement and its evidence differ, as a sentence; null when no rule can tell one. */
export function contradictionIn(statement: Statement): string | null {
  for (const rule of RULES) {
    const difference = rule(statement);
    if (difference !== null) return difference;
  }
  return null;
}
