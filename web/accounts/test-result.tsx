import { For, Show, type JSX } from 'solid-js';
import type { AccountTestResult } from '../../src/http/accounts-view.ts';
import { Link } from '../shell/link.tsx';
import { showSafely } from '../text/show-safely.ts';
import { checkWords } from './account-words.ts';

/** How a connection test ended, attempt by attempt, and what to do. */
export function TestResult(props: { result: AccountTestResult }): JSX.Element {
  return (
    <>
      <p>
        <strong classList={{ bad: !props.result.ok }}>
          {props.result.ok ? 'The connection works.' : 'The connection does not work yet.'}
        </strong>{' '}
        <Show when={props.result.ok} fallback={showSafely(props.result.detail)}>
          <Show
            when={props.result.account.enabled}
            fallback="The account is switched off, so it is not read until it is switched on."
          >
            A reading is queued: <Link href="/coverage">Coverage</Link> shows how far it is.
          </Show>
        </Show>
      </p>
      <ul class="checks">
        <For each={props.result.checks}>
          {(check) => (
            <li classList={{ bad: !check.ok }}>
              <span aria-hidden="true">{check.ok ? '✓' : '✗'}</span> {checkWords(check)}
            </li>
          )}
        </For>
        <Show when={props.result.checks.length < 2}>
          <li class="faint">Whether it stays shut without is tried once it opens.</li>
        </Show>
      </ul>
    </>
  );
}
