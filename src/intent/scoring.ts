/** Scores the classifier against labelled questions, field by field. Says how many are wrong, never which: see the tests. */
import { classify } from './classify.ts';
import type { Entity, Intent } from './intent.ts';
import type { ExpectedIntent, LabelledQuestion, LabelledRange } from './labelled.ts';

export const FIELDS = [
  'kind',
  'services',
  'entities',
  'severities',
  'states',
  'timeRange',
  'comparedWith',
  'groupBy',
  'subject',
  'topics',
  'negated',
] as const satisfies readonly (keyof ExpectedIntent)[];

export type Field = (typeof FIELDS)[number];

/** How many of `total` questions have each field right, and how many have all of them right. */
export interface Scores {
  total: number;
  exact: number;
  right: Record<Field, number>;
}

/** The intent of the last turn, after classifying the turns before it in order. */
export function intentOf({ question, now, previous }: LabelledQuestion): Intent {
  const turns: Intent[] = [];
  for (const turn of previous ?? []) turns.push(classify(turn.question, now, [...turns]));
  return classify(question, now, turns.length > 0 ? turns : undefined);
}

/** The fields in which an intent differs from what is expected; lists compare as sets, periods as instants. */
export function wrongFields(actual: Intent, expected: ExpectedIntent): Field[] {
  return FIELDS.filter((field) => comparable(actual[field]) !== comparable(expected[field]));
}

/** Classifies every question and counts. */
export function score(questions: readonly LabelledQuestion[]): Scores {
  const right = Object.fromEntries(FIELDS.map((field) => [field, 0])) as Record<Field, number>;
  let exact = 0;
  for (const question of questions) {
    const wrong = wrongFields(intentOf(question), question.expect);
    if (wrong.length === 0) exact++;
    for (const field of FIELDS) if (!wrong.includes(field)) right[field]++;
  }
  return { total: questions.length, exact, right };
}

/** One line a field: `kind 98.5 % (1 missed)`. */
export function scoreLines({ total, exact, right }: Scores): string[] {
  const line = (name: string, count: number) =>
    `${name.padEnd(13)} ${((100 * count) / total).toFixed(1).padStart(5)} %  (${total - count} missed)`;
  return [...FIELDS.map((field) => line(field, right[field])), line('all fields', exact)];
}

function comparable(value: unknown): string {
  if (Array.isArray(value)) {
    return [...new Set(value.map((item) => (typeof item === 'object' ? entityKey(item as Entity) : String(item))))]
      .toSorted()
      .join('|');
  }
  if (value !== null && typeof value === 'object') return rangeKey(value as LabelledRange);
  return String(value);
}

function entityKey({ type, value }: Entity): string {
  return `${type} ${value}`;
}

function rangeKey({ from, to }: LabelledRange): string {
  return `${Date.parse(from)} ${Date.parse(to)}`;
}
