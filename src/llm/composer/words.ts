/** How values are said. Every number stays as the evidence has it, so that it can be checked. */
import type { EvidenceItem, EvidenceRow } from '../../evidence.ts';

type Value = EvidenceRow[string] | undefined;

/** `[Q1]` */
export const cite = (...items: (EvidenceItem | undefined)[]): string =>
  items
    .filter((item) => item !== undefined)
    .map((item) => `[${item.label}]`)
    .join(' ');

/** 1234.5 → `USD 1,234.50` */
export const usd = (amount: Value): string => inCurrency(amount, 'USD');

/** An amount of a fact: in its row's currency, else in the one that the bill is in, else a list price in dollars. */
export function paid(fact: EvidenceItem, amount: Value, row?: EvidenceRow): string {
  const ofBill = fact.factName?.startsWith('cost_') ? /^[A-Z]{3}(?= |$)/.exec(fact.unit ?? '')?.[0] : undefined;
  return inCurrency(amount, typeof row?.['currency'] === 'string' ? row['currency'] : (ofBill ?? 'USD'));
}

const inCurrency = (amount: Value, currency: string): string =>
  `${currency} ${Number(amount ?? 0).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** What a bill of several currencies has in those that the sentence before does not speak of; else nothing. */
export function besides(fact: EvidenceItem): string {
  const note = fact.notes?.find((text) => text.startsWith('Other currencies: '));
  return note ? ` ${sentence(note)} ${cite(fact)}` : '';
}

/** 2026-11-17T02:14:07.000Z → `2026-11-17 02:14 UTC` */
export function moment(iso: Value): string {
  const text = String(iso ?? '');
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : text;
}

export const dayOf = (iso: Value): string => String(iso ?? '').slice(0, 10);

/** Text from AWS inside markdown: code-quoted, so that it cannot become markup. */
export const quoted = (text: Value): string =>
  `\`${String(text ?? '')
    .replaceAll('`', "'")
    .replaceAll(/\s+/g, ' ')}\``;

/** A unit after a number; its first plural noun becomes singular after 1: `1 public bucket`, `2 public buckets`. */
export function counted(value: number | undefined, unit: string | undefined): string {
  const words = unit ?? 'items';
  if (value !== 1) return `${value ?? 0} ${words}`;
  return `1 ${words.replace(/\b(users|roles|buckets|instances|volumes|snapshots|images|groups|findings|events|addresses|trails|detections|policies|accounts)\b/, (plural) => (plural === 'addresses' ? 'address' : plural === 'policies' ? 'policy' : plural.slice(0, -1)))}`;
}

/** `a, b and c` */
export function listed(parts: string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export const isBlank = (value: Value): boolean => value === null || value === undefined || value === '';

/** A row cell, or nothing when it is empty. */
export const some = (value: Value, say: (value: Value) => string): string => (isBlank(value) ? '' : say(value));

export const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
