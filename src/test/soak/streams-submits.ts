/** Simultaneous submits with one key: one answer, one upstream call, everybody told the same. */
import { readLeg } from './streams-reader.ts';
import { type PacedUpstream, questionFor } from './streams-upstream.ts';
import type { Random } from '../providers/random.ts';

export interface SubmitsReport {
  rounds: number;
  submits: number;
  differences: string[];
}

/** Runs the rounds one after the other, the submits of a round at once and spread over `urls`. */
export async function runSubmits(options: {
  urls: readonly string[];
  upstream: PacedUpstream;
  random: Random;
  rounds: number;
  /** Simultaneous submits of a round. */
  width: number;
}): Promise<SubmitsReport> {
  const report: SubmitsReport = { rounds: 0, submits: 0, differences: [] };
  while (report.rounds < options.rounds) {
    const key = `submit-${report.rounds++}-${options.random.integer(1e9)}`;
    const submit = (message: string) =>
      readLeg({
        url: `${options.random.pick(options.urls)}/api/chat`,
        method: 'POST',
        headers: { 'idempotency-key': key },
        body: { message },
      });
    const legs = await Promise.all(Array.from({ length: options.width }, () => submit(questionFor(key))));
    report.submits += legs.length;
    const told = new Set(legs.map(({ status, done, events }) => `${status} ${done} ${events.join('\n')}`));
    const fault = (what: string) => report.differences.push(`${key}: ${what}`);
    if (told.size !== 1) fault(`${told.size} different streams`);
    const refused = legs.filter(({ status, done }) => status !== 200 || !done);
    if (refused.length > 0) fault(`${refused.length} not answered to the end, such as with ${refused[0]!.status}`);
    if (options.upstream.callsOf(key) !== 1) fault(`${options.upstream.callsOf(key)} upstream calls`);
    const other = await submit(questionFor(`${key}-other`));
    if (other.status !== 409) fault(`another payload got ${other.status}`);
    if (options.upstream.callsOf(`${key}-other`) !== 0) fault('another payload was sent upstream');
  }
  return report;
}
