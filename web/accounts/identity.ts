/** The identity that Assay runs as, as the reader gave it: the same for every account, so it is kept in this browser. */
import { createSignal, type Accessor } from 'solid-js';
import { readIdentity } from './account-input.ts';

export interface Identity {
  /** The ARN to trust; null while none that can be read is given. */
  arn: Accessor<string | null>;
  /** As it was typed. */
  typed: Accessor<string>;
  /** What is wrong with what was typed; empty when nothing is. */
  problem: Accessor<string>;
  type(text: string): void;
}

const KEY = 'assay.identity';

export function createIdentity(): Identity {
  const [typed, setTyped] = createSignal(stored());
  const reading = () => readIdentity(typed());
  return {
    typed,
    arn: () => {
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
