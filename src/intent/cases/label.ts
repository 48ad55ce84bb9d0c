/** Short hands for writing labelled questions: what is not said of an intent is empty. */
import type { ExpectedIntent, LabelledQuestion, LabelledRange } from '../labelled.ts';

/** A Wednesday, in the seventh week of the fourth quarter. */
export const NOW = '2026-11-18T09:30:00.000Z';

const EMPTY: Omit<ExpectedIntent, 'kind'> = {
  services: [],
  entities: [],
  severities: [],
  states: [],
  timeRange: null,
  comparedWith: null,
  groupBy: [],
  subject: null,
  topics: [],
  negated: false,
};

/** One labelled question, asked at NOW unless said otherwise. */
export function ask(
  question: string,
  kind: ExpectedIntent['kind'],
  rest: Partial<ExpectedIntent> = {},
  setting: { now?: string; after?: string[] } = {},
): LabelledQuestion {
  const previous = setting.after?.map((earlier) => ({ question: earlier }));
  return { question, now: setting.now ?? NOW, ...(previous && { previous }), expect: { ...EMPTY, kind, ...rest } };
}

/** Whole days, the last one excluded: `days('2026-11-17', '2026-11-18')` is one Tuesday. */
export function days(from: string, to: string): LabelledRange {
  return { from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` };
}

/** From the beginning of a day until the question is asked. */
export function since(from: string, now: string = NOW): LabelledRange {
  return { from: `${from}T00:00:00.000Z`, to: now };
}
