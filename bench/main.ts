/** `npm run bench`: the figures that Assay promises, measured on this machine, each beside its bound. */
import { loadavg } from 'node:os';
import { benchAnswers } from './answers.ts';
import { benchChain, printChain } from './chain.ts';
import { benchCollect, printCollect } from './collect.ts';
import { benchRetrieval } from './retrieval.ts';
import { benchStreams, printStreams, type StreamsBench } from './streams.ts';

const rows: [what: string, measured: number | null, bound: number, unit: string][] = [];
const print = (text: string) => process.stdout.write(`${text}\n`);

print(
  `load average ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
);
const answers = await benchAnswers();
rows.push(
  ['start, empty data directory', answers.startColdSeconds, 15, 's'],
  ['start, filled data directory', answers.startWarmSeconds, 3, 's'],
  ['resident memory', answers.residentMb, 700, 'MB'],
  [`evidence at the client, p50 of ${answers.questions}`, answers.evidenceMs.p50, 60, 'ms'],
  [`whole composed answer, p50 of ${answers.questions}`, answers.wholeMs.p50, 250, 'ms'],
);
print(`${'measured'.padEnd(44)}${'is'.padStart(12)}${'bound'.padStart(12)}${'ratio'.padStart(8)}`);
for (const [what, measured, bound, unit] of rows) {
  const is = measured === null ? 'unknown' : `${measured} ${unit}`;
  const ratio = measured === null ? '' : (measured / bound).toFixed(2);
  print(`${what.padEnd(44)}${is.padStart(12)}${`${bound} ${unit}`.padStart(12)}${ratio.padStart(8)}`);
}
print(`p95: evidence ${answers.evidenceMs.p95} ms, whole answer ${answers.wholeMs.p95} ms`);

for (const retrieval of await benchRetrieval({ databaseUrl: process.env['TEST_DATABASE_URL'] ?? null })) {
  print(`retrieval at ${retrieval.findings} findings on the ${retrieval.database} database, ms:`);
  for (const [scope, times] of Object.entries(retrieval.retrieveMs))
    print(`${`  ${scope}`.padEnd(44)}p50 ${times.p50}, p90 ${times.p90}`);
}

print(printChain(await benchChain()));
// Each row as soon as it is there: a level that fails must not hide the others.
const onRow = (row: StreamsBench) => print(printStreams([row]));
const databaseUrl = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'] ?? null;
const onFailure = (error: unknown) => print(`streams: ${String(error)}`);
for (const place of databaseUrl === null ? [null] : [databaseUrl, null])
  await benchStreams({ databaseUrl: place, onRow }).catch(onFailure);
if (databaseUrl !== null) await benchStreams({ databaseUrl, processes: 2, streams: [1_000], onRow }).catch(onFailure);
for (const place of databaseUrl === null ? [null] : [databaseUrl, null])
  print(printCollect(await benchCollect({ databaseUrl: place })));
