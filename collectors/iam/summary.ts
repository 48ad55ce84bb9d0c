import type { IamSnapshot } from './snapshot.ts';

/** A counter of the account summary as yes or no; null when the summary or the counter did not come. */
export function summaryFlag(
  { summary }: Pick<IamSnapshot, 'summary'>,
  counter: 'AccountMFAEnabled' | 'AccountAccessKeysPresent',
): boolean | null {
  const count = summary.ok ? summary.value[counter] : undefined;
  return typeof count === 'number' ? count > 0 : null;
}
