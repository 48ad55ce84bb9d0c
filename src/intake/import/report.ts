/** What an import did: per file and in all, and every refusal with its reason. */

export interface Refusal {
  file: string;
  /** Which record of the file, from 1; null when it is the file itself. */
  record: number | null;
  reason: string;
}

export interface Tally {
  records: number;
  /** Accepted and not there before. */
  added: number;
  /** Accepted, and already there: the same event, finding or bill line. */
  known: number;
  refused: number;
}

export interface ImportReport extends Tally {
  files: number;
  events: Tally;
  findings: Tally;
  costLines: Tally;
  /** Files, folders and addresses that gave nothing or broke off: one sentence each. */
  faults: string[];
  /** Files of other kinds in the folders given. */
  leftOut: number;
  /** Refusals by reason, the most frequent first, with the first few of each. */
  refusals: { reason: string; count: number; examples: Refusal[] }[];
  /** Findings that the event and cost rules opened. */
  derived: number;
  /** Lines taken out because the whole bill that came no longer holds them. */
  removedLines: number;
}

export interface ReportBuilder {
  add(kind: 'events' | 'findings' | 'costLines', tally: { added: number; known: number }): void;
  refuse(refusal: Refusal): void;
  fault(sentence: string): void;
  file(): void;
  counted(): { records: number; added: number; refused: number };
  build(rest: Pick<ImportReport, 'leftOut' | 'derived' | 'removedLines'>): ImportReport;
}

const EXAMPLES = 3;
/** A hostile file must not fill the memory with faults; reasons are ours and few. */
const MOST_FAULTS = 1000;

/** `onRefused` gets every refusal as it happens; the report keeps only the first of each reason. */
export function createReport(onRefused: (refusal: Refusal) => void = () => undefined): ReportBuilder {
  const empty = (): Tally => ({ records: 0, added: 0, known: 0, refused: 0 });
  const kinds = { events: empty(), findings: empty(), costLines: empty() };
  const total = empty();
  const groups = new Map<string, { reason: string; count: number; examples: Refusal[] }>();
  const faults: string[] = [];
  let files = 0;
  return {
    add(kind, { added, known }) {
      for (const tally of [kinds[kind], total]) {
        tally.records += added + known;
        tally.added += added;
        tally.known += known;
      }
    },
    refuse(refusal) {
      onRefused(refusal);
      total.records++;
      total.refused++;
      const group = groups.get(refusal.reason) ?? { reason: refusal.reason, count: 0, examples: [] };
      group.count++;
      if (group.examples.length < EXAMPLES) group.examples.push(refusal);
      groups.set(refusal.reason, group);
    },
    fault(sentence) {
      onRefused({ file: '', record: null, reason: sentence });
      if (faults.length < MOST_FAULTS) faults.push(sentence);
    },
    file: () => void files++,
    counted: () => ({ records: total.records, added: total.added, refused: total.refused }),
    build: (rest) => ({
      ...total,
      ...kinds,
      ...rest,
      files,
      faults,
      refusals: [...groups.values()].toSorted((a, b) => b.count - a.count),
    }),
  };
}
