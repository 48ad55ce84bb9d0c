/** Prometheus' text format, version 0.0.4: counters and histograms of this process, and gauges read when asked. */

export type Labels = Record<string, string>;

export interface Counter {
  add(labels: Labels, amount?: number): void;
  render(): string;
}

export interface Histogram {
  observe(labels: Labels, value: number): void;
  render(): string;
}

/** Sets of labels kept per metric. More than this come from a fault, and must not fill the memory. */
const MOST_SERIES = 2000;

export function createCounter(name: string, help: string): Counter {
  const series = new Map<string, number>();
  return {
    add(labels, amount = 1) {
      const key = formatLabels(labels);
      if (!series.has(key) && series.size >= MOST_SERIES) return;
      series.set(key, (series.get(key) ?? 0) + amount);
    },
    render: () =>
      family(
        name,
        'counter',
        help,
        [...series].map(([labels, value]) => `${name}${labels} ${value}`),
      ),
  };
}

/** `bounds` are upper bounds, ascending; `+Inf` is added. */
export function createHistogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const series = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();
  return {
    observe(labels, value) {
      const key = formatLabels(labels);
      let entry = series.get(key);
      if (!entry) {
        if (series.size >= MOST_SERIES) return;
        entry = { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
        series.set(key, entry);
      }
      entry.sum += value;
      entry.count += 1;
      const at = bounds.findIndex((bound) => value <= bound);
      if (at >= 0) entry.counts[at]! += 1;
    },
    render: () =>
      family(
        name,
        'histogram',
        help,
        [...series.values()].flatMap(({ labels, counts, sum, count }) => {
          let below = 0;
          return [
            ...bounds.map((bound, index) => {
              below += counts[index]!;
              return `${name}_bucket${formatLabels({ ...labels, le: String(bound) })} ${below}`;
            }),
            `${name}_bucket${formatLabels({ ...labels, le: '+Inf' })} ${count}`,
            `${name}_sum${formatLabels(labels)} ${sum}`,
            `${name}_count${formatLabels(labels)} ${count}`,
          ];
        }),
      ),
  };
}

export interface GaugeValue {
  labels: Labels;
  value: number;
}

export function renderGauge(name: string, help: string, values: readonly GaugeValue[]): string {
  return family(
    name,
    'gauge',
    help,
    values.map(({ labels, value }) => `${name}${formatLabels(labels)} ${value}`),
  );
}

function family(name: string, type: string, help: string, lines: string[]): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.map((line) => `${line}\n`).join('')}`;
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Backslash, quote and line break are the format's own; a label longer than 200 characters helps nobody. */
function escapeValue(value: string): string {
  return value.slice(0, 200).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
