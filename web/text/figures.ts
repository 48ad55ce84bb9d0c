/** Numbers, money and time in words. UTC throughout, as AWS reports it. */

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const USD = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const FINE_USD = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 });
const INSTANT = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** 1204 → `1,204`. */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** US dollars to the cent: `$1,204.22`. A sum below a cent, and every `fine` one, shows three figures: `$0.0157`. */
export function formatUsd(usd: number, fine = false): string {
  const small = usd !== 0 && Math.abs(usd) < (fine ? 1 : 0.01);
  return (small ? FINE_USD : USD).format(usd);
}

/** An amount of any currency (ISO 4217): `$1,204.22`, `CNY 5.00`; a bare figure where the code is none. */
export function formatMoney(amount: number, currency: string): string {
  if (currency === 'USD') return formatUsd(amount);
  if (!/^[A-Z]{3}$/.test(currency)) return formatCount(amount);
  return new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay: 'code' }).format(amount);
}

/** `420 ms`, `3.1 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** `20 Nov 2026, 14:02 UTC`; the text itself when it is no date. */
export function formatInstant(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) ? DAY.format(date) : `${INSTANT.format(date)} UTC`;
}

/** How long before `now` it was: `just now`, `12 min ago`, `3 h ago`, `5 days ago`. */
export function formatAge(iso: string, now: number): string {
  const ageMs = now - new Date(iso).getTime();
  if (Number.isNaN(ageMs)) return iso;
  const minutes = Math.round(ageMs / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 36) return `${hours} h ago`;
  return `${Math.round(hours / 24)} days ago`;
}

/** `1 finding`, `2 findings`; an irregular plural is given whole. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
