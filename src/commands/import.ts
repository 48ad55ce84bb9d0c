/** `import -- <files, folders or s3://…>`: reads real data in, shows progress, ends with what was refused and why. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { assemble } from '../assemble.ts';
import type { Config } from '../config.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { embedFindings } from '../embeddings/backfill.ts';
import { AppError } from '../errors.ts';
import { type ImportProgress, importFiles } from '../intake/import.ts';
import type { ImportReport, Refusal } from '../intake/import/report.ts';
import { createS3Reader } from '../intake/import/s3.ts';
import { FRESHNESS_TARGETS } from '../jobs/catalogue.ts';
import type { Log } from '../log.ts';
import { printImport } from './print-import.ts';

/** Into the operator's own estate. Exit code 1 when nothing at all was taken. */
export async function importData(config: Config, log: Log, words: string[]): Promise<number> {
  const { paths, reportFile, wholeBills } = parseWords(words);
  const refusals = reportFile ? await openReport(reportFile) : null;
  const assembly = await assemble(config, log, FRESHNESS_TARGETS);
  const s3 = paths.some((path) => path.startsWith('s3://'))
    ? createS3Reader({ region: config.AWS_REGION ?? 'us-east-1' })
    : null;
  try {
    const ctx = { sql: assembly.database.sql, tenantId: DEFAULT_TENANT, now: () => new Date() };
    const report = await importFiles(ctx, paths, {
      ...(s3 ? { s3 } : {}),
      wholeBills,
      onProgress: createProgress(),
      onRefused: (refusal) => refusals?.write(`${JSON.stringify(lineOf(refusal))}\n`),
    });
    if (assembly.titan) {
      const embedded = await embedFindings(ctx.sql, ctx.tenantId, assembly.titan);
      if (embedded.stopped)
        process.stderr.write(`Titan embeddings stopped: ${embedded.stopped}. Search goes on with local vectors.\n`);
    }
    process.stdout.write(printImport(report, reportFile));
    return exitCode(report);
  } finally {
    s3?.close();
    await assembly.close();
    if (refusals) await closed(refusals);
  }
}

const exitCode = (report: ImportReport) => (report.added + report.known > 0 ? 0 : 1);

const USAGE =
  'Say what to import: npm run import -- <files, folders or s3://bucket/prefix> [--report refused.jsonl] [--whole-bills]. With --whole-bills, lines of the same bills (billing account and period) that were imported before and are not in these files are taken out; give all files of a bill then. Known are CloudTrail logs, OCSF and ASFF findings, and FOCUS cost CSV.';

function parseWords(words: string[]): { paths: string[]; reportFile: string | null; wholeBills: boolean } {
  const paths: string[] = [];
  let reportFile: string | null = null;
  let wholeBills = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--report') {
      reportFile = words[++index] ?? null;
      if (reportFile === null) throw new AppError('invalid_input', 'Name a file after --report.');
    } else if (word === '--whole-bills') wholeBills = true;
    else if (word.startsWith('--')) throw new AppError('invalid_input', `There is no option ${word}. ${USAGE}`);
    else paths.push(word);
  }
  if (paths.length === 0) throw new AppError('invalid_input', USAGE);
  return { paths, reportFile, wholeBills };
}

async function openReport(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file);
  try {
    await once(stream, 'open');
    return stream;
  } catch (error) {
    throw new AppError('invalid_input', `The report cannot be written to ${file}. Name another file after --report.`, {
      cause: error,
    });
  }
}

async function closed(stream: WriteStream): Promise<void> {
  stream.end();
  await once(stream, 'close');
}

const lineOf = (refusal: Refusal) => ({ file: refusal.file, record: refusal.record, reason: refusal.reason });

const SHOW_EVERY_MS = 1000;

/** At most one line a second: folders hold thousands of small files. */
function createProgress(): (progress: ImportProgress) => void {
  let shownAt = performance.now();
  return ({ file, records, added, refused }) => {
    const now = performance.now();
    if (now - shownAt < SHOW_EVERY_MS) return;
    shownAt = now;
    process.stderr.write(`${records} records, ${added} new, ${refused} refused: ${file}\n`);
  };
}
