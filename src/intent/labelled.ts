import type { Intent } from './intent.ts';

/** An expected period, half-open [from, to), ISO UTC with milliseconds; compare as instants. */
export interface LabelledRange {
  from: string;
  to: string;
}

/** What a careful reader takes a question to mean; arrays compare as sets. */
export type ExpectedIntent = Pick<
  Intent,
  'kind' | 'services' | 'entities' | 'severities' | 'states' | 'groupBy' | 'subject' | 'topics' | 'negated'
> & {
  timeRange: LabelledRange | null;
  comparedWith: LabelledRange | null;
};

/** One question, the instant it is asked at, the turns before it, and the intent expected of it. */
export interface LabelledQuestion {
  question: string;
  /** ISO UTC. */
  now: string;
  /** Earlier questions of the same session, oldest first. */
  previous?: { question: string }[];
  expect: ExpectedIntent;
}
