/** The hold: nothing of an attempt is shown until it writes real text, so that a failure before it goes unseen. */
import { ProviderError } from './provider.ts';
import type { ProviderEvent } from './provider.ts';

export const HOLD_EVENTS = 64;
export const HOLD_BYTES = 256 * 1024;

export interface Hold {
  /** Takes the next event; the text to show once real text has come, else null. Throws when the preamble has no end. */
  take(event: ProviderEvent): string | null;
  /** True once real text has come. */
  open(): boolean;
}

/**
 * Holds comments, role-only deltas, hidden reasoning and leading white space, up to `HOLD_EVENTS` events of preamble and
 * `HOLD_BYTES` bytes of anything; above that the attempt is `malformed`. How long it may take is the first-token timer's.
 */
export function createHold(): Hold {
  let events = 0;
  let bytes = 0;
  let blank = '';
  let isOpen = false;
  const count = (size: number, countsAsEvent: boolean): void => {
    bytes += size;
    if (countsAsEvent) events += 1;
    if (events > HOLD_EVENTS || bytes > HOLD_BYTES)
      throw new ProviderError('malformed', { upstream: 'endless preamble' });
  };
  return {
    open: () => isOpen,
    take(event) {
      if (event.type === 'text-delta') {
        if (isOpen) return event.text;
        blank += event.text;
        if (blank.trim() === '') {
          count(event.text.length, true);
          return null;
        }
        isOpen = true;
        return blank;
      }
      if (!isOpen && event.type === 'activity') count(event.bytes ?? 0, (event.phase ?? 'preamble') === 'preamble');
      return null;
    },
  };
}
