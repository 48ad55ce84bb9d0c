import { Show, type JSX } from 'solid-js';

/** What went wrong, in a sentence, with what a support request needs, and a way on. */
export function ProblemNote(props: {
  detail: string;
  code?: string | null;
  requestId?: string | null;
  retry?: () => void;
  retryWords?: string;
}): JSX.Element {
  return (
    <div class="problem" role="alert">
      <p>{props.detail}</p>
      <Show when={props.code}>
        <p class="problem-reference">
          {props.code}
          <Show when={props.requestId}> · request {props.requestId}</Show>
        </p>
      </Show>
      <Show when={props.retry}>
        <button type="button" class="plain" onClick={() => props.retry?.()}>
          {props.retryWords ?? 'Try again'}
        </button>
      </Show>
    </div>
  );
}
