import { Show, type JSX } from 'solid-js';
import type { AccountReport } from '../../src/http/accounts-view.ts';
import { useEstate } from '../shell/estate.ts';
import { Link } from '../shell/link.tsx';
import { formatAge, formatInstant } from '../text/figures.ts';
import { showNameSafely, showSafely } from '../text/show-safely.ts';
import { lastReadOf, regionWords } from './account-words.ts';

/** Role, regions, last test and last reading of an account. `told`: a test result stands above, so none is repeated. */
export function AccountFacts(props: { account: AccountReport; told: boolean }): JSX.Element {
  const estate = useEstate();
  const lastRead = (): string | null => {
    const report = estate.report();
    return report === null || report.demo ? null : lastReadOf(report.freshness, props.account.accountUid);
  };
  return (
    <dl class="facts wide">
      <Show when={props.account.roleArn}>
        {(roleArn) => (
          <>
            <dt>Role</dt>
            <dd class="code">{showNameSafely(roleArn())}</dd>
          </>
        )}
      </Show>
      <dt>Regions</dt>
      <dd>{regionWords(props.account.regions)}</dd>
      <Show when={props.account.roleArn !== null}>
        <dt>Last test</dt>
        <dd>
          <Show when={props.account.lastTest} fallback="never; set the account up in AWS, then test it">
            {(test) => (
              <>
                <span title={formatInstant(test().at)}>{formatAge(test().at, estate.wallMs())}</span>
                {test().ok ? ': it works' : ': it failed'}
                <Show when={!test().ok && !props.told}>
                  . <span>{showSafely(test().detail)}</span>
                </Show>
              </>
            )}
          </Show>
        </dd>
      </Show>
      <dt>Last read</dt>
      <dd>
        <Show when={lastRead()} fallback="nothing yet">
          {(asOf) => (
            <Link href="/coverage" title={formatInstant(asOf())}>
              {formatAge(asOf(), estate.nowMs())}
            </Link>
          )}
        </Show>
      </dd>
    </dl>
  );
}
