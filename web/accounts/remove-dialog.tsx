import { createSignal, Show, type JSX } from 'solid-js';
import type { AccountReport } from '../../src/http/accounts-view.ts';
import { asApiError } from '../wire/request.ts';
import { nameWithId } from './account-words.ts';

/** The second yes before an account goes: says what goes with it, and what stays. */
export function RemoveDialog(props: {
  account: AccountReport;
  remove: () => Promise<void>;
  keep: () => void;
}): JSX.Element {
  const [removing, setRemoving] = createSignal(false);
  const [refusal, setRefusal] = createSignal('');
  const question = (): string => `Remove ${nameWithId(props.account)}?`;

  async function remove(): Promise<void> {
    if (removing()) return;
    setRemoving(true);
    setRefusal('');
    try {
      await props.remove();
    } catch (error) {
      setRefusal(asApiError(error).detail);
      setRemoving(false);
    }
  }

  return (
    <div
      class="account-remove"
      role="alertdialog"
      aria-label={question()}
      aria-describedby={`remove-${props.account.accountUid}`}
      onKeyDown={(event) => event.key === 'Escape' && props.keep()}
    >
      <p>
        <strong>
          <bdi>{question()}</bdi>
        </strong>
      </p>
      <p id={`remove-${props.account.accountUid}`}>
        Its findings and their history, inventory, events, costs and coverage go with it; there is no way back. Answers
        already given stay in their conversations.{' '}
        <Show
          when={props.account.roleArn !== null}
          fallback={
            <>
              With <code>AWS_COLLECT=on</code> the next collection brings it back.
            </>
          }
        >
          The role in AWS stays: delete it there if nothing else needs it. Connecting again makes another ExternalId.
        </Show>
      </p>
      <Show when={refusal()}>
        <p class="problem-line" role="alert">
          {refusal()}
        </p>
      </Show>
      <div class="form-actions">
        <button
          ref={(keep) => queueMicrotask(() => keep.focus())}
          type="button"
          class="plain"
          onClick={() => props.keep()}
        >
          Keep
        </button>
        <button type="button" class="plain danger" aria-disabled={removing()} onClick={() => void remove()}>
          {removing() ? 'Removing…' : 'Remove with its data'}
        </button>
      </div>
    </div>
  );
}
