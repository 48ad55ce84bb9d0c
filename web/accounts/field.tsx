import { createUniqueId, Show, type JSX } from 'solid-js';

/** A labelled text input with its hint and, when what was typed cannot be used, the reason. */
export function Field(props: {
  label: string;
  value: string;
  onInput: (text: string) => void;
  hint?: JSX.Element;
  problem?: string;
  optional?: boolean;
  placeholder?: string;
  code?: boolean;
  maxlength?: number;
  ref?: (input: HTMLInputElement) => void;
}): JSX.Element {
  const id = createUniqueId();
  const wrong = (): boolean => (props.problem ?? '') !== '';
  return (
    <div class="field">
      <label for={id}>
        {props.label}
        <Show when={props.optional}>
          <span class="faint"> (optional)</span>
        </Show>
      </label>
      <input
        ref={(input) => props.ref?.(input)}
        id={id}
        classList={{ code: props.code === true }}
        value={props.value}
        placeholder={props.placeholder ?? ''}
        maxlength={props.maxlength ?? 700}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-required={props.optional !== true}
        aria-invalid={wrong()}
        aria-describedby={`${id}-hint ${id}-problem`}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <p class="problem-line" id={`${id}-problem`} role="alert">
        {props.problem ?? ''}
      </p>
      <p class="faint" id={`${id}-hint`}>
        {props.hint}
      </p>
    </div>
  );
}
