import { createSignal, onMount, Show, type JSX } from 'solid-js';
import type { AccountReport } from '../../src/http/accounts-view.ts';
import { useEstate } from '../shell/estate.ts';
import { asApiError } from '../wire/request.ts';
import { readRegions, readRole, ROLE_NAME } from './account-input.ts';
import type { Accounts } from './accounts-store.ts';
import { Field } from './field.tsx';

/** Asks for an account and makes its ExternalId. Nothing is read, and nothing in AWS is called, before its test. */
export function ConnectForm(props: {
  accounts: Accounts;
  /** Told before the list shows it, so that it can be shown as the new one. */
  connecting: (accountUid: string) => void;
  connected: (account: AccountReport) => void;
  cancel?: (() => void) | undefined;
}): JSX.Element {
  const estate = useEstate();
  const [role, setRole] = createSignal('');
  const [name, setName] = createSignal('');
  const [regions, setRegions] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const [sending, setSending] = createSignal(false);
  const [refusal, setRefusal] = createSignal('');
  let form!: HTMLFormElement;
  let first!: HTMLInputElement;
  onMount(() => props.cancel !== undefined && first.focus());

  const roleProblem = (): string => {
    const read = readRole(role());
    if (!read.ok) return read.problem;
    const { accountUid } = read.value;
    const known = props.accounts.items()?.find((account) => account.accountUid === accountUid);
    return known === undefined || known.roleArn === null ? '' : `Account ${accountUid} is connected already.`;
  };
  const regionsProblem = (): string => {
    const read = readRegions(regions());
    return read.ok ? '' : read.problem;
  };

  async function connect(): Promise<void> {
    setTried(true);
    const readingRole = readRole(role());
    const readingRegions = readRegions(regions());
    if (!readingRole.ok || !readingRegions.ok || roleProblem() !== '') {
      queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    if (sending()) return;
    setSending(true);
    setRefusal('');
    props.connecting(readingRole.value.accountUid);
    try {
      const named = name().trim();
      props.connected(
        await props.accounts.connect({
          roleArn: readingRole.value.roleArn,
          regions: readingRegions.value,
          ...(named === '' ? {} : { name: named }),
        }),
      );
    } catch (error) {
      setRefusal(asApiError(error).detail);
    } finally {
      setSending(false);
    }
  }

  return (
    <form
      ref={(element) => (form = element)}
      class="account-form"
      aria-label="Connect an account"
      onSubmit={(event) => {
        event.preventDefault();
        void connect();
      }}
      onKeyDown={(event) => event.key === 'Escape' && props.cancel?.()}
    >
      <Field
        ref={(input) => (first = input)}
        label="Account id or role ARN"
        code
        value={role()}
        onInput={setRole}
        placeholder="1111 2222 3333"
        problem={tried() ? roleProblem() : ''}
        hint={<RoleHint typed={role()} />}
      />
      <Field
        label="Name"
        optional
        value={name()}
        onInput={setName}
        maxlength={200}
        hint="What answers call it, such as production."
      />
      <Field
        label="Regions"
        optional
        code
        value={regions()}
        onInput={setRegions}
        maxlength={2000}
        problem={tried() ? regionsProblem() : ''}
        hint="Such as eu-west-1, us-east-1. Left empty, all that the account has enabled are read, unless AWS_REGIONS names some."
      />
      <Show when={estate.report()?.demo && props.accounts.items()?.length === 0}>
        <p class="faint">
          The demo estate goes when the first account is connected, with the questions asked about it (unless Assay was
          started with <code>DEMO=on</code>).
        </p>
      </Show>
      <Show when={refusal()}>
        <p class="problem-line" role="alert">
          {refusal()}
        </p>
      </Show>
      <div class="form-actions">
        <button type="submit" class="primary" aria-disabled={sending()}>
          {sending() ? 'Connecting…' : 'Connect'}
        </button>
        <Show when={props.cancel}>
          {(cancel) => (
            <button type="button" class="quiet" onClick={() => cancel()()}>
              Cancel
            </button>
          )}
        </Show>
      </div>
    </form>
  );
}

function RoleHint(props: { typed: string }): JSX.Element {
  const arn = (): string | null => {
    const read = readRole(props.typed);
    return read.ok ? read.value.roleArn : null;
  };
  return (
    <Show
      when={arn()}
      fallback={
        <>
          The id alone means a role named {ROLE_NAME}. In GovCloud or China, or for another role, give the role’s ARN.
          It need not be there yet.
        </>
      }
    >
      {(roleArn) => (
        <>
          Assay will read through <span class="code">{roleArn()}</span>, which need not be there yet.
        </>
      )}
    </Show>
  );
}
