/** Rows as lines: the name first, then what distinguishes it, each line citing its fact. */
import type { EvidenceItem, EvidenceRow } from '../../evidence.ts';
import { cite, isBlank, moment, paid, quoted } from './words.ts';

export const SHOWN_ROWS = 12;

/** Columns that name a row, best first. */
const NAMES = [
  'name',
  'user',
  'role',
  'resource',
  'finding',
  'principal',
  'check',
  'event',
  'address',
  'severity',
  'service',
  'account',
  'region',
  'day',
];
/** A currency stands with its amounts. */
const HIDDEN = new Set(['currency', 'rank', 'finding_uid', 'resource_uid', 'arn', 'id']);

/** A list of at most twelve rows; what is left is in the evidence, and the line says so without a new number. */
export function rowLines(fact: EvidenceItem, options: { lead?: string; columns?: string[] } = {}): string {
  const rows = fact.rows ?? [];
  const lines = rows.slice(0, SHOWN_ROWS).map((row) => rowLine(fact, row, options.columns));
  const more = rows.length > SHOWN_ROWS ? [`- The others are listed in ${cite(fact)}.`] : [];
  return [...(options.lead ? [options.lead, ''] : []), ...lines, ...more].join('\n');
}

export function rowLine(fact: EvidenceItem, row: EvidenceRow, columns?: string[]): string {
  const name = NAMES.find((column) => !isBlank(row[column])) ?? Object.keys(row)[0]!;
  const rest = (columns ?? Object.keys(row)).filter(
    (column) => column !== name && !HIDDEN.has(column) && !isBlank(row[column]) && row[column] !== false,
  );
  const details = rest.map((column) => say(column, row[column]!, (amount) => paid(fact, amount, row))).join(', ');
  return `- **${plain(row[name]!)}**${details ? ` — ${details}` : ''} ${cite(fact)}`;
}

function say(column: string, value: string | number | boolean, money: (amount: number) => string): string {
  const label = column.replace(/_usd$/, '').replaceAll('_', ' ');
  if (value === true) return label;
  if (/cost|saving|later|earlier|difference|extra|usual/.test(column) && typeof value === 'number')
    return `${label} ${money(value)}`;
  if (/percent/.test(column)) return `${label.replace(' percent', '')} ${value} %`;
  if (typeof value !== 'string') return `${label} ${value}`;
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return `${label} ${moment(value)}`;
  return ['account', 'region', 'team', 'owner'].includes(column)
    ? `${label} ${plain(value)}`
    : `${label}: ${plain(value)}`;
}

const plain = (value: string | number | boolean) =>
  typeof value === 'string' ? (/[*_`[\]<>|]/.test(value) ? quoted(value) : value) : String(value);
