/** Pages of a list: an opaque cursor over the last row's sort key. */
import { AppError } from '../errors.ts';

/** A cursor holds the sort values of the last row shown. Throws AppError `invalid_input` for one that is not ours. */
export function readCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(values) || values.length !== length) throw new Error('wrong shape');
    if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) throw new Error('wrong type');
    return values as (string | number)[];
  } catch (error) {
    throw new AppError('invalid_input', 'This cursor is not one of ours. Leave it out to begin at the first page.', {
      cause: error,
    });
  }
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
