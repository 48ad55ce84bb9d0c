/** Imports files, folders and s3:// prefixes into the stores, and derives findings from what came. */
import { randomUUID } from 'node:crypto';
import type { Ctx } from '../context.ts';
import { deriveCostFindings, deriveEventFindings } from './derive.ts';
import { createBatch } from './import/batch.ts';
import { type Calendar, createCalendar } from './import/calendar.ts';
import { findFiles } from './import/files.ts';
import { faultOf, openText, UnreadableFile } from './import/open.ts';
import { type NumberedRecord, readRecords } from './import/records.ts';
import { createReport, type ImportReport, type Refusal, type ReportBuilder } from './import/report.ts';
import { OTHER_PROVIDER } from './import/focus.ts';
import { type Bills, createBills, removeVanished } from './import/whole-bills.ts';
import { type S3Reader, S3ReadError } from './import/s3.ts';
import type { Source } from './import/source.ts';

export interface ImportOptions {
  /** Needed for s3:// addresses only. */
  s3?: S3Reader;
  /** Called after each transaction and each file. */
  onProgress?: (progress: ImportProgress) => void;
  /** Gets every refusal as it happens. */
  onRefused?: (refusal: Refusal) => void;
  /** The files hold whole bills: lines of the same bills that came before and are not in them now are taken out. */
  wholeBills?: boolean;
}

export interface ImportProgress {
  file: string;
  records: number;
  added: number;
  refused: number;
}

/**
 * Imports everything under `paths` into the context's tenant. Idempotent, and resumable by running it again: events
 * count by their id, findings by their source's id, bill lines by their columns; a line of a restated
 * bill takes the place of the one it restates, so all parts of one bill belong in one call. What a restated bill no longer
 * holds stays, unless `wholeBills` says that these are all lines of their bills and every record could be read. A bad record costs itself only and a
 * bad file what is after the fault; each is in the report. Throws only for faults of the database.
 */
export async function importFiles(
  ctx: Pick<Ctx, 'sql' | 'tenantId' | 'now'>,
  paths: string[],
  options: ImportOptions = {},
): Promise<ImportReport> {
  // A bill of which something could not be read is not whole: its missing lines may be there.
  let unread: string | null = null;
  const report = createReport((refusal) => {
    if (refusal.reason !== OTHER_PROVIDER) unread ??= refusal.reason;
    options.onRefused?.(refusal);
  });
  const calendar = createCalendar();
  const bills = createBills();
  const importId = randomUUID();
  let leftOut = 0;
  for (const path of paths) {
    const found = path.startsWith('s3://') && options.s3 ? options.s3.find(path) : await findFiles(path);
    if (found.fault) {
      report.fault(found.fault);
      continue;
    }
    let seen = 0;
    try {
      for await (const source of found.sources) {
        seen++;
        await importSource(ctx, source, { report, calendar, bills, importId }, options);
      }
    } catch (error) {
      if (!(error instanceof S3ReadError)) throw error;
      report.fault(error.message);
      continue;
    }
    leftOut += found.leftOut();
    if (seen === 0)
      report.fault(`${path} holds no file to import: none ends in .json, .jsonl, .csv or these with .gz.`);
  }
  let removedLines = 0;
  if (options.wholeBills && unread !== null)
    report.fault(
      'Not everything could be read, so that no line was taken out of a bill: import again without the faults.',
    );
  else if (options.wholeBills) {
    const { removed, days } = await removeVanished(ctx, bills.all(), importId);
    for (const day of days) calendar.addBillDay(day);
    removedLines = removed;
  }
  const derived = await derive(ctx, calendar);
  return report.build({ leftOut, derived, removedLines });
}

async function importSource(
  ctx: Pick<Ctx, 'sql' | 'tenantId' | 'now'>,
  source: Source,
  { report, calendar, bills, importId }: { report: ReportBuilder; calendar: Calendar; bills: Bills; importId: string },
  options: ImportOptions,
): Promise<void> {
  report.file();
  const before = report.counted().records;
  const batch = createBatch(ctx, report, calendar, { importId, bills, file: source.name });
  let fault: string | null = null;
  for await (const item of recordsOf(source, ctx.now())) {
    if ('fault' in item) fault = item.fault;
    else if (item.converted.kind === 'refused')
      report.refuse({ file: source.name, record: item.number, reason: item.converted.reason });
    else {
      batch.add(item.converted, item);
      if (!batch.isFull()) continue;
      await batch.flush();
      options.onProgress?.({ file: source.name, ...report.counted() });
    }
  }
  await batch.flush();
  options.onProgress?.({ file: source.name, ...report.counted() });
  const read = report.counted().records - before;
  if (fault !== null) report.fault(read > 0 ? `${fault} The ${read} records before that were read.` : fault);
  else if (read === 0) report.fault(`${source.name} holds no records.`);
}

/** The records of a source; what stops the reading comes as the last item, so that only reading is guarded. */
async function* recordsOf(source: Source, now: Date): AsyncGenerator<NumberedRecord | { fault: string }> {
  try {
    yield* readRecords(await openText(source), now);
  } catch (error) {
    if (error instanceof S3ReadError) yield { fault: error.message };
    else if (error instanceof UnreadableFile) yield { fault: `${source.name} ${error.message}` };
    else yield { fault: `${source.name} ${faultOf(error)}` };
  }
}

/** Findings that follow from what came, over all of it: a run that was killed before this point is made up for. */
async function derive(ctx: Pick<Ctx, 'sql' | 'tenantId'>, calendar: Calendar): Promise<number> {
  let opened = 0;
  for (const range of calendar.eventRanges())
    opened += (await deriveEventFindings(ctx, range, { imported: true, ownRoleArn: null })).opened;
  const bill = calendar.billDays();
  if (bill) opened += (await deriveCostFindings(ctx, bill.asOf, { imported: true, from: bill.from })).opened;
  return opened;
}
