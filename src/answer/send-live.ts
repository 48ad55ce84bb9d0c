/** Sends a running answer to a reader of this process as its parts come: no promise and no copy for each token. */
import { DONE_FRAME, HEARTBEAT } from './frames.ts';
import type { LiveAnswer, StreamLog } from './stream-log.ts';

/** Where a reader's events go. */
export interface Outlet {
  /** False: it is full, and `onDrain` says when it is no more. */
  write(bytes: Buffer): boolean;
  onDrain(resume: () => void): void;
  end(): void;
}

/** Longest silence on a stream, ms: proxies close what says nothing for longer. */
export const HEARTBEAT_MS = 15_000;

const DONE_BYTES = Buffer.from(DONE_FRAME);
const HEARTBEAT_BYTES = Buffer.from(HEARTBEAT);

/**
 * Sends everything after position `after` (null: all), a heartbeat in every silence, and [DONE] last, and then ends the
 * outlet. A full outlet only lags. Returns what to call when the reader has gone; calling it later does nothing.
 */
export function sendLive(
  log: Pick<StreamLog, 'watch'>,
  live: LiveAnswer,
  after: number | null,
  outlet: Outlet,
): () => void {
  let next = Math.min((after ?? -1) + 1, live.frames.count());
  let full = false;
  let over = false;

  const send = (): void => {
    if (over || full) return;
    while (next < live.frames.count() && !full) {
      const piece = live.frames.piece(next);
      next = piece.next;
      put(piece.bytes);
    }
    if (!live.closed || full) return;
    put(DONE_BYTES);
    leave();
    outlet.end();
  };

  const put = (bytes: Buffer): void => {
    quietSince = performance.now();
    full = !outlet.write(bytes);
  };

  /** Sleeps for the rest of the silence: to begin it anew with each token would cost more. */
  const beat = (): void => {
    const left = full ? HEARTBEAT_MS : quietSince + HEARTBEAT_MS - performance.now();
    if (left <= 0) put(HEARTBEAT_BYTES);
    heartbeat = setTimeout(beat, left > 0 ? left : HEARTBEAT_MS);
  };

  let quietSince = performance.now();
  let heartbeat = setTimeout(beat, HEARTBEAT_MS);
  const forget = countReader(live);
  const unwatch = log.watch(live, send);
  const leave = (): void => {
    if (over) return;
    over = true;
    clearTimeout(heartbeat);
    unwatch();
    forget();
  };
  outlet.onDrain(() => {
    full = false;
    send();
  });
  send();
  return leave;
}

/** Counts one more reader of an answer; what it returns takes it back. Without readers an answer is stopped. */
export function countReader(live: LiveAnswer): () => void {
  live.readers++;
  live.unreadSince = null;
  return () => {
    live.readers--;
    if (live.readers === 0) live.unreadSince = Date.now();
  };
}
