/** Collects one file's records and writes them in transactions of bounded size; what cannot be stored is refused alone. */
import type { Ctx } from '../../context.ts';
import type { EventInput } from '../../estate/events.ts';
import type { FindingInput } from '../../estate/finding.ts';
import type { Calendar } from './calendar.ts';
import type { Converted } from './converted.ts';
import { createOccurrences } from './occurrences.ts';
import type { ReportBuilder } from './report.ts';
import type { Bills } from './whole-bills.ts';
import {
  type BillLine,
  fingerprintOf,
  lineHash,
  storeEvents,
  storeFindings,
  storeLines,
  type Written,
} from './store.ts';

export interface Batch {
  add(converted: Exclude<Converted, { kind: 'refused' }>, record: { number: number; chars: number }): void;
  isFull(): boolean;
  /** Writes what is held, one transaction a kind, and counts it. */
  flush(): Promise<void>;
}

/** Rows and characters held at most; each finding is embedded in its transaction, so there are fewer of those. */
const MOST_ROWS = 2000;
const MOST_FINDINGS = 500;
const MOST_CHARS = 6_000_000;

/** One per file: equal bill lines are numbered within their file. */
export function createBatch(
  ctx: Pick<Ctx, 'sql' | 'tenantId' | 'now'>,
  report: ReportBuilder,
  calendar: Calendar,
  { importId, bills, file }: { importId: string; bills: Bills; file: string },
): Batch {
  const occurrences = createOccurrences();
  let events: Numbered<EventInput>[] = [];
  let findings: Numbered<FindingInput>[] = [];
  let lines: Numbered<BillLine>[] = [];
  let held = 0;
  return {
    add(converted, { number, chars }) {
      held += chars;
      if (converted.kind === 'event') {
        events.push({ number, item: converted.event });
        calendar.addEvent(converted.event.time);
      } else if (converted.kind === 'finding') findings.push({ number, item: converted.finding });
      else {
        const hash = lineHash(converted.identity);
        const charge = lineHash(converted.charge).subarray(0, 16);
        const { row, billingPeriod } = converted;
        const fingerprint = fingerprintOf(hash, occurrences(hash));
        lines.push({ number, item: { row, fingerprint, charge, billingPeriod } });
        bills.add(row.billingAccountId ?? null, billingPeriod);
        calendar.addBillDay(converted.row.day);
      }
    },
    isFull: () =>
      events.length >= MOST_ROWS || lines.length >= MOST_ROWS || findings.length >= MOST_FINDINGS || held >= MOST_CHARS,
    async flush() {
      const write = <Item>(
        kind: 'events' | 'findings' | 'costLines',
        items: Numbered<Item>[],
        store: (items: Item[]) => Promise<Written>,
      ) =>
        writeApart(items, store, {
          written: (written) => report.add(kind, written),
          refused: (record) => report.refuse({ file, record, reason: UNSTORABLE }),
        });
      await write('events', events, (items) => storeEvents(ctx, items));
      await write('findings', findings, (items) => storeFindings(ctx, items, ctx.now().toISOString()));
      await write('costLines', lines, (items) => storeLines(ctx, items, importId));
      [events, findings, lines, held] = [[], [], [], 0];
    },
  };
}

interface Numbered<Item> {
  /** Of the record in its file, from 1. */
  number: number;
  item: Item;
}

const UNSTORABLE = 'The record holds a value that the database cannot hold.';

/** Writes all at once; what the database refuses is halved until the one record that it refuses stands alone. */
async function writeApart<Item>(
  items: Numbered<Item>[],
  store: (items: Item[]) => Promise<Written>,
  done: { written(written: Written): void; refused(number: number): void },
): Promise<void> {
  const [first] = items;
  if (!first) return;
  try {
    done.written(await store(items.map(({ item }) => item)));
  } catch (error) {
    if (!isOfTheData(error)) throw error;
    if (items.length === 1) {
      done.refused(first.number);
      return;
    }
    const middle = items.length >> 1;
    await writeApart(items.slice(0, middle), store, done);
    await writeApart(items.slice(middle), store, done);
  }
}

/** Data exceptions and broken limits, by SQLSTATE class. Source: PostgreSQL, Appendix A, "Error Codes". */
function isOfTheData(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(22|54)[0-9A-Z]{3}$/.test(code);
}
