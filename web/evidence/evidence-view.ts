/** Which evidence the panel shows, and what had the focus before it opened. */
import { createContext, createSignal, useContext, type Accessor } from 'solid-js';

export interface EvidenceViewState {
  messageId: string;
  /** Null: the list of all of this answer's evidence. */
  label: string | null;
}

export interface EvidenceView {
  state: Accessor<EvidenceViewState | null>;
  /** Opens the panel, or turns it to another item; `opener` gets the focus back at the end. */
  show(messageId: string, label: string | null, opener?: HTMLElement): void;
  close(): void;
}

export const EvidenceViewContext = createContext<EvidenceView>();

export function createEvidenceView(): EvidenceView {
  const [state, setState] = createSignal<EvidenceViewState | null>(null);
  let opener: HTMLElement | null = null;
  return {
    state,
    show(messageId, label, from) {
      opener = from ?? opener;
      setState({ messageId, label });
    },
    close() {
      if (state() === null) return;
      setState(null);
      if (opener?.isConnected) opener.focus();
      opener = null;
    },
  };
}

/** The evidence view of the chat page; throws outside it. */
export function useEvidenceView(): EvidenceView {
  const view = useContext(EvidenceViewContext);
  if (view === undefined) throw new Error('useEvidenceView needs an EvidenceViewContext above it');
  return view;
}
