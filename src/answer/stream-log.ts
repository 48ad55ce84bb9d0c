/**
 * The durable log of running answers. Writers append parts; readers, here or in another process, follow the log. Live
 * readers are served from memory; every FLUSH_MS one statement keeps the new parts of all running answers, so a killed
 * process loses at most that much text.
 */
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import type { Log } from '../log.ts';
import type { StreamPart } from '../http/api.ts';
import { createFrameBytes, type FrameBytes } from './frame-bytes.ts';
import { encodeFrame } from './frames.ts';
import { keepParts, type Unkept } from './keep-parts.ts';
import { keptLine } from './kept-parts.ts';

/** Between two writes of the log, ms. A killed process loses what came in this time and in the write itself. */
const FLUSH_MS = 100;
/**
 * Between two rounds in which readers are told what came, ms. With few answers each part goes out at once; with many,
 * what came to all of them goes out together, and the processes that read are woken once for all of it.
 */
const TELL_MS = 8;
/** Between two signs of life of an answer that has nothing to say, ms: a third of what makes it dead. */
const HEARTBEAT_MS = 5000;

/** One running answer in this process. */
export interface LiveAnswer {
  messageId: string;
  tenantId: string;
  sessionId: string;
  frames: FrameBytes;
  closed: boolean;
  /** When the last reader left, epoch ms; null while one reads. */
  unreadSince: number | null;
  readers: number;
  stop: AbortController;
}

export interface StreamLog {
  /** Registers a new answer. */
  open(answer: { messageId: string; tenantId: string; sessionId: string }): LiveAnswer;
  append(answer: LiveAnswer, part: StreamPart): void;
  /** Keeps what was appended so far: an answer is marked over only after its end can be read by everybody. */
  keep(): Promise<void>;
  /** Keeps what is left; then the answer is read from the database only. */
  close(answer: LiveAnswer): Promise<void>;
  find(messageId: string): LiveAnswer | undefined;
  findBySession(tenantId: string, sessionId: string): LiveAnswer | undefined;
  running(): LiveAnswer[];
  /** Calls back soon after each append and at the close of this answer, until the function it returns is called. */
  watch(answer: LiveAnswer, onChange: () => void): () => void;
  end(): Promise<void>;
}

interface Watched {
  watchers: Set<() => void>;
}

/** How far an answer is kept, and what is not: its lines of the log and the text that the last of them names. */
interface Kept {
  kept: number;
  unkept: string;
  named: string | null;
}

type Entry = LiveAnswer & Watched & Kept;

function takeUnkept(entry: Entry): Unkept {
  const taken = { messageId: entry.messageId, from: entry.kept, to: entry.frames.count(), lines: entry.unkept };
  entry.kept = taken.to;
  entry.unkept = '';
  entry.named = null;
  return taken;
}

/** What could not be written goes with the next write, before what came since. */
function giveBack(entry: Entry, { from, lines }: Unkept): void {
  entry.kept = from;
  entry.unkept = lines + entry.unkept;
}

function wake({ watchers }: Watched): void {
  for (const notify of watchers) notify();
}

export function createStreamLog(sql: Sql, log: Log): StreamLog {
  const live = new Map<string, Entry>();
  let timer: NodeJS.Timeout | null = null;
  let heart: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let queued: Promise<void> | null = null;
  let beating = false;
  let untold = new Set<Watched>();
  let toldAt = 0;

  const tell = () => {
    toldAt = performance.now();
    const entries = untold;
    untold = new Set();
    for (const entry of entries) wake(entry);
  };

  const tellSoon = (entry: Watched) => {
    untold.add(entry);
    if (untold.size > 1) return;
    const early = toldAt + TELL_MS - performance.now();
    if (early > 0) setTimeout(tell, early);
    // What is appended in one go is told in one go.
    else setImmediate(tell);
  };

  /** Whoever asks while a write is under way shares the next one: many answers may end in one instant. */
  const flush = (): Promise<void> => {
    queued ??= writing = writing
      .then(writePending)
      .catch((error: unknown) => log.error('answer.log.failed', { error }));
    return queued;
  };

  const writePending = async () => {
    queued = null;
    if (timer) clearTimeout(timer);
    timer = null;
    const pending = [...live.values()].filter((entry) => entry.frames.count() > entry.kept);
    for (const [tenantId, entries] of Map.groupBy(pending, (entry) => entry.tenantId)) {
      const taken = entries.map(takeUnkept);
      try {
        await withTenant(sql, { tenantId, role: 'chat' }, (sql) => keepParts(sql, tenantId, taken));
      } catch (error) {
        for (const [index, entry] of entries.entries()) giveBack(entry, taken[index]!);
        throw error;
      }
    }
  };

  /**
   * A provider may be silent for long while nothing is written; another process must not take the answer for dead. One
   * that was taken for dead all the same, or deleted, is nobody's any more: it costs no further token.
   */
  const beat = async () => {
    for (const [tenantId, entries] of Map.groupBy(live.values(), (entry) => entry.tenantId)) {
      const ours = await withTenant(
        sql,
        { tenantId, role: 'chat' },
        // A row that somebody is just finishing needs no sign of life; waiting for several such rows would be a deadlock.
        (sql) => sql<{ messageId: string }[]>`
          with running as (
            select message_id from chat_messages where tenant_id = ${tenantId} and status = 'streaming'
              and message_id = any(${entries.map((entry) => entry.messageId)}::uuid[])
          ), free as (
            select message_id from chat_messages where tenant_id = ${tenantId} and message_id in (select * from running)
            for no key update skip locked
          ), beaten as (
            update chat_messages set heartbeat_at = now()
            where tenant_id = ${tenantId} and message_id in (select * from free)
          )
          select message_id as "messageId" from running`,
      );
      const known = new Set(ours.map(({ messageId }) => messageId));
      for (const entry of entries) if (!known.has(entry.messageId)) entry.stop.abort('lost');
    }
  };

  /** After the write under way: two of them at once would lock the same rows in different orders. */
  const startHeart = () => {
    heart ??= setInterval(() => {
      if (beating) return;
      beating = true;
      writing = writing
        .then(beat)
        .catch((error: unknown) => log.error('answer.log.failed', { error }))
        .finally(() => (beating = false));
    }, HEARTBEAT_MS).unref();
  };

  const stopHeart = () => {
    if (heart) clearInterval(heart);
    heart = null;
  };

  const schedule = () => {
    timer ??= setTimeout(() => void flush(), FLUSH_MS);
  };

  const open: StreamLog['open'] = (answer) => {
    const entry = {
      ...answer,
      frames: createFrameBytes(),
      closed: false,
      unreadSince: Date.now(),
      readers: 0,
      stop: new AbortController(),
      kept: 0,
      unkept: '',
      named: null,
      watchers: new Set<() => void>(),
    };
    live.set(answer.messageId, entry);
    startHeart();
    return entry;
  };
  const entryOf = (answer: LiveAnswer) => answer as Entry;

  return {
    open,
    append: (answer, part) => {
      const entry = entryOf(answer);
      answer.frames.append(encodeFrame(answer.messageId, answer.frames.count(), part));
      entry.unkept += keptLine(part, entry.named);
      if (part.type === 'text-delta') entry.named = part.id;
      tellSoon(entry);
      schedule();
    },
    keep: flush,
    close: async (answer) => {
      await flush();
      answer.closed = true;
      wake(entryOf(answer));
      live.delete(answer.messageId);
      if (live.size === 0) stopHeart();
    },
    find: (messageId) => live.get(messageId),
    findBySession: (tenantId, sessionId) =>
      [...live.values()].find((entry) => entry.tenantId === tenantId && entry.sessionId === sessionId),
    running: () => [...live.values()],
    watch: (answer, onChange) => {
      entryOf(answer).watchers.add(onChange);
      return () => entryOf(answer).watchers.delete(onChange);
    },
    end: async () => {
      stopHeart();
      await flush();
    },
  };
}
