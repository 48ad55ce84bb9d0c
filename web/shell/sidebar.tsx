import { createEffect, For, Match, on, Show, Switch, type JSX } from 'solid-js';
import type { Chat } from '../chat/chat-store.ts';
import { SessionRow } from '../chat/session-row.tsx';
import type { Sessions } from '../chat/sessions-store.ts';
import { Icon } from '../controls/icon.tsx';
import { ProblemNote } from '../controls/problem-note.tsx';
import { plural } from '../text/figures.ts';
import { useEstate } from './estate.ts';
import { Link, useRouter } from './link.tsx';
import { createTheme, type Theme } from './theme.ts';

const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const;
const THEME_WORDS: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

/** Wordmark, new question, the conversations, the other pages. A drawer on narrow screens. */
export function Sidebar(props: { sessions: Sessions; chat: Chat; open: boolean; close: () => void }): JSX.Element {
  const estate = useEstate();
  const router = useRouter();
  const theme = createTheme();
  let root!: HTMLElement;
  createEffect(
    on(
      () => props.open,
      (open) => open && root.querySelector<HTMLElement>('.new-question')?.focus(),
      { defer: true },
    ),
  );
  const page = (): string => router.route().page;

  return (
    <>
      <div class="scrim" onClick={() => props.close()} />
      <aside
        ref={(element) => (root = element)}
        class="sidebar"
        aria-label="Conversations and pages"
        onKeyDown={(event) => event.key === 'Escape' && props.close()}
      >
        <div class="sidebar-head">
          <Link href="/" class="wordmark" onFollow={props.close}>
            <img src="/mark.svg" alt="" width="20" height="20" />
            Assay
          </Link>
          <Show when={estate.report()?.demo}>
            <span class="demo-badge" title="Made-up data: no AWS account is connected yet">
              Demo estate
            </span>
          </Show>
          <button type="button" class="icon-button drawer-close" aria-label="Close" onClick={() => props.close()}>
            <Icon name="close" />
          </button>
        </div>
        <Link href="/" class="new-question" onFollow={props.close}>
          <Icon name="plus" />
          New question
        </Link>
        <SessionSearch sessions={props.sessions} />
        <SessionList sessions={props.sessions} chat={props.chat} close={props.close} />
        <nav class="sidebar-foot" aria-label="Pages">
          <Link href="/providers" aria-current={page() === 'providers' ? 'page' : undefined} onFollow={props.close}>
            Providers
          </Link>
          <Link href="/coverage" aria-current={page() === 'coverage' ? 'page' : undefined} onFollow={props.close}>
            Coverage
          </Link>
          <Link href="/accounts" aria-current={page() === 'accounts' ? 'page' : undefined} onFollow={props.close}>
            Accounts
          </Link>
          <button
            type="button"
            class="icon-button"
            title={`Colours: ${THEME_WORDS[theme.theme()]}`}
            aria-label={`Colours: ${THEME_WORDS[theme.theme()]}. Change.`}
            onClick={theme.step}
          >
            <Icon name={THEME_ICONS[theme.theme()]} />
          </button>
        </nav>
      </aside>
    </>
  );
}

function SessionSearch(props: { sessions: Sessions }): JSX.Element {
  return (
    <div class="session-search" role="search">
      <Icon name="search" />
      <input
        type="search"
        placeholder="Search conversations"
        aria-label="Search conversations"
        maxlength="200"
        value={props.sessions.state.query}
        onInput={(event) => props.sessions.search(event.currentTarget.value)}
      />
    </div>
  );
}

function SessionList(props: { sessions: Sessions; chat: Chat; close: () => void }): JSX.Element {
  const state = props.sessions.state;
  return (
    <div class="session-list" tabindex="-1">
      <Switch>
        <Match when={state.items.length > 0}>
          <ul aria-label="Conversations">
            <For each={state.items}>
              {(session) => (
                <SessionRow session={session} sessions={props.sessions} chat={props.chat} close={props.close} />
              )}
            </For>
          </ul>
          <Show when={state.nextCursor !== null}>
            <button type="button" class="quiet older" onClick={() => void props.sessions.more()}>
              Older ({plural(Math.max(0, state.total - state.items.length), 'more', 'more')})
            </button>
          </Show>
        </Match>
        <Match when={state.load === 'loading'}>
          <div class="session-skeleton" aria-label="Loading conversations">
            <span />
            <span />
            <span />
          </div>
        </Match>
        <Match when={state.problem}>
          {(problem) => (
            <ProblemNote
              detail={problem().detail}
              code={problem().code}
              requestId={problem().requestId}
              retry={() => void props.sessions.refresh()}
            />
          )}
        </Match>
        <Match when={state.query.trim() !== ''}>
          <p class="faint">No conversation has “{state.query.trim()}” in it.</p>
        </Match>
        <Match when={true}>
          <p class="faint">Your questions will be kept here.</p>
        </Match>
      </Switch>
    </div>
  );
}
