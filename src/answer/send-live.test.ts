/** What a reader of a running answer is sent: each frame once and in order, as fast as it takes them, and the end. */
import { describe, expect, it } from 'vitest';
import { createFrameBytes } from './frame-bytes.ts';
import { encodeFrame } from './frames.ts';
import { type Outlet, sendLive } from './send-live.ts';
import type { LiveAnswer } from './stream-log.ts';

const ID = '00000000-0000-4000-8000-00000000000a';

function start({ frames = 0, after = null as number | null, takes = () => true }) {
  const watchers = new Set<() => void>();
  const live: LiveAnswer = {
    messageId: ID,
    tenantId: ID,
    sessionId: ID,
    frames: createFrameBytes(),
    closed: false,
    unreadSince: 1,
    readers: 0,
    stop: new AbortController(),
  };
  const append = (count = 1) => {
    for (let index = 0; index < count; index += 1)
      live.frames.append(encodeFrame(ID, live.frames.count(), { type: 'text-delta', id: 't', delta: `"${index}"\n` }));
    for (const notify of watchers) notify();
  };
  append(frames);
  const wrote: string[] = [];
  let drain = (): void => undefined;
  let ended = 0;
  const outlet: Outlet = {
    write: (bytes) => {
      wrote.push(bytes.toString());
      return takes();
    },
    onDrain: (resume) => (drain = resume),
    end: () => (ended += 1),
  };
  const log = {
    watch: (_answer: LiveAnswer, notify: () => void) => {
      watchers.add(notify);
      return () => watchers.delete(notify);
    },
  };
  const leave = sendLive(log, live, after, outlet);
  const close = () => {
    live.closed = true;
    for (const notify of watchers) notify();
  };
  const text = () => {
    let all = '';
    for (let next = 0; next < live.frames.count(); ) {
      const piece = live.frames.piece(next);
      next = piece.next;
      all += piece.bytes.toString();
    }
    return all;
  };
  return { live, append, close, leave, wrote, text, drain: () => drain(), ended: () => ended, watchers };
}

describe('a reader of a running answer', () => {
  it('is sent what is there in one write, each later frame once, and the end', () => {
    const reader = start({ frames: 3 });
    expect(reader.wrote).toEqual([reader.text()]);
    reader.append(2);
    reader.close();
    expect(reader.wrote.join('')).toBe(`${reader.text()}data: [DONE]\n\n`);
    expect(reader.wrote).toHaveLength(3);
    expect([reader.ended(), reader.live.readers, reader.watchers.size]).toEqual([1, 0, 0]);
  });

  it('begins after the position it names, also one of the future', () => {
    expect(start({ frames: 3, after: 1 }).wrote.join('')).toContain(`id: ${ID}.2\n`);
    expect(start({ frames: 3, after: 1 }).wrote.join('')).not.toContain(`id: ${ID}.1\n`);
    const ahead = start({ frames: 3, after: 99 });
    expect(ahead.wrote).toEqual([]);
    ahead.append();
    expect(ahead.wrote.join('')).toContain(`id: ${ID}.3\n`);
  });

  it('that is slow is sent nothing until it takes more, and then the rest at once', () => {
    let full = true;
    const reader = start({ frames: 1, takes: () => !full });
    reader.append(50);
    reader.close();
    expect(reader.wrote).toHaveLength(1);
    expect(reader.ended()).toBe(0);
    full = false;
    reader.drain();
    expect(reader.wrote.join('')).toBe(`${reader.text()}data: [DONE]\n\n`);
    expect(reader.wrote).toHaveLength(3);
    expect(reader.ended()).toBe(1);
  });

  it('that leaves is counted off once and sent no more', () => {
    const reader = start({ frames: 1 });
    expect([reader.live.readers, reader.live.unreadSince]).toEqual([1, null]);
    reader.leave();
    reader.leave();
    reader.append();
    reader.drain();
    expect(reader.wrote).toHaveLength(1);
    expect(reader.live.readers).toBe(0);
    expect(reader.live.unreadSince).not.toBeNull();
  });
});
