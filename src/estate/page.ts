/** Pages of a list: an opaque cursor over the last row's sort key. */
import { AppError } from '../errors.ts';

/** A cursor holds the sort values of the last row shown. Throws AppError `invalid_input` for one that is not ours. */
export function readCursor(cursor: string | undefined, kinds: readonly SortKind[]): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(values) || values.length !== kinds.length) throw new Error('wrong shape');
    if (!values.every((value, index) => isOf(kinds[index]!, value))) throw new Error('wrong type');
    return values as (string | number)[];
  } catch (error) {
    throw new AppError('invalid_input', 'This cursor is not one of ours. Leave it out to begin at the first page.', {
      cause: error,
    });
  }
}

type SortKind = 'number' | 'time' | 'text';

function isOf(kind: SortKind, value: unknown): boolean {
  if (kind === 'number') return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
  if (typeof value !== 'string' || value.includes('\0')) return false;
  return kind === 'text' || /^\d{4}-\d\d-\d\dT[\d:.]{8,15}Z$/.test(value);
}

/** Cuts a query's `limit + 1` rows to a page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  total: number,
  limit: number,
  keyOf: (row: Row) => (string | number)[],
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null; total: number } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    rows.length > limit && last ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null;
  return { items: shown.map(toItem), nextCursor, total };
}
