/** Cuts a reader's connection at random places, lets it resume, and compares what it got with an undisturbed reader. */
import type { Random } from '../providers/random.ts';
import { type Cut, type Leg, type LegRequest, partOf, readLeg } from './streams-reader.ts';
import { type PacedUpstream, questionFor } from './streams-upstream.ts';

export interface CutsReport {
  answers: number;
  cuts: number;
  midEvent: number;
  /** Cuts before the first whole event: the reader asks again with its key. */
  beforeFirst: number;
  /** Resumed at another process than the one left. */
  moved: number;
  differences: string[];
}

/** How many answers are read at once. */
const AT_ONCE = 3;
/** In one answer, at most. */
const MOST_CUTS = 5;

/** Makes `cuts` cuts over as many answers as they need. `urls` are processes over one database. */
export async function runCuts(options: {
  urls: readonly string[];
  upstream: PacedUpstream;
  random: Random;
  cuts: number;
  /** Where cuts may fall: about the length of one answer. */
  answerBytes: number;
  answerMs: number;
}): Promise<CutsReport> {
  const report: CutsReport = { answers: 0, cuts: 0, midEvent: 0, beforeFirst: 0, moved: 0, differences: [] };
  const work = async () => {
    // A cut that would come after the end is none, so those that were made are counted: at most a few too many.
    while (report.cuts < options.cuts) {
      const plan = Array.from({ length: 1 + options.random.integer(MOST_CUTS) }, () => ({
        cut: randomCut(options),
        at: options.random.pick(options.urls),
      }));
      const key = `cut-${report.answers++}-${options.random.integer(1e9)}`;
      await cutAnswer(options, key, plan, report);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return report;
}

function randomCut(options: { random: Random; answerBytes: number; answerMs: number }): Cut {
  return options.random.next() < 0.6
    ? { afterBytes: 1 + options.random.integer(options.answerBytes) }
    : { afterMs: Math.round(options.random.next() * options.answerMs) };
}

async function cutAnswer(
  options: { urls: readonly string[]; upstream: PacedUpstream; random: Random },
  key: string,
  plan: readonly { cut: Cut; at: string }[],
  report: CutsReport,
): Promise<void> {
  const asked: LegRequest = {
    url: `${options.urls[0]}/api/chat`,
    method: 'POST',
    headers: { 'idempotency-key': key },
    body: { message: questionFor(key) },
  };
  const undisturbed = readLeg(asked);
  const events: string[] = [];
  let last: Leg | null = null;
  for (const [index, { cut, at }] of [...plan, { cut: null, at: options.random.pick(options.urls) }].entries()) {
    const leg = await readLeg(resuming(asked, at, events), cut);
    if (leg.status === 204) break;
    // 0: cut before the head of the response came.
    if (leg.status !== 200 && !(leg.status === 0 && cut)) {
      report.differences.push(`${key}: leg ${index} was refused with ${leg.status}`);
      break;
    }
    events.push(...leg.events);
    last = leg;
    if (leg.done) break;
    report.cuts += 1;
    if (leg.midEvent) report.midEvent += 1;
    if (events.length === 0) report.beforeFirst += 1;
    if (index > 0 && plan[index - 1]?.at !== at) report.moved += 1;
  }
  const whole = await undisturbed;
  const difference = compare(whole, events, last);
  if (difference) report.differences.push(`${key}: ${difference}`);
  const calls = options.upstream.callsOf(key);
  if (calls !== 1) report.differences.push(`${key}: ${calls} upstream calls`);
}

/** With an event id where it got to; without one it submits again with its key. */
function resuming(asked: LegRequest, at: string, events: readonly string[]): LegRequest {
  const last = events.at(-1);
  if (!last) return { ...asked, url: `${at}/api/chat` };
  const start = partOf(events[0]!) as unknown as { messageMetadata: { sessionId: string } };
  return {
    url: `${at}/api/chat/${start.messageMetadata.sessionId}/stream`,
    headers: { 'last-event-id': /^id: (\S+)/.exec(last)![1]! },
  };
}

function compare(whole: Leg, events: readonly string[], last: Leg | null): string | null {
  if (!whole.done) return `the undisturbed reader got no end (status ${whole.status}, ${whole.events.length} events)`;
  const terminals = whole.events.filter((event) => isTerminal(event)).length;
  if (terminals !== 1) return `${terminals} terminal events`;
  const at = whole.events.findIndex((event, index) => event !== events[index]);
  if (at >= 0) return `event ${at} of ${whole.events.length} differs: ${events[at]?.slice(0, 80) ?? 'missing'}`;
  if (events.length > whole.events.length) return `${events.length - whole.events.length} events too many`;
  return last ? null : 'nothing was read';
}

/** Whether an event ends an answer. */
export function isTerminal(event: string): boolean {
  return ['finish', 'error', 'abort'].includes(partOf(event).type);
}
