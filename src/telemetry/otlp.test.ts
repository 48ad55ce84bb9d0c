import { expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { createTraceExporter } from './otlp.ts';
import type { Span } from './spans.ts';

const span: Span = {
  traceId: '0'.repeat(32),
  spanId: '0'.repeat(16),
  name: 'answer',
  kind: 1,
  startTimeUnixNano: '1',
  endTimeUnixNano: '2',
  attributes: [],
  status: { code: 0 },
};

/** An exporter whose collector behaves as `answer` does. */
function exporterTo(answer: () => Promise<Response>) {
  const lines: string[] = [];
  const batches: number[] = [];
  const exporter = createTraceExporter({
    endpoint: 'http://127.0.0.1:1/',
    version: 'test',
    log: createLog('debug', (line) => void lines.push(line)),
    flushMs: 1,
    timeoutMs: 100,
    fetch: (url, init) => {
      expect(url).toBe('http://127.0.0.1:1/v1/traces');
      const { resourceSpans } = JSON.parse(init!.body as string) as {
        resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
      };
      batches.push(resourceSpans[0]!.scopeSpans[0]!.spans.length);
      return answer();
    },
  });
  return { exporter, lines, batches };
}

it('sends in batches, and the rest at its end', async () => {
  const { exporter, lines, batches } = exporterTo(() => Promise.resolve(new Response('{}')));
  exporter.add(Array.from({ length: 300 }, () => span));
  await exporter.close();
  expect(batches).toEqual([256, 44]);
  expect(lines).toEqual([]);
});

it('complains once of a collector that is gone or sick, and disturbs nobody', async () => {
  const { exporter, lines, batches } = exporterTo(() => Promise.reject(new TypeError('fetch failed')));
  exporter.add(Array.from({ length: 600 }, () => span));
  await exporter.close();
  expect(batches).toEqual([256, 256, 88]);
  expect(lines).toHaveLength(1);
  const sick = exporterTo(() => Promise.resolve(new Response('no', { status: 500 })));
  sick.exporter.add([span]);
  await sick.exporter.close();
  expect(sick.lines.join('')).toContain('the collector answered 500');
});

it('waits no longer than its time at the end for a collector that hangs', async () => {
  const { exporter, batches } = exporterTo(() => new Promise(() => undefined));
  for (let round = 0; round < 50; round++) exporter.add(Array.from({ length: 200 }, () => span));
  await exporter.close();
  expect(batches.length).toBe(1);
});
