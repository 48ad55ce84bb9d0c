import { createEffect, createMemo, createSignal, createUniqueId, Match, Show, Switch, type JSX } from 'solid-js';
import type { AccountEdit, AccountReport, AccountTestResult } from '../../src/http/accounts-view.ts';
import { useAnnouncer } from '../shell/announcer.ts';
import { showNameSafely } from '../text/show-safely.ts';
import { type ApiError, asApiError } from '../wire/request.ts';
import { AccountFacts } from './account-facts.tsx';
import { accountState, nameWithId } from './account-words.ts';
import type { Accounts } from './accounts-store.ts';
import { EditForm } from './edit-form.tsx';
import type { Identity } from './identity.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { SetupGuide } from './setup-guide.tsx';
import { TestResult } from './test-result.tsx';

/** One account: its state, what is known of its connection, and what can be done with it. */
export function AccountSection(props: {
  account: AccountReport;
  accounts: Accounts;
  identity: Identity;
  /** Connected just now: its steps are open, and it takes the focus. */
  isNew: boolean;
}): JSX.Element {
  const announcer = useAnnouncer();
  const uid = props.account.accountUid;
  const guideId = createUniqueId();
  const [mode, setMode] = createSignal<'plain' | 'edit' | 'remove'>('plain');
  const [guide, setGuide] = createSignal(false);
  const [busy, setBusy] = createSignal<'test' | 'switch' | null>(null);
  const [result, setResult] = createSignal<AccountTestResult | null>(null);
  const [problem, setProblem] = createSignal<ApiError | null>(null);
  const name = (): string => showNameSafely(props.account.name);
  const turnWords = (): string => (props.account.enabled ? 'Switch off' : 'Switch on');
  const testWords = (): string => (busy() === 'test' ? 'Testing…' : 'Test');
  const hasRole = (): boolean => props.account.roleArn !== null;
  let root!: HTMLElement;
  let heading!: HTMLHeadingElement;
  // A memo, since the account is another object after every reading of the list: the focus is taken once.
  const connectedNow = createMemo(() => props.isNew && hasRole());
  createEffect(() => {
    if (!connectedNow()) return;
    setGuide(true);
    heading.focus();
  });

  async function act(what: 'test' | 'switch', action: () => Promise<void>): Promise<void> {
    if (busy() !== null) return;
    setBusy(what);
    setResult(null);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(asApiError(error));
    } finally {
      setBusy(null);
    }
  }
  const test = (): Promise<void> => act('test', async () => void setResult(await props.accounts.test(uid)));
  const turn = (): Promise<void> =>
    act('switch', async () => {
      const enabled = !props.account.enabled;
      await props.accounts.edit(uid, { enabled });
      announcer.say(`${name()} is switched ${enabled ? 'on' : 'off'}.`);
    });

  async function save(change: AccountEdit): Promise<void> {
    await props.accounts.edit(uid, change);
    setResult(null); // it was the result of what the account was before
    setProblem(null);
    announcer.say(`${name()} is saved.`);
  }

  function back(to: string): void {
    setMode('plain');
    queueMicrotask(() => root.querySelector<HTMLElement>(`[data-opens="${to}"]`)?.focus());
  }

  return (
    <section ref={(element) => (root = element)} class="account" aria-label={nameWithId(props.account)}>
      <header class="account-head">
        <h2 ref={(element) => (heading = element)} tabindex="-1">
          <bdi>{name()}</bdi>
          <Show when={props.account.name !== uid}>
            <span class="faint code"> {uid}</span>
          </Show>
        </h2>
        <span class={`state ${accountState(props.account).kind}`}>{accountState(props.account).words}</span>
        <div class="account-actions">
          <Show when={hasRole()}>
            <button
              type="button"
              class="plain"
              aria-label={`${testWords()} ${name()}`}
              aria-disabled={busy() !== null}
              onClick={() => void test()}
            >
              {testWords()}
            </button>
            <button
              type="button"
              class="quiet"
              aria-label={`Set up in AWS: ${name()}`}
              aria-expanded={guide()}
              aria-controls={guideId}
              onClick={() => setGuide(!guide())}
            >
              Set up in AWS
            </button>
            <button
              type="button"
              class="quiet"
              aria-label={`Edit ${name()}`}
              data-opens="edit"
              onClick={() => setMode('edit')}
            >
              Edit
            </button>
            <button
              type="button"
              class="quiet"
              aria-label={`${turnWords()} ${name()}`}
              aria-disabled={busy() !== null}
              onClick={() => void turn()}
            >
              {turnWords()}
            </button>
          </Show>
          <button
            type="button"
            class="quiet"
            aria-label={`Remove… ${name()}`}
            data-opens="remove"
            onClick={() => setMode('remove')}
          >
            Remove…
          </button>
        </div>
      </header>
      <div class="check-result" role="status">
        <Show when={busy() === 'test'}>
          <p class="faint">Asking AWS three times for the role: with the ExternalId, without, and with a wrong one…</p>
        </Show>
        <Show when={result()}>{(outcome) => <TestResult result={outcome()} />}</Show>
        <Show when={problem()}>{(error) => <p class="problem-line">{error().detail}</p>}</Show>
      </div>
      <Switch>
        <Match when={mode() === 'edit'}>
          <EditForm account={props.account} save={save} close={() => back('edit')} />
        </Match>
        <Match when={mode() === 'remove'}>
          <RemoveDialog
            account={props.account}
            remove={async () => {
              await props.accounts.remove(uid);
              announcer.say(`${name()} is removed.`);
              document.querySelector<HTMLElement>('#main')?.focus();
            }}
            keep={() => back('remove')}
          />
        </Match>
        <Match when={mode() === 'plain'}>
          <AccountFacts account={props.account} told={result() !== null} />
        </Match>
      </Switch>
      <div id={guideId}>
        <Show when={guide() && hasRole()}>
          <SetupGuide account={props.account} identity={props.identity} />
        </Show>
      </div>
    </section>
  );
}
