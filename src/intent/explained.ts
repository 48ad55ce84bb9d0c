/** Intents that carry nothing but a kind, and the sentence that says why an intent came out as it did. */
import type { FollowUp } from './follow-up.ts';
import type { Intent, IntentKind } from './intent.ts';

/** An intent with a kind and a reason and nothing else. */
export function bareIntent(kind: IntentKind, reason: string): Intent {
  return {
    kind,
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
    limit: null,
    thresholdDays: null,
    inherited: [],
    reason,
  };
}

/** The same intent with its reason in one sentence, for the plan that the reader sees. */
export function explained(intent: Intent, because: string, follow: FollowUp): Intent {
  const about = [intent.subject, ...intent.topics]
    .filter((word) => word !== null)
    .map((word) => word.replaceAll('_', ' '));
  const parts = [`It ${because}`];
  if (about.length > 0) parts.push(`(${about.join(', ')})`);
  if (intent.negated) parts.push('as the complement');
  if (intent.timeRange) parts.push(`for ${intent.timeRange.label}`);
  if (intent.comparedWith) parts.push(`against ${intent.comparedWith.label}`);
  const carried =
    follow && intent.inherited.length > 0 ? `, taking ${intent.inherited.join(', ')} from the turn before` : '';
  return { ...intent, reason: `${parts.join(' ')}${carried}.` };
}
