/** Rows of a fact as a table shows them: which columns, which are figures, in what order, in what words. */
import type { EvidenceItem } from '../../src/http/api.ts';
import { formatCount, formatInstant, formatMoney } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';

export type Row = NonNullable<EvidenceItem['rows']>[number];

export interface Sorting {
  column: string;
  direction: 'ascending' | 'descending';
}

/** Every column that any row has, in the order of their first appearance. */
export function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** Whether each value of the column is a number, where it has one. */
export function isNumeric(rows: readonly Row[], column: string): boolean {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === 'number');
}

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Sorted copy; equal rows keep their order, empty cells come last either way. */
export function sortRows(rows: readonly Row[], sorting: Sorting | null): readonly Row[] {
  if (sorting === null) return rows;
  const { column, direction } = sorting;
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((one, other) => {
    const [a, b] = [one[column] ?? null, other[column] ?? null];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * COLLATOR.compare(String(a), String(b));
  });
}

const MONEY = /usd|cost|spend|savings|amount/i;

/** One cell in words: dates and money by how they look and what the column is called; money in `currency`. */
export function cellWords(column: string, value: Row[string], currency = 'USD'): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number')
    return MONEY.test(column) ? formatMoney(value, /usd/i.test(column) ? 'USD' : currency) : formatCount(value);
  return /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(value) ? formatInstant(value) : showNameSafely(value);
}
