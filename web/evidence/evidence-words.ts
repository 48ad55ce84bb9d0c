/** One piece of evidence in a few words. */
import type { EvidenceItem } from '../../src/http/api.ts';
import { formatCount, formatMoney } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';

/** `12 of 45 users`, `$1,204.22`, `$2,057.00 above usual`; null when it has no value. */
export function valueWords(item: EvidenceItem): string | null {
  if (item.value === undefined) return null;
  const currency = currencyOf(item);
  if (currency !== null) return `${formatMoney(item.value, currency)} ${(item.unit ?? '').slice(3).trim()}`.trimEnd();
  const of = item.denominator === undefined ? '' : ` of ${formatCount(item.denominator)}`;
  return `${formatCount(item.value)}${of}${item.unit === undefined ? '' : ` ${item.unit}`}`;
}

/** The currency that its value is in, as its unit begins with; null when it is no amount of money. */
export function currencyOf(item: EvidenceItem): string | null {
  const [code] = /^[A-Z]{3}(?=$| )/.exec(item.unit ?? '') ?? [];
  return code === 'USD' || (item.kind === 'cost' && code !== undefined) ? code! : null;
}

/** What tells it from its neighbours: a fact's value, a finding's resource, else the title. */
export function evidenceGist(item: EvidenceItem): string {
  return valueWords(item) ?? showNameSafely(item.finding?.resourceName ?? item.title);
}

/** The title with its value or severity, for a tooltip or a screen reader. */
export function evidenceName(item: EvidenceItem): string {
  const value = valueWords(item);
  const facts = [value, item.severity].filter((fact) => fact !== null && fact !== undefined);
  return [showNameSafely(item.title), ...facts].join(', ');
}
