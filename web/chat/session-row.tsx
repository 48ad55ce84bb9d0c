import { createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import type { SessionSummary } from '../../src/http/api.ts';
import { Menu } from '../controls/menu.tsx';
import { useEstate } from '../shell/estate.ts';
import { Link, useRouter } from '../shell/link.tsx';
import { sessionPath } from '../shell/router.ts';
import { formatAge, formatInstant } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';
import { asApiError } from '../wire/request.ts';
import type { Chat } from './chat-store.ts';
import type { Sessions } from './sessions-store.ts';

/** One conversation in the list: open, rename in place, export, delete after a second yes. */
export function SessionRow(props: {
  session: SessionSummary;
  sessions: Sessions;
  chat: Chat;
  close: () => void;
}): JSX.Element {
  const estate = useEstate();
  const router = useRouter();
  const [mode, setMode] = createSignal<'plain' | 'rename' | 'delete'>('plain');
  const [problem, setProblem] = createSignal<string | null>(null);
  let row!: HTMLLIElement;
  const title = (): string => showNameSafely(props.session.title || 'Untitled');
  const current = (): boolean => props.chat.state.sessionId === props.session.id && router.route().page === 'chat';
  const exportPath = (format: string): string =>
    `/api/sessions/${encodeURIComponent(props.session.id)}/export?format=${format}`;

  function back(): void {
    setMode('plain');
    setProblem(null);
    queueMicrotask(() => row.querySelector<HTMLElement>('a, button')?.focus());
  }

  async function rename(name: string): Promise<void> {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed === props.session.title) return back();
    try {
      await props.sessions.rename(props.session.id, trimmed);
      if (current()) props.chat.rename(trimmed);
      back();
    } catch (error) {
      setProblem(asApiError(error).detail);
    }
  }

  async function remove(): Promise<void> {
    const wasCurrent = current();
    try {
      await props.sessions.remove(props.session.id);
      if (wasCurrent) router.go('/');
    } catch (error) {
      setProblem(asApiError(error).detail);
    }
  }

  return (
    <li ref={(element) => (row = element)} class="session" classList={{ current: current() }}>
      <Switch>
        <Match when={mode() === 'plain'}>
          <Link
            href={sessionPath(props.session.id)}
            aria-current={current() ? 'page' : undefined}
            title={`${title()}\n${formatInstant(props.session.updatedAt)}`}
            onFollow={props.close}
          >
            <bdi class="session-title">{title()}</bdi>
            <span class="session-when">
              <Show when={props.session.running} fallback={formatAge(props.session.updatedAt, estate.wallMs())}>
                <span class="running">answering</span>
              </Show>
            </span>
          </Link>
          <Menu
            label={`More for “${title()}”`}
            items={[
              { words: 'Rename', run: () => setMode('rename') },
              { words: 'Export as Markdown', href: exportPath('md'), download: '' },
              { words: 'Export as JSON', href: exportPath('json'), download: '' },
              { words: 'Delete…', run: () => setMode('delete'), danger: true },
            ]}
          />
        </Match>
        <Match when={mode() === 'rename'}>
          <form
            class="session-rename"
            onSubmit={(event) => {
              event.preventDefault();
              void rename(event.currentTarget.querySelector('input')?.value ?? '');
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              back();
            }}
          >
            <input
              ref={(input) => queueMicrotask(() => input.select())}
              value={props.session.title}
              maxlength="200"
              aria-label="New name"
            />
            <button type="submit" class="plain">
              Save
            </button>
          </form>
        </Match>
        <Match when={mode() === 'delete'}>
          <div
            class="session-delete"
            role="alertdialog"
            aria-label={`Delete “${title()}”?`}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              back();
            }}
          >
            <p>
              Delete <bdi>“{title()}”</bdi> with its evidence? There is no way back.
            </p>
            <button ref={(keep) => queueMicrotask(() => keep.focus())} type="button" class="plain" onClick={back}>
              Keep
            </button>
            <button type="button" class="plain danger" onClick={() => void remove()}>
              Delete
            </button>
          </div>
        </Match>
      </Switch>
      <Show when={problem()}>
        <p class="problem-line" role="alert">
          {problem()}
        </p>
      </Show>
    </li>
  );
}
