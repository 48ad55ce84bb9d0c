import { createSignal, onMount, Show, type JSX } from 'solid-js';
import { Icon } from '../controls/icon.tsx';
import { type ApiError, asApiError, send } from '../wire/request.ts';

/** Asks for the access token once; the server keeps it in an HttpOnly cookie, this page keeps nothing. */
export function SignInPage(): JSX.Element {
  const [problem, setProblem] = createSignal<ApiError | null>(null);
  const [busy, setBusy] = createSignal(false);
  let input!: HTMLInputElement;
  onMount(() => input.focus());

  async function signIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (input.value.trim() === '') return input.focus();
    setBusy(true);
    setProblem(null);
    try {
      await send('/api/sign-in', { method: 'POST', body: { token: input.value.trim() } });
      location.reload();
    } catch (error) {
      setProblem(asApiError(error));
      setBusy(false);
      input.select();
    }
  }

  const detail = (): string =>
    problem()?.status === 401 ? 'That is not this server’s access token.' : (problem()?.detail ?? '');
  return (
    <main id="main" class="sign-in">
      <form onSubmit={(event) => void signIn(event)}>
        <h1>
          <img src="/mark.svg" alt="" width="28" height="28" /> Assay
        </h1>
        <label for="token">Access token</label>
        <input
          id="token"
          ref={(element) => (input = element)}
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          aria-describedby="token-help"
          aria-invalid={problem() !== null}
        />
        <p id="token-help" class="faint">
          It is the value of <code>ACCESS_TOKEN</code> that this server was started with.
        </p>
        <button type="submit" class="primary" disabled={busy()}>
          {busy() ? 'Signing in…' : 'Sign in'}
          <Icon name="right" />
        </button>
        <div role="alert">
          <Show when={problem()}>
            <p class="problem-line">{detail()}</p>
          </Show>
        </div>
      </form>
    </main>
  );
}
