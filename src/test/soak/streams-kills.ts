/** Kills the server with SIGKILL in mid-answer and compares what is kept with what the provider had sent by then. */
import type { ChatMessage, SessionDetail, SessionSummary } from '../../http/api.ts';
import type { Random } from '../providers/random.ts';
import { type ServerProcess, spawnServer } from '../running-server.ts';
import { isTerminal } from './streams-cuts.ts';
import { readLeg } from './streams-reader.ts';
import { type PacedUpstream, questionFor, type SentPiece } from './streams-upstream.ts';

export interface StreamKillsReport {
  kills: number;
  /** Answers cut by a kill. */
  answers: number;
  /** Answers that were over before their kill. */
  escaped: number;
  /** Text that the provider had sent and that is not kept, by the time since it was sent, ms; one entry an answer. */
  lostMs: number[];
  differences: string[];
}

/** Text sent longer than this before a kill must be kept, ms. */
export const MOST_LOST_MS = 250;

/**
 * Kills and restarts `kills` times, `answersEach` answers running at each. `settleMs` is how long the new process may
 * take to close the answers of the dead. Leaves no process behind.
 */
export async function runStreamKills(options: {
  environment: Record<string, string>;
  upstream: PacedUpstream;
  random: Random;
  kills: number;
  answersEach: number;
  answerMs: number;
  settleMs: number;
  onKill?: (done: number) => void;
}): Promise<StreamKillsReport> {
  const { random, upstream } = options;
  const report: StreamKillsReport = { kills: 0, answers: 0, escaped: 0, lostMs: [], differences: [] };
  let server = await spawnServer(options.environment);
  const victims: Victim[] = [];
  try {
    while (report.kills < options.kills) {
      const keys = Array.from({ length: options.answersEach }, () => `kill-${report.kills}-${random.integer(1e9)}`);
      const legs = keys.map((key) =>
        readLeg({ url: `${server.url}/api/chat`, method: 'POST', body: { message: questionFor(key) } }),
      );
      await sentSomething(upstream, keys, server);
      await new Promise((resolve) => setTimeout(resolve, random.next() * options.answerMs));
      const killedAt = performance.now();
      const gone = server.kill();
      const sent = keys.map((key) => [...upstream.sentFor(key)]);
      await gone;
      const shown = await Promise.all(legs);
      for (const [index, key] of keys.entries()) {
        const over = shown[index]!.events.some((event) => isTerminal(event));
        victims.push({ key, over, killedAt, sent: sent[index]! });
      }
      report.kills += 1;
      server = await spawnServer(options.environment);
      options.onKill?.(report.kills);
    }
    const settledBy = Date.now() + options.settleMs;
    for (const victim of victims) {
      const kept = await keptAnswer(server.url, victim.key, settledBy);
      judge(report, victim, kept, textOf(upstream.sentFor(victim.key)));
      if (kept) await checkLog(report, server.url, victim.key, kept);
    }
    const last = await readLeg({
      url: `${server.url}/api/chat`,
      method: 'POST',
      body: { message: questionFor('after') },
    });
    if (!last.done || !last.events.some((event) => event.includes('"type":"finish"')))
      report.differences.push('the restarted server does not answer');
  } finally {
    await server.kill();
  }
  return report;
}

async function sentSomething(upstream: PacedUpstream, keys: readonly string[], server: ServerProcess): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  while (!keys.every((key) => upstream.sentFor(key).length > 0)) {
    if (Date.now() > giveUpAt) throw new Error(`The provider was never asked:\n${server.output().slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

interface Kept {
  sessionId: string;
  message: ChatMessage;
}

/** The answer once it no longer counts as running; null when its question is not there. */
async function keptAnswer(url: string, key: string, settledBy: number): Promise<Kept | null> {
  for (;;) {
    const query = encodeURIComponent(`Note ${key} in`);
    const { items } = await get<{ items: SessionSummary[] }>(`${url}/api/sessions?q=${query}`);
    if (!items[0]) return null;
    const session = await get<SessionDetail>(`${url}/api/sessions/${items[0].id}`);
    const message = session.messages.at(-1)!;
    if (message.status !== 'streaming' || Date.now() > settledBy) return { sessionId: session.id, message };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}

interface Victim {
  key: string;
  /** Its reader was told a terminal event. */
  over: boolean;
  killedAt: number;
  /** What the provider had sent when the kill came. */
  sent: readonly SentPiece[];
}

function judge(report: StreamKillsReport, victim: Victim, kept: Kept | null, whole: string): void {
  const fault = (what: string) => report.differences.push(`${victim.key}: ${what}`);
  if (!kept) return void fault('the answer is gone');
  const { status, text, attempts } = kept.message;
  if (status === 'done') {
    report.escaped += 1;
    if (text !== whole) fault('marked done, and not whole');
    return;
  }
  report.answers += 1;
  if (status !== 'interrupted') fault(`marked ${status}`);
  if (victim.over) fault('its reader was told an end that is not kept');
  const sent = textOf(victim.sent);
  if (!sent.startsWith(text)) fault(`kept text is no beginning of what was sent: …${text.slice(-60)}`);
  const lost = victim.sent.find((_piece, index) => textOf(victim.sent.slice(0, index + 1)).length > text.length);
  const lostMs = lost ? Math.round(victim.killedAt - lost.at) : 0;
  report.lostMs.push(lostMs);
  if (text !== '' && attempts.length === 0) fault('its attempt is not kept');
  if (attempts.some(({ state }) => state !== 'failed')) fault(`an attempt is kept as ${attempts[0]!.state}`);
}

const textOf = (pieces: readonly SentPiece[]) => pieces.map(({ text }) => text).join('');

/** What a reader who comes back is told: the rest, one terminal event, and the end. */
async function checkLog(report: StreamKillsReport, url: string, key: string, kept: Kept): Promise<void> {
  const rest = await readLeg({
    url: `${url}/api/chat/${kept.sessionId}/stream`,
    headers: { 'last-event-id': `${kept.message.id}.0` },
  });
  const terminals = rest.events.filter((event) => isTerminal(event)).length;
  if (rest.status !== 200 || !rest.done || terminals !== 1)
    report.differences.push(`${key}: told again with ${rest.status}, ${terminals} terminal events`);
}
