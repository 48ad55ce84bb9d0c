/** Light, dark, or as the system says. The first paint is `public/theme.js`; both read the same key. */
import { createSignal } from 'solid-js';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'assay.theme';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** The chosen theme, and the step to the next one. */
export function createTheme() {
  const chosen = document.documentElement.dataset['theme'];
  const [theme, setTheme] = createSignal<Theme>(chosen === 'light' || chosen === 'dark' ? chosen : 'system');
  return {
    theme,
    step(): void {
      const next = NEXT[theme()];
      setTheme(next);
      if (next === 'system') delete document.documentElement.dataset['theme'];
      else document.documentElement.dataset['theme'] = next;
      try {
        if (next === 'system') localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, next);
      } catch {
        // Storage is refused in some private windows: the choice then lasts as long as the page.
      }
    },
  };
}
