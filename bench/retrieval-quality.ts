/**
 * How well an embedder ranks the real check texts for labelled questions, beside a plain bag of words on the same texts in
 * the same run. Texts are read from the collectors as they stand; labels of checks that do not exist are left out.
 */
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CheckText } from '../collectors/collector.ts';
import type { Embedder } from '../src/embeddings/embedder.ts';
import { findingText } from '../src/embeddings/finding-text.ts';
import { HELD_OUT, type LabelledQuestion, TUNING } from '../src/embeddings/labelled.ts';

const COLLECTORS = fileURLToPath(new URL('../collectors/', import.meta.url));

interface CatalogueText extends CheckText {
  id: string;
  service: string;
}

export interface Score {
  questions: number;
  /** Of the relevant checks (five at most counted), the share among the first five. */
  recallAt5: number;
  /** Binary gains, first ten. */
  ndcgAt10: number;
}

export interface QualityReport {
  checks: number;
  local: { tuning: Score; heldOut: Score };
  bagOfWords: { tuning: Score; heldOut: Score };
  /** Tuning questions that the embedder answers worst; held-out ones are never listed. */
  worst: { question: string; recallAt5: number; first: string[] }[];
}

/** Measures `embedder` on every check text found under collectors/. Deterministic. */
export async function measureQuality(embedder: Embedder): Promise<QualityReport> {
  const catalogue = await readCatalogue();
  const ids = catalogue.map((check) => check.id);
  const texts = catalogue.map((check) => findingText(findingOf(check)));
  const embedded = byCosine(await embedder.embed(texts), async (question) => (await embedder.embed([question]))[0]!);
  const words = byCosine(texts.map(countWords), (question) => Promise.resolve(countWords(question)));
  const [tuning, heldOut] = [existing(TUNING, ids), existing(HELD_OUT, ids)];
  const tuned = await rankAll(tuning, ids, embedded);
  return {
    checks: ids.length,
    local: { tuning: scoreOf(tuned), heldOut: scoreOf(await rankAll(heldOut, ids, embedded)) },
    bagOfWords: {
      tuning: scoreOf(await rankAll(tuning, ids, words)),
      heldOut: scoreOf(await rankAll(heldOut, ids, words)),
    },
    worst: tuned
      .map((ranked) => ({ question: ranked.question, recallAt5: recallAt5(ranked), first: ranked.order.slice(0, 5) }))
      .filter((ranked) => ranked.recallAt5 < 1)
      .toSorted((left, right) => left.recallAt5 - right.recallAt5),
  };
}

/** Checks, rules and cost rules: whatever a collector exports that has an id and the words of a finding. */
export async function readCatalogue(): Promise<CatalogueText[]> {
  const found = new Map<string, CatalogueText>();
  const files = await Array.fromAsync(
    glob('**/*.ts', { cwd: COLLECTORS, exclude: (name) => name.endsWith('.test.ts') }),
  );
  for (const file of files.toSorted()) {
    const exported = Object.values((await import(`${COLLECTORS}${file}`)) as Record<string, unknown>);
    for (const value of exported.flat()) {
      if (isCatalogueText(value)) found.set(value.id, { ...value, service: file.split('/')[0]! });
    }
  }
  return [...found.values()];
}

function isCatalogueText(value: unknown): value is CatalogueText {
  if (typeof value !== 'object' || value === null) return false;
  return ['id', 'title', 'description', 'risk', 'consequence'].every(
    (key) => typeof (value as Record<string, unknown>)[key] === 'string',
  );
}

function findingOf(check: CatalogueText): Parameters<typeof findingText>[0] {
  return {
    ...check,
    checkId: check.id,
    desc: check.description,
    statusDetail: '',
    accountUid: '111122223333',
    region: 'eu-central-1',
    resourceUid: 'arn:aws:example:eu-central-1:111122223333:thing/one',
    resourceType: 'AWS::Example::Thing',
    resourceName: 'one',
    resourceTags: {},
  };
}

interface Ranked {
  question: string;
  relevant: Set<string>;
  order: string[];
}

type Vector = Float32Array | Map<string, number>;
type Rank = (question: string) => Promise<number[]>;

/** Ranks documents by cosine; both kinds of vector are compared within their own kind only. */
function byCosine<V extends Vector>(documents: V[], embed: (question: string) => Promise<V>): Rank {
  return async (question) => {
    const asked = await embed(question);
    const scores = documents.map((document) => cosine(asked, document));
    return scores.map((_, index) => index).toSorted((left, right) => scores[right]! - scores[left]! || left - right);
  };
}

function cosine(left: Vector, right: Vector): number {
  if (left instanceof Map && right instanceof Map) {
    const dot = left.entries().reduce((sum, [word, count]) => sum + count * (right.get(word) ?? 0), 0);
    return dot / (Math.hypot(...left.values()) * Math.hypot(...right.values()) || 1);
  }
  return (left as Float32Array).reduce((sum, value, axis) => sum + value * (right as Float32Array)[axis]!, 0);
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[a-z0-9]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function existing(questions: LabelledQuestion[], ids: string[]): LabelledQuestion[] {
  return questions
    .map(({ question, relevant }) => ({
      question,
      relevant: ids.filter((id) => relevant.some((label) => matches(label, id))),
    }))
    .filter(({ relevant }) => relevant.length > 0);
}

function matches(label: string, id: string): boolean {
  return label.endsWith('*') ? id.startsWith(label.slice(0, -1)) : id === label;
}

async function rankAll(questions: LabelledQuestion[], ids: string[], rank: Rank): Promise<Ranked[]> {
  const ranked: Ranked[] = [];
  for (const { question, relevant } of questions) {
    const order = (await rank(question)).map((index) => ids[index]!);
    ranked.push({ question, relevant: new Set(relevant), order });
  }
  return ranked;
}

function scoreOf(ranked: Ranked[]): Score {
  return { questions: ranked.length, recallAt5: mean(ranked.map(recallAt5)), ndcgAt10: mean(ranked.map(ndcgAt10)) };
}

function recallAt5({ relevant, order }: Ranked): number {
  return order.slice(0, 5).filter((id) => relevant.has(id)).length / Math.min(5, relevant.size);
}

function ndcgAt10({ relevant, order }: Ranked): number {
  const gain = (hits: boolean[]) => hits.reduce((sum, hit, index) => sum + (hit ? 1 / Math.log2(index + 2) : 0), 0);
  const best = Array.from({ length: Math.min(10, relevant.size) }, () => true);
  return gain(order.slice(0, 10).map((id) => relevant.has(id))) / gain(best);
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3));
}
