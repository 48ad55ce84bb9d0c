import { createEffect, createSignal, Match, on, Show, Switch, type JSX } from 'solid-js';
import { AccountsPage } from '../accounts/accounts-page.tsx';
import { ChatPage } from '../chat/chat-page.tsx';
import { createChat } from '../chat/chat-store.ts';
import { createSessions } from '../chat/sessions-store.ts';
import { CoveragePage } from '../coverage/coverage-page.tsx';
import { ProvidersPage } from '../providers/providers-page.tsx';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { createHttpTransport } from '../wire/chat-transport.ts';
import { whenSignedOut } from '../wire/request.ts';
import { AnnouncerContext, createAnnouncer } from './announcer.ts';
import { createDrawer } from './drawer.ts';
import { createEstate, EstateContext } from './estate.ts';
import { Link, RouterContext } from './link.tsx';
import { PageFrame } from './page-frame.tsx';
import { createRouter, sessionPath } from './router.ts';
import { Sidebar } from './sidebar.tsx';

/** The whole app: the sign-in page when the server asks for a token, else the shell. */
export function App(): JSX.Element {
  const [signedOut, setSignedOut] = createSignal(false);
  whenSignedOut(() => setSignedOut(true));
  return (
    <Show when={!signedOut()} fallback={<SignInPage />}>
      <Shell />
    </Show>
  );
}

function Shell(): JSX.Element {
  const router = createRouter();
  const estate = createEstate();
  const announcer = createAnnouncer();
  const sessions = createSessions();
  const drawer = createDrawer();
  const chat = createChat({
    transport: createHttpTransport(),
    onSessionStarted: (sessionId) => {
      router.go(sessionPath(sessionId), { replace: true });
      void sessions.refresh();
    },
    onSessionsChanged: () => void sessions.refresh(),
  });
  void sessions.refresh();
  const estateChanged = async (): Promise<void> => void (await Promise.all([estate.refresh(), sessions.refresh()]));

  createEffect(
    on(router.route, (route) => {
      drawer.close();
      if (route.page === 'chat') void chat.open(route.sessionId);
    }),
  );
  createEffect(() => {
    const route = router.route();
    const names = {
      chat: chat.state.title,
      providers: 'Providers',
      coverage: 'Coverage',
      accounts: 'Accounts',
      'not-found': 'Not found',
    };
    const name = names[route.page];
    document.title = name === '' ? 'Assay' : `${name} · Assay`;
  });

  return (
    <RouterContext.Provider value={router}>
      <EstateContext.Provider value={estate}>
        <AnnouncerContext.Provider value={announcer}>
          <div class="shell" classList={{ 'drawer-open': drawer.open() }}>
            <a class="skip-link" href="#main">
              Skip to the conversation
            </a>
            <Sidebar sessions={sessions} chat={chat} open={drawer.open()} close={drawer.close} />
            <div class="page-slot" inert={drawer.open()}>
              <Switch fallback={<NotFound openDrawer={drawer.show} />}>
                <Match when={router.route().page === 'chat'}>
                  <ChatPage chat={chat} sessions={sessions} openDrawer={drawer.show} />
                </Match>
                <Match when={router.route().page === 'providers'}>
                  <ProvidersPage openDrawer={drawer.show} />
                </Match>
                <Match when={router.route().page === 'coverage'}>
                  <CoveragePage openDrawer={drawer.show} />
                </Match>
                <Match when={router.route().page === 'accounts'}>
                  <AccountsPage openDrawer={drawer.show} estateChanged={estateChanged} />
                </Match>
              </Switch>
            </div>
          </div>
          <div class="off-screen" role="status" aria-live="polite">
            {announcer.words()}
          </div>
        </AnnouncerContext.Provider>
      </EstateContext.Provider>
    </RouterContext.Provider>
  );
}

function NotFound(props: { openDrawer: () => void }): JSX.Element {
  return (
    <PageFrame
      title="There is no such page"
      lead={<Link href="/">Ask a question instead</Link>}
      openDrawer={props.openDrawer}
    >
      {null}
    </PageFrame>
  );
}
