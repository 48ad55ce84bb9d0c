/** Collects one file's records and writes them in transactions of bounded size. */
import type { Ctx } from '../../context.ts';
import type { EventInput } from '../../estate/events.ts';
import type { FindingInput } from '../../estate/finding.ts';
import type { Calendar } from './calendar.ts';
import type { Converted } from './converted.ts';
import { createOccurrences } from './occurrences.ts';
import type { ReportBuilder } from './report.ts';
import type { Bills } from './whole-bills.ts';
import { type BillLine, fingerprintOf, lineHash, storeEvents, storeFindings, storeLines } from './store.ts';

export interface Batch {
  add(converted: Exclude<Converted, { kind: 'refused' }>, chars: number): void;
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
  importId: string,
  bills: Bills,
): Batch {
  const occurrences = createOccurrences();
  let events: EventInput[] = [];
  let findings: FindingInput[] = [];
  let lines: BillLine[] = [];
  let held = 0;
  return {
    add(converted, chars) {
      held += chars;
      if (converted.kind === 'event') {
        events.push(converted.event);
        calendar.addEvent(converted.event.time);
      } else if (converted.kind === 'finding') findings.push(converted.finding);
      else {
        const hash = lineHash(converted.identity);
        const charge = lineHash(converted.charge).subarray(0, 16);
        const { row, billingPeriod } = converted;
        lines.push({ row, fingerprint: fingerprintOf(hash, occurrences(hash)), charge, billingPeriod });
        bills.add(row.billingAccountId ?? null, billingPeriod);
        calendar.addBillDay(converted.row.day);
      }
    },
    isFull: () =>
      events.length >= MOST_ROWS || lines.length >= MOST_ROWS || findings.length >= MOST_FINDINGS || held >= MOST_CHARS,
    async flush() {
      if (events.length > 0) report.add('events', await storeEvents(ctx, events));
      if (findings.length > 0) report.add('findings', await storeFindings(ctx, findings, ctx.now().toISOString()));
      if (lines.length > 0) report.add('costLines', await storeLines(ctx, lines, importId));
      [events, findings, lines, held] = [[], [], [], 0];
    },
  };
}
