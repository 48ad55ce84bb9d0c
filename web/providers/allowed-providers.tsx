import { createSignal, For, Show, type JSX } from 'solid-js';
import type { AllowedProvidersReport, ProviderReport, ProvidersReport } from '../../src/http/api.ts';
import { PROVIDER_WORDS } from '../text/words.ts';
import { type ApiError, asApiError, sendForJson } from '../wire/request.ts';
import { providerName } from './provider-words.ts';

type Name = ProviderReport['provider'];

/** Every provider that leaves this machine; the composer always may answer. */
const MODELS = (Object.keys(PROVIDER_WORDS) as Name[]).filter((name) => name !== 'composer');

/** Says which providers this tenant's questions may go to, and takes it back. Nothing is sent before Save. */
export function AllowedProviders(props: { report: ProvidersReport; refresh: () => Promise<void> }): JSX.Element {
  /** What is ticked and not saved; null while nothing was touched. */
  const [draft, setDraft] = createSignal<readonly Name[] | null>(null);
  const [saving, setSaving] = createSignal(false);
  /** What held before the last save. */
  const [former, setFormer] = createSignal<{ list: Name[] | null } | null>(null);
  const [problem, setProblem] = createSignal<ApiError | null>(null);

  const forbidden = (name: Name): boolean => props.report.allowedByInstallation?.includes(name) === false;
  const free = (): Name[] => MODELS.filter((name) => !forbidden(name));
  const kept = (): readonly Name[] => props.report.allowedByTenant ?? MODELS;
  const ticked = (): readonly Name[] => draft() ?? kept();
  const changed = (): boolean => free().some((name) => ticked().includes(name) !== kept().includes(name));

  function tick(name: Name, on: boolean): void {
    setDraft(MODELS.filter((each) => (each === name ? on : ticked().includes(each))));
    setFormer(null);
    setProblem(null);
  }

  async function save(list: Name[] | null): Promise<void> {
    const before = props.report.allowedByTenant;
    setSaving(true);
    setProblem(null);
    try {
      const body = { providers: list };
      await sendForJson<AllowedProvidersReport>('/api/providers/allowed', { method: 'PUT', body });
      await props.refresh();
      setDraft(null);
      setFormer({ list: before });
    } catch (error) {
      setProblem(asApiError(error));
    } finally {
      setSaving(false);
    }
  }

  /** All that can be chosen is every provider; what is ruled out is never in a list, should that rule be lifted. */
  const saveTicked = (): Promise<void> => {
    const list = free().filter((name) => ticked().includes(name));
    return save(list.length === free().length ? null : list);
  };

  return (
    <form
      class="allowed"
      onSubmit={(event) => {
        event.preventDefault();
        void saveTicked();
      }}
    >
      <fieldset class="choice" disabled={saving()}>
        <legend>Questions may go to</legend>
        <For each={MODELS}>
          {(name) => (
            <label>
              <input
                type="checkbox"
                checked={ticked().includes(name) && !forbidden(name)}
                disabled={forbidden(name)}
                onChange={(event) => tick(name, event.currentTarget.checked)}
              />
              {providerName(name)}
              <Show when={forbidden(name)}>
                <span class="faint">ruled out by LLM_ALLOWED_PROVIDERS</span>
              </Show>
            </label>
          )}
        </For>
      </fieldset>
      <p class="faint">
        Holds from the next question on. With Bedrock alone nothing leaves AWS; with none the offline composer answers,
        on this machine. It is always allowed.
      </p>
      <div class="allowed-actions">
        <button type="submit" class="plain" disabled={saving() || !changed()}>
          {saving() ? 'Saving…' : 'Save'}
        </button>
        <Show when={draft() !== null && changed()}>
          <button type="button" class="quiet" onClick={() => setDraft(null)}>
            Leave it as it was
          </button>
        </Show>
        <span role="status">
          <Show when={former()}>
            {(before) => (
              <>
                Saved.{' '}
                <button type="button" class="quiet" onClick={() => void save(before().list)}>
                  Undo
                </button>
              </>
            )}
          </Show>
        </span>
        <Show when={problem()}>
          {(error) => (
            <p class="problem-line" role="alert">
              {error().detail}
            </p>
          )}
        </Show>
      </div>
    </form>
  );
}
