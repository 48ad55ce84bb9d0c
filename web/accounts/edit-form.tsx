import { createSignal, onMount, Show, type JSX } from 'solid-js';
import type { AccountEdit, AccountReport } from '../../src/http/accounts-view.ts';
import { asApiError } from '../wire/request.ts';
import { readRegions, readRole } from './account-input.ts';
import { Field } from './field.tsx';

/** Name, regions and role of a connected account; the account itself and its ExternalId stay. */
export function EditForm(props: {
  account: AccountReport;
  save: (change: AccountEdit) => Promise<void>;
  close: () => void;
}): JSX.Element {
  const [name, setName] = createSignal(props.account.name);
  const [role, setRole] = createSignal(props.account.roleArn ?? '');
  const [regions, setRegions] = createSignal(props.account.regions.join(', '));
  const [tried, setTried] = createSignal(false);
  const [saving, setSaving] = createSignal(false);
  const [refusal, setRefusal] = createSignal('');
  let form!: HTMLFormElement;
  let first!: HTMLInputElement;
  onMount(() => first.select());

  const nameProblem = (): string => (name().trim() === '' ? 'Give it a name.' : '');
  const roleProblem = (): string => {
    const read = readRole(role());
    if (!read.ok) return read.problem;
    const { accountUid } = props.account;
    return read.value.accountUid === accountUid ? '' : `The role must be in account ${accountUid}.`;
  };
  const regionsProblem = (): string => {
    const read = readRegions(regions());
    return read.ok ? '' : read.problem;
  };

  async function save(): Promise<void> {
    setTried(true);
    const readingRole = readRole(role());
    const readingRegions = readRegions(regions());
    if (!readingRole.ok || !readingRegions.ok || nameProblem() !== '' || roleProblem() !== '') {
      queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    if (saving()) return;
    setSaving(true);
    setRefusal('');
    try {
      await props.save({
        name: name().trim(),
        regions: readingRegions.value,
        ...(readingRole.value.roleArn === props.account.roleArn ? {} : { roleArn: readingRole.value.roleArn }),
      });
      props.close();
    } catch (error) {
      setRefusal(asApiError(error).detail);
    } finally {
      setSaving(false);
    }
  }

  return (
    <form
      ref={(element) => (form = element)}
      class="account-form"
      aria-label={`Edit ${props.account.accountUid}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => event.key === 'Escape' && props.close()}
    >
      <Field
        ref={(input) => (first = input)}
        label="Name"
        value={name()}
        onInput={setName}
        maxlength={200}
        problem={tried() ? nameProblem() : ''}
      />
      <Field
        label="Role ARN"
        code
        value={role()}
        onInput={setRole}
        problem={tried() ? roleProblem() : ''}
        hint="Another role makes the last test void."
      />
      <Field
        label="Regions"
        optional
        code
        value={regions()}
        onInput={setRegions}
        maxlength={2000}
        problem={tried() ? regionsProblem() : ''}
        hint="Left empty, all that the account has enabled are read, unless AWS_REGIONS names some."
      />
      <Show when={refusal()}>
        <p class="problem-line" role="alert">
          {refusal()}
        </p>
      </Show>
      <div class="form-actions">
        <button type="submit" class="primary" aria-disabled={saving()}>
          {saving() ? 'Saving…' : 'Save'}
        </button>
        <button type="button" class="quiet" onClick={() => props.close()}>
          Cancel
        </button>
      </div>
    </form>
  );
}
