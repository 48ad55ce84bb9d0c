/** A file's records one by one, converted; what is not a record is refused by number. */
import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { Converted } from './converted.ts';
import { refused } from './converted.ts';
import { convertRecord, lineReaderFor } from './detect.ts';
import { createJsonScanner, createLineScanner, type ScannedRecord } from './json-scanner.ts';
import { type OpenText, UnreadableFile } from './open.ts';

export interface NumberedRecord {
  /** Counts from 1; of a CSV file the header is not counted. */
  number: number;
  converted: Converted;
  /** Length of the record's text, to bound what is held at once. */
  chars: number;
}

/** No record of any known source comes near; one that does is skipped and refused. */
const MAX_RECORD_CHARS = 16_000_000;

/** Throws UnreadableFile when nothing in the file looks like JSON or a known CSV. */
export function readRecords(text: OpenText, now: Date): AsyncGenerator<NumberedRecord> {
  const first = text.head.replace(/^\ufeff/, '').trimStart();
  if (first === '') throw new UnreadableFile('holds nothing but blanks.');
  return first.startsWith('{') || first.startsWith('[') ? readJson(text, now, isLines(first)) : readCsv(text, now);
}

/** Two lines that each begin an object, the first with more than its brace: one record a line. */
function isLines(head: string): boolean {
  const [first = '', second = ''] = head.split(/\r?\n/, 2).map((line) => line.trim());
  return first.length > 1 && first.startsWith('{') && second.startsWith('{') && !first.endsWith('[');
}

async function* readJson(text: OpenText, now: Date, lines: boolean): AsyncGenerator<NumberedRecord> {
  const scanner = lines ? createLineScanner(MAX_RECORD_CHARS) : createJsonScanner(MAX_RECORD_CHARS);
  let number = 0;
  const convert = (record: ScannedRecord) => {
    number++;
    const chars = record.text?.length ?? 0;
    return convertText(record, now).map((converted) => ({ number, converted, chars }));
  };
  for await (const chunk of text.chunks) for (const record of scanner.push(chunk)) yield* convert(record);
  for (const record of scanner.end()) yield* convert(record);
}

function convertText({ text, cut }: ScannedRecord, now: Date): Converted[] {
  if (cut) return [refused('The file ends in the middle of the record.')];
  if (text === null) return [refused('The record is longer than 16 million characters.')];
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return [refused('The record is not JSON.')];
  }
  return convertRecord(value, now);
}

async function* readCsv(text: OpenText, now: Date): AsyncGenerator<NumberedRecord> {
  /** Of each line that is not CSV: how many lines before it were, the header included. */
  const torn: number[] = [];
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // A line that is not CSV costs itself: an error would throw away the lines read ahead of it, too. One without an
    // end is an error: all that comes after it is in it.
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error?.code === 'CSV_MAX_RECORD_SIZE') throw error;
      torn.push(Number(error?.records ?? 0));
    },
    max_record_size: MAX_RECORD_CHARS,
    delimiter: delimiterOf(text.head),
  });
  const chunks = Readable.from(text.chunks);
  chunks.on('error', (error) => parser.destroy(error));
  const cells = chunks.pipe(parser) as AsyncIterable<string[]>;
  let read: ReturnType<typeof lineReaderFor> = null;
  let number = 0;
  let rows = 0;
  const tornLines = function* (): Generator<NumberedRecord> {
    for (; torn[0] !== undefined && torn[0] <= rows; torn.shift())
      yield { number: ++number, converted: refused('The line is not CSV.'), chars: 0 };
  };
  for await (const row of cells) {
    if (rows > 0) yield* tornLines();
    rows++;
    if (!read) {
      read = lineReaderFor(row, now);
      if (!read) throw new UnreadableFile(UNKNOWN);
      continue;
    }
    number++;
    yield { number, converted: read(row), chars: 600 };
  }
  yield* tornLines();
}

const UNKNOWN =
  'is of no known kind. Known are CloudTrail logs, OCSF and ASFF findings in JSON, FOCUS cost and CloudTrail Lake in CSV.';

function delimiterOf(head: string): string {
  const header = head.split('\n', 1)[0]!;
  return [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0]!;
}
