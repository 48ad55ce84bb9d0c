/** Sends spans in batches as OTLP over HTTP in JSON. A collector that is slow, sick or gone disturbs nobody. */
import type { Log } from '../log.ts';
import type { Span } from './spans.ts';

export interface TraceExporter {
  add(spans: readonly Span[]): void;
  /** Sends what is left, for at most one request's time and two seconds: the end of a process waits for it. */
  close(): Promise<void>;
}

export interface TraceExporterOptions {
  /** The base, as OTEL_EXPORTER_OTLP_ENDPOINT gives it; `/v1/traces` is added. */
  endpoint: string;
  version: string;
  log: Log;
  flushMs?: number;
  timeoutMs?: number;
  fetch?: typeof fetch;
}

const BATCH = 256;
/** Spans that wait at most; the oldest go first. About 2 MB. */
const MOST_WAITING = 4096;
const LAST_MS = 2000;

export function createTraceExporter(options: TraceExporterOptions): TraceExporter {
  const { log, flushMs = 2000, timeoutMs = 5000, fetch: send = fetch } = options;
  const url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const waiting: Span[] = [];
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> | null = null;
  let failing = false;

  const post = async (spans: Span[]): Promise<void> => {
    try {
      const response = await send(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload(spans, options.version)),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the collector answered ${response.status}`);
      failing = false;
    } catch (error) {
      // Said once until it works again: a log line for each lost batch would help nobody.
      if (!failing) log.warn('traces.not_sent', { error, lost: spans.length });
      failing = true;
    }
  };

  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    sending ??= (async () => {
      while (waiting.length > 0) await post(waiting.splice(0, BATCH));
    })().finally(() => {
      sending = null;
    });
    return sending;
  };

  return {
    add(spans) {
      waiting.push(...spans);
      if (waiting.length > MOST_WAITING) waiting.splice(0, waiting.length - MOST_WAITING);
      if (waiting.length >= BATCH) void flush();
      else if (!timer) timer = setTimeout(() => void flush(), flushMs).unref();
    },
    async close() {
      const end = new Promise<void>((resolve) => setTimeout(resolve, Math.min(timeoutMs, LAST_MS)).unref());
      await Promise.race([flush(), end]);
      if (timer) clearTimeout(timer);
    },
  };
}

function payload(spans: Span[], version: string): object {
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: 'assay' } },
            { key: 'service.version', value: { stringValue: version } },
          ],
        },
        scopeSpans: [{ scope: { name: 'assay', version }, spans }],
      },
    ],
  };
}
