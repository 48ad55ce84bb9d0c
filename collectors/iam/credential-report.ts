import { isCalendarDay } from '../untrusted.ts';
import { parse } from 'csv-parse/sync';
import type { CredentialKey, CredentialRow } from './snapshot.ts';

/** What the text of a credential report says. */
export interface ParsedCredentialReport {
  rows: CredentialRow[];
  malformedLines: number;
}

/**
 * Reads the CSV text of a credential report. Columns are found by name, so that added or reordered ones do no harm;
 * a missing or strange value becomes null and is named in the row's `unreadable`. A line without a name or an ARN is
 * counted as malformed. Throws `MalformedResponse` when the text is no credential report at all.
 * Source: IAM User Guide, "Understanding the report format".
 */
export function parseCredentialReport(text: string): ParsedCredentialReport {
  const [header, ...lines] = csvLines(text);
  if (!header?.includes('user') || !header.includes('arn'))
    throw Object.assign(new Error('Not a credential report'), { name: 'MalformedResponse' });
  const rows = lines.flatMap((line) => parseRow(header, rejoined(line, header.length)) ?? []);
  return { rows, malformedLines: lines.length - rows.length };
}

function csvLines(text: string): string[][] {
  try {
    const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
    return parse(text, options) as string[][];
  } catch {
    // A stray quote can make CSV unreadable as a whole; line by line the rest is still good.
    return text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.split(',')]));
  }
}

/** IAM names may hold commas. Unquoted, they push the ARN to the right of its place. */
function rejoined(line: string[], columns: number): string[] {
  const arn = line.findIndex((value) => value.startsWith('arn:'));
  return line.length > columns && arn > 1 ? [line.slice(0, arn).join(','), ...line.slice(arn)] : line;
}

function parseRow(header: string[], line: string[]): CredentialRow | null {
  const unreadable: string[] = [];
  const raw = (column: string) => {
    const at = header.indexOf(column);
    return at < 0 ? undefined : line[at]?.trim();
  };
  const flag = (column: string) => {
    const value = raw(column)?.toLowerCase();
    if (value === 'true' || value === 'false') return value === 'true';
    if (!ABSENT.has(value ?? '?')) unreadable.push(column);
    return null;
  };
  const date = (column: string) => {
    const value = raw(column);
    if (value !== undefined && ABSENT.has(value.toLowerCase())) return null;
    const time = DATE.test(value ?? '') && isCalendarDay(value!) ? Date.parse(value!) : NaN;
    if (!Number.isNaN(time)) return new Date(time).toISOString();
    unreadable.push(column);
    return null;
  };
  const word = (column: string) => {
    const value = raw(column);
    return value === undefined || ABSENT.has(value.toLowerCase()) ? null : value;
  };
  const key = (number: 1 | 2): CredentialKey => ({
    number,
    active: flag(`access_key_${number}_active`),
    lastRotated: date(`access_key_${number}_last_rotated`),
    lastUsed: date(`access_key_${number}_last_used_date`),
    lastUsedRegion: word(`access_key_${number}_last_used_region`),
    lastUsedService: word(`access_key_${number}_last_used_service`),
  });

  const user = raw('user');
  const arn = raw('arn');
  if (!user || !arn?.startsWith('arn:')) return null;
  return {
    user,
    arn,
    isRoot: user === '<root_account>',
    createdAt: date('user_creation_time'),
    passwordEnabled: flag('password_enabled'),
    passwordLastUsed: date('password_last_used'),
    passwordLastChanged: date('password_last_changed'),
    mfaActive: flag('mfa_active'),
    keys: [key(1), key(2)],
    activeCertificates: [flag('cert_1_active'), flag('cert_2_active')].filter((active) => active === true).length,
    unreadable,
  };
}

const ABSENT = new Set(['', 'n/a', 'no_information', 'not_supported']);

const DATE = /^\d{4}-\d{2}-\d{2}T/;
