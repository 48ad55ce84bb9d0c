import type { JSX } from 'solid-js';
import { Icon } from '../controls/icon.tsx';

/** A page beside the conversations: its title, what it is for, and its content in one scrolling column. */
export function PageFrame(props: {
  title: string;
  lead: JSX.Element;
  openDrawer: () => void;
  children: JSX.Element;
}): JSX.Element {
  return (
    <main id="main" class="page" tabindex="-1">
      <header class="page-head">
        <button
          type="button"
          class="icon-button drawer-opener"
          aria-label="Conversations and pages"
          onClick={() => props.openDrawer()}
        >
          <Icon name="menu" />
        </button>
        <h1>{props.title}</h1>
      </header>
      <div class="page-column">
        <p class="page-lead">{props.lead}</p>
        {props.children}
      </div>
    </main>
  );
}
