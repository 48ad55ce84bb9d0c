/** One polite live region: what a screen reader hears of a streaming answer is its milestones, not its tokens. */
import { createContext, createSignal, useContext, type Accessor } from 'solid-js';

export interface Announcer {
  words: Accessor<string>;
  say(words: string): void;
}

export const AnnouncerContext = createContext<Announcer>();

export function createAnnouncer(): Announcer {
  const [words, setWords] = createSignal('', { equals: false });
  return { words, say: (text) => void setWords(text) };
}

/** Says a sentence politely; throws outside the app. */
export function useAnnouncer(): Announcer {
  const announcer = useContext(AnnouncerContext);
  if (announcer === undefined) throw new Error('useAnnouncer needs an AnnouncerContext above it');
  return announcer;
}
