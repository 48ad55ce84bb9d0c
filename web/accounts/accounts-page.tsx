import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import type { AccountReport } from '../../src/http/accounts-view.ts';
import { ProblemNote } from '../controls/problem-note.tsx';
import { useAnnouncer } from '../shell/announcer.ts';
import { useEstate } from '../shell/estate.ts';
import { PageFrame } from '../shell/page-frame.tsx';
import { plural } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';
import { AccountSection } from './account-section.tsx';
import { nameWithId } from './account-words.ts';
import { createAccounts, type Accounts } from './accounts-store.ts';
import { ConnectForm } from './connect-form.tsx';
import { createIdentity } from './identity.ts';

/** The AWS accounts that are read: connect one, set it up, test, edit, switch off, remove. */
export function AccountsPage(props: { openDrawer: () => void; estateChanged: () => Promise<void> }): JSX.Element {
  const estate = useEstate();
  const accounts = createAccounts({
    estateChanged: () => props.estateChanged(),
    isDemo: () => estate.report()?.demo === true,
  });
  return (
    <PageFrame
      title="Accounts"
      lead="The AWS accounts that Assay reads, each through a role of yours that can read settings but no contents, and change nothing."
      openDrawer={props.openDrawer}
    >
      <Show when={accounts.problem()}>
        {(problem) => (
          <ProblemNote
            detail={problem().detail}
            code={problem().code}
            requestId={problem().requestId}
            retry={() => void accounts.refresh()}
          />
        )}
      </Show>
      <Show
        when={accounts.items()}
        fallback={
          <Show when={accounts.problem() === null}>
            <div class="page-skeleton" role="status" aria-label="Loading" />
          </Show>
        }
      >
        {(items) => <AccountList accounts={accounts} items={items()} />}
      </Show>
    </PageFrame>
  );
}

function AccountList(props: { accounts: Accounts; items: AccountReport[] }): JSX.Element {
  const announcer = useAnnouncer();
  const estate = useEstate();
  const identity = createIdentity();
  const [asking, setAsking] = createSignal(false);
  const [newest, setNewest] = createSignal<string | null>(null);
  let opener: HTMLButtonElement | undefined;

  function connected(account: AccountReport): void {
    setAsking(false);
    announcer.say(`${nameWithId(account)} is connected. Its ExternalId and the steps to take in AWS are shown.`);
  }
  const form = (cancel?: () => void): JSX.Element => (
    <ConnectForm accounts={props.accounts} connecting={setNewest} connected={connected} cancel={cancel} />
  );

  return (
    <>
      <Switch>
        <Match when={props.items.length === 0}>
          <EmptyEstate />
          {form()}
        </Match>
        <Match when={asking()}>
          {form(() => {
            setAsking(false);
            queueMicrotask(() => opener?.focus());
          })}
        </Match>
        <Match when={true}>
          <div>
            <button ref={(element) => (opener = element)} type="button" class="plain" onClick={() => setAsking(true)}>
              Connect an account
            </button>
          </div>
        </Match>
      </Switch>
      <Show when={props.items.length > 0 && estate.report()?.demo && props.accounts.settled()}>
        <p class="warning-line">
          Answers still come from the demo estate, which <code>DEMO=on</code> keeps. Start Assay without it to ask about
          these accounts.
        </p>
      </Show>
      <For each={props.items.map(({ accountUid }) => accountUid)}>
        {(uid) => (
          <Show when={props.items.find(({ accountUid }) => accountUid === uid)}>
            {(account) => (
              <AccountSection
                account={account()}
                accounts={props.accounts}
                identity={identity}
                isNew={newest() === uid}
              />
            )}
          </Show>
        )}
      </For>
    </>
  );
}

/** Before the first account: whose data is shown meanwhile. */
function EmptyEstate(): JSX.Element {
  const estate = useEstate();
  return (
    <section class="accounts-empty" aria-label="No account yet">
      <h2>No AWS account is connected yet</h2>
      <Show when={estate.report()?.demo} fallback={<p>Connect the first one to ask about it.</p>}>
        <p>
          <span class="demo-badge">Demo estate</span> What you see until then is made up:{' '}
          {plural(estate.report()?.accounts.length ?? 0, 'account')} named{' '}
          {estate
            .report()
            ?.accounts.map(({ name }) => showNameSafely(name))
            .join(', ')}
          . It goes when the first real account comes.
        </p>
      </Show>
    </section>
  );
}
