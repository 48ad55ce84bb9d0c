/** The identity that Assay runs as: what AWS says, unless the reader gives another, which is kept in this browser. */
import { createSignal, type Accessor } from 'solid-js';
import type { OwnIdentity } from '../../src/http/accounts-view.ts';
import { sendForJson } from '../wire/request.ts';
import { readIdentity } from './account-input.ts';

export interface Identity {
  /** The ARN to trust: what was typed, else what AWS says; null while there is neither. */
  arn: Accessor<string | null>;
  /** What the server found out; null until it was asked, and when it did not answer. */
  told: Accessor<OwnIdentity | null>;
  /** Asks the server, once a page. */
  ask(): void;
  /** As it was typed. */
  typed: Accessor<string>;
  /** What is wrong with what was typed; empty when nothing is. */
  problem: Accessor<string>;
  type(text: string): void;
}

const KEY = 'assay.identity';

export function createIdentity(): Identity {
  const [typed, setTyped] = createSignal(stored());
  const [told, setTold] = createSignal<OwnIdentity | null>(null);
  let asked = false;
  const reading = () => readIdentity(typed());
  return {
    typed,
    told,
    ask() {
      if (asked) return;
      asked = true;
      // Without an answer the reader types it: nothing is lost.
      sendForJson<OwnIdentity>('/api/accounts/identity').then(setTold, () => (asked = false));
    },
    arn: () => {
      if (typed().trim() === '') return told()?.principal ?? null;
      const read = reading();
      return read.ok ? read.value : null;
    },
    problem: () => {
      const read = reading();
      return typed().trim() === '' || read.ok ? '' : read.problem;
    },
    type(text) {
      setTyped(text);
      try {
        localStorage.setItem(KEY, text.trim());
      } catch {
        // Storage is refused in some private windows: it then lasts as long as the page.
      }
    },
  };
}

function stored(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}
