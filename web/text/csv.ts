/** Rows as a CSV file, for people who go on in a spreadsheet. */
import type { EvidenceItem } from '../../src/http/api.ts';

type Row = NonNullable<EvidenceItem['rows']>[number];

/**
 * RFC 4180, CRLF lines. A text that a spreadsheet would run as a formula gets a leading apostrophe: names in an AWS
 * account are anyone's to choose (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
 */
export function toCsv(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column] ?? null)))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

function cell(value: Row[string]): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
