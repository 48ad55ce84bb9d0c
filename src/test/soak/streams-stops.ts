/** Stops an answer, from another process where there is one, and measures until its provider's connection is closed. */
import type { ChatMessage, SessionDetail } from '../../http/api.ts';
import type { Random } from '../providers/random.ts';
import { isTerminal } from './streams-cuts.ts';
import { partOf, readLeg } from './streams-reader.ts';
import { type PacedUpstream, questionFor } from './streams-upstream.ts';

export interface StopsReport {
  stops: number;
  /** From the request to stop until the provider's connection was closed, ms. */
  tookMs: number[];
  differences: string[];
}

/** A stop must have reached the provider by then, ms. */
export const MOST_STOP_MS = 250;

/** One answer at a time runs at the first of `urls` and is stopped at the last, at a random moment of its text. */
export async function runStops(options: {
  urls: readonly string[];
  upstream: PacedUpstream;
  random: Random;
  stops: number;
}): Promise<StopsReport> {
  const { upstream, random } = options;
  const [home, elsewhere] = [options.urls[0]!, options.urls.at(-1)!];
  const report: StopsReport = { stops: 0, tookMs: [], differences: [] };
  while (report.stops < options.stops) {
    const key = `stop-${report.stops++}-${random.integer(1e9)}`;
    const fault = (what: string) => report.differences.push(`${key}: ${what}`);
    const first = Promise.withResolvers<string>();
    const reading = readLeg({
      url: `${home}/api/chat`,
      method: 'POST',
      body: { message: questionFor(key) },
      onFirst: first.resolve,
    });
    const sessionId = (partOf(await first.promise) as unknown as { messageMetadata: { sessionId: string } })
      .messageMetadata.sessionId;
    const pieces = 1 + random.integer(40);
    await until(() => upstream.sentFor(key).length >= pieces);
    const began = performance.now();
    const stopping = fetch(`${elsewhere}/api/chat/${sessionId}/stop`, { method: 'POST' });
    await until(() => upstream.standIn.openResponses() === 0);
    report.tookMs.push(Math.round(performance.now() - began));
    const stopped = (await (await stopping).json()) as { stopped: boolean };
    const leg = await reading;
    const message = await answerOf(elsewhere, sessionId);
    if (!stopped.stopped) fault('it was said not to be stopped');
    if (!leg.done || leg.events.filter((event) => isTerminal(event)).length !== 1) fault('not one terminal event');
    if (message.status !== 'stopped') fault(`marked ${message.status}`);
  }
  return report;
}

async function answerOf(url: string, sessionId: string): Promise<ChatMessage> {
  const session = (await (await fetch(`${url}/api/sessions/${sessionId}`)).json()) as SessionDetail;
  return session.messages.at(-1)!;
}

async function until(holds: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error('What was waited for did not happen in a minute');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
