/** The readers of the stream bench, in a process of their own. Runs only as a child process, steered by messages. */
import { understand, receive, type Received, type ReadResult } from './streams-reader.ts';

export interface Percentiles {
  p50: number;
  p99: number;
  longest: number;
}

/** What the parent says: one more reader; or, once all read, which time counts and whether the stored text is compared. */
export type ReadersOrder =
  | { order: 'read'; url: string; body: object }
  | { order: 'sum up'; fromMs: number; toMs: number; storedAt: string | null };

/** What the child says: that something broke, or what all readers saw. */
export type ReadersReport = { failure: string } | ReadersResult;

export interface ReadersResult {
  /** Age of a token at its reader in the time that counts, ms. */
  ages: Percentiles;
  tokens: number;
  lost: number;
  doubled: number;
  /** Answers that did not end well or whose event ids were not in order. */
  broken: number;
  /** Answers whose stored text is not what the reader saw. */
  storedOtherwise: number;
}

if (process.send) obey();

function obey(): void {
  let reading: Promise<Received>[] = [];
  const fail = (error: unknown) => process.send!({ failure: String(error) } satisfies ReadersReport);
  process.on('message', (message: ReadersOrder) => {
    if (message.order === 'read') {
      const read = receive(message.url, message.body);
      read.catch(fail);
      reading.push(read);
      return;
    }
    const all = reading;
    reading = [];
    sumUp(all, message).then((result) => process.send!(result satisfies ReadersReport), fail);
  });
  process.on('disconnect', () => process.exit());
  process.send!({ failure: '' } satisfies ReadersReport);
}

async function sumUp(
  reading: Promise<Received>[],
  { fromMs, toMs, storedAt }: Extract<ReadersOrder, { order: 'sum up' }>,
): Promise<ReadersResult> {
  const results = (await Promise.all(reading)).map(understand);
  const counted = results.flatMap(({ ages }) => ages.filter(({ atMs }) => atMs >= fromMs && atMs < toMs));
  const sum = (pick: (result: ReadResult) => number) => results.reduce((total, result) => total + pick(result), 0);
  return {
    ages: percentiles(counted.map(({ ageMs }) => ageMs)),
    tokens: sum((result) => result.tokens),
    lost: sum((result) => result.lost),
    doubled: sum((result) => result.doubled),
    broken: sum((result) => (result.whole && result.badIds === 0 ? 0 : 1)),
    storedOtherwise: storedAt === null ? 0 : await countStoredOtherwise(storedAt, results),
  };
}

async function countStoredOtherwise(url: string, results: readonly ReadResult[]): Promise<number> {
  let wrong = 0;
  for (const { sessionId, text } of results) {
    const response = await fetch(`${url}/api/sessions/${sessionId}`);
    const { messages = [] } = (await response.json()) as { messages?: { text: string; status: string }[] };
    const last = messages.at(-1);
    if (last?.text !== text || last.status !== 'done') wrong += 1;
  }
  return wrong;
}

function percentiles(values: number[]): Percentiles {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1));
  return { p50: at(0.5), p99: at(0.99), longest: at(1) };
}
