/** Which days to read. Cost Explorer bills every page, so days that can no longer change are not read again. */

const DAY_MS = 86_400_000;
/** Days that AWS still fills in after they are over. */
const RECENT_DAYS = 3;
/** Whole months before the running one that a first read takes: enough for every cost rule and for "last quarter". */
const FIRST_MONTHS = 3;

/** `from` is the first day, `to` the day after the last: Cost Explorer's `End` is exclusive. */
export interface CostWindow {
  from: string;
  to: string;
}

/** What earlier reads left: the newest month known to be final (YYYY-MM), and the day after the last one read. */
export interface CostCursor {
  finalThroughMonth: string | null;
  readThrough: string | null;
}

/**
 * The days to read, up to yesterday: the last 3, what was missed since the last read, and every month that is not known
 * to be final. The first read begins three months back.
 */
export function costWindow(collectedAt: string, { finalThroughMonth, readThrough }: CostCursor): CostWindow {
  const to = collectedAt.slice(0, 10);
  const month = to.slice(0, 7);
  if (finalThroughMonth === null || readThrough === null) return { from: `${addMonths(month, -FIRST_MONTHS)}-01`, to };
  const recent = addDays(readThrough < to ? readThrough : to, -RECENT_DAYS);
  const lastMonthIsFinal = finalThroughMonth >= addMonths(month, -1);
  const open = `${addMonths(finalThroughMonth, 1)}-01`;
  return { from: lastMonthIsFinal || recent < open ? recent : open, to };
}

/** The newest month that is over and of which no day read is estimated any more; `before` when none became final. */
export function finalMonth(
  { from, to }: CostWindow,
  lines: readonly { day: string; estimated: boolean }[],
  before: string | null,
): string | null {
  const estimated = new Set(lines.filter((line) => line.estimated).map(({ day }) => day.slice(0, 7)));
  const seen = new Set(lines.map(({ day }) => day.slice(0, 7)));
  let final = before;
  for (let month = from.slice(0, 7); month < to.slice(0, 7); month = addMonths(month, 1)) {
    const whole = `${month}-01` >= from;
    if (!whole || !seen.has(month)) continue;
    if (estimated.has(month)) break;
    final = final !== null && final > month ? final : month;
  }
  return final;
}

export function addMonths(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

function addDays(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}
