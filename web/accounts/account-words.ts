/** An account's state in words. */
import type { AccountReport, AccountTestCheck } from '../../src/http/accounts-view.ts';
import type { StatusReport } from '../../src/http/api.ts';
import { showNameSafely } from '../text/show-safely.ts';

export interface AccountState {
  kind: 'ready' | 'resting' | 'off' | 'bad';
  words: string;
}

/** Whether it is read, as far as the last test knows. */
export function accountState({ roleArn, enabled, lastTest }: AccountReport): AccountState {
  if (roleArn === null) return { kind: 'ready', words: 'read with Assay’s own credentials' };
  if (!enabled) return { kind: 'off', words: 'switched off' };
  if (lastTest === null) return { kind: 'resting', words: 'not tested yet' };
  return lastTest.ok ? { kind: 'ready', words: 'connected' } : { kind: 'bad', words: 'test failed' };
}

/** `production (111122223333)`, or the number alone. */
export function nameWithId({ name, accountUid }: Pick<AccountReport, 'name' | 'accountUid'>): string {
  return name === accountUid ? accountUid : `${showNameSafely(name)} (${accountUid})`;
}

export function regionWords(regions: readonly string[]): string {
  return regions.length === 0
    ? 'all that the account has enabled, unless AWS_REGIONS names some'
    : regions.map(showNameSafely).join(', ');
}

/** When anything of the account was last read well, ISO; null when never. */
export function lastReadOf(freshness: StatusReport['freshness'], accountUid: string): string | null {
  const times = freshness.flatMap((source) =>
    source.accountUid === accountUid && source.asOf !== null ? [source.asOf] : [],
  );
  return times.toSorted().at(-1) ?? null;
}

const CHECK_WORDS: Record<AccountTestCheck['check'], { good: string; bad: string }> = {
  with_external_id: { good: 'Opens with the ExternalId', bad: 'Does not open with the ExternalId' },
  without_external_id: { good: 'Stays shut without it', bad: 'Not shown to stay shut without it' },
  wrong_external_id: { good: 'Stays shut with a wrong one', bad: 'Not shown to stay shut with a wrong one' },
};

/** One attempt of the test, in words. */
export function checkWords({ check, ok }: AccountTestCheck): string {
  return CHECK_WORDS[check][ok ? 'good' : 'bad'];
}
