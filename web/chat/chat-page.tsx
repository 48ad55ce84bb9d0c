import { createEffect, createMemo, For, Match, on, onCleanup, onMount, Show, Switch, type JSX } from 'solid-js';
import { Icon } from '../controls/icon.tsx';
import { Menu } from '../controls/menu.tsx';
import { ProblemNote } from '../controls/problem-note.tsx';
import { EvidencePanel } from '../evidence/evidence-panel.tsx';
import { createEvidenceView, EvidenceViewContext } from '../evidence/evidence-view.ts';
import { useAnnouncer } from '../shell/announcer.ts';
import { useEstate } from '../shell/estate.ts';
import { showNameSafely } from '../text/show-safely.ts';
import { Answer } from './answer.tsx';
import type { Chat } from './chat-store.ts';
import { claimsWords } from './claims-words.ts';
import { Composer } from './composer.tsx';
import { QuestionText } from './question-text.tsx';
import type { Sessions } from './sessions-store.ts';
import { createStickToEnd } from './stick-to-end.ts';
import { Welcome } from './welcome.tsx';

/** The conversation: its questions and answers, the box to ask in, the evidence beside it. */
export function ChatPage(props: { chat: Chat; sessions: Sessions; openDrawer: () => void }): JSX.Element {
  const estate = useEstate();
  const announcer = useAnnouncer();
  const view = createEvidenceView();
  const stick = createStickToEnd();
  const { chat } = props;
  let box: HTMLTextAreaElement | undefined;

  createEffect(
    on(
      () => chat.state.sessionId,
      () => view.close(),
      { defer: true },
    ),
  );
  createEffect(
    on(
      () => [chat.state.running, chat.state.load] as const,
      ([running], before) => {
        if (before?.[0] === true && !running) announceEnd();
        if (before?.[0] === false && running) announcer.say('Looking for an answer.');
      },
    ),
  );

  function announceEnd(): void {
    const answer = chat.state.messages.at(-1);
    if (answer?.role !== 'assistant' || answer.failure !== null) return; // a failure is an alert of its own
    const ending = answer.status === 'stopped' ? 'The answer was stopped.' : 'The answer is complete.';
    announcer.say(`${ending} ${answer.claims === null ? '' : claimsWords(answer.claims)}`);
  }

  function ask(message: string): void {
    stick.toQuestion();
    void chat.ask(message);
    void estate.refresh();
  }

  onMount(() => {
    const slash = (event: KeyboardEvent): void => {
      const typing = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]');
      if (event.key !== '/' || typing || event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      box?.focus();
    };
    document.addEventListener('keydown', slash);
    onCleanup(() => document.removeEventListener('keydown', slash));
  });

  const lastIndex = createMemo(() => chat.state.messages.length - 1);
  return (
    <EvidenceViewContext.Provider value={view}>
      <main id="main" class="chat" classList={{ 'with-evidence': view.state() !== null }} tabindex="-1">
        <ChatHeader chat={chat} sessions={props.sessions} openDrawer={props.openDrawer} />
        <div class="thread" ref={stick.scroller}>
          <div class="thread-column" ref={stick.content}>
            <Switch>
              <Match when={chat.state.load === 'loading'}>
                <ThreadSkeleton />
              </Match>
              <Match when={chat.state.load === 'failed' && chat.state.problem}>
                {(problem) => (
                  <ProblemNote
                    detail={problem().detail}
                    code={problem().code}
                    requestId={problem().requestId}
                    retry={() => void chat.open(chat.state.sessionId)}
                  />
                )}
              </Match>
              <Match when={chat.state.messages.length === 0}>
                <Welcome ask={ask} />
              </Match>
              <Match when={true}>
                <For each={chat.state.messages}>
                  {(message, index) => (
                    <Show
                      when={message.role === 'assistant'}
                      fallback={<QuestionText text={message.text} createdAt={message.createdAt} />}
                    >
                      <Answer
                        answer={message}
                        question={chat.state.messages[index() - 1]?.text ?? ''}
                        live={chat.state.running && index() === lastIndex()}
                        reconnecting={chat.state.reconnecting && index() === lastIndex()}
                        retry={index() === lastIndex() ? () => void chat.retry() : null}
                        askAgain={chat.state.running ? null : ask}
                      />
                    </Show>
                  )}
                </For>
              </Match>
            </Switch>
          </div>
        </div>
        <Show when={!stick.stuck() && chat.state.messages.length > 0}>
          <button type="button" class="to-end" onClick={() => stick.toEnd()}>
            <Icon name="down" />
            Latest
          </button>
        </Show>
        <div class="dock">
          <Composer chat={chat} ask={ask} box={(element) => (box = element)} />
        </div>
        <EvidencePanel messages={chat.state.messages} />
      </main>
    </EvidenceViewContext.Provider>
  );
}

function ChatHeader(props: { chat: Chat; sessions: Sessions; openDrawer: () => void }): JSX.Element {
  const estate = useEstate();
  const title = (): string => {
    const { sessionId, title: given } = props.chat.state;
    return props.sessions.state.items.find((item) => item.id === sessionId)?.title ?? given;
  };
  const id = (): string => encodeURIComponent(props.chat.state.sessionId ?? '');
  return (
    <header class="top">
      <button
        type="button"
        class="icon-button drawer-opener"
        aria-label="Conversations and pages"
        onClick={() => props.openDrawer()}
      >
        <Icon name="menu" />
      </button>
      <h1 class="top-title">
        <bdi>{showNameSafely(title()) || 'New question'}</bdi>
      </h1>
      <Show when={estate.report()?.demo}>
        <span class="demo-badge top-badge">Demo estate</span>
      </Show>
      <Show when={props.chat.state.sessionId !== null}>
        <Menu
          label="Export this conversation"
          items={[
            { words: 'Export as Markdown', href: `/api/sessions/${id()}/export?format=md`, download: '' },
            { words: 'Export as JSON', href: `/api/sessions/${id()}/export?format=json`, download: '' },
          ]}
        />
      </Show>
    </header>
  );
}

function ThreadSkeleton(): JSX.Element {
  return (
    <div class="thread-skeleton" role="status" aria-label="Loading the conversation">
      <span class="wide" />
      <span />
      <span />
      <span class="short" />
    </div>
  );
}
