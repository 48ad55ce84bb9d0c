import type { CloudTrailEvent } from '../../collector.ts';
import { toDetection, type Hit } from './describe.ts';
import type { EventRule, RuleText } from './rule.ts';

/** A rule that one event alone can meet. */
export interface SingleEventRule extends RuleText {
  /** Event source to event names, e.g. `{ 'cloudtrail.amazonaws.com': ['StopLogging'] }`; `*` for all. */
  calls: Record<string, string[]>;
  /** Calls that failed changed nothing and are left out, unless the attempt itself is what counts. */
  includeFailed?: boolean;
  match(event: CloudTrailEvent): Hit | null;
}

/** Makes the rule: one Detection per event that matches, keyed by its event id. */
export function singleEventRule({ calls, includeFailed = false, match, ...text }: SingleEventRule): EventRule {
  const wanted = new Map(Object.entries(calls).map(([source, names]) => [source, new Set(names)]));
  return {
    ...text,
    eventNames: Object.values(calls).flat(),
    evaluate: (events) =>
      events.flatMap((event) => {
        const names = wanted.get(event.source) ?? wanted.get('*');
        if (!names || !(names.has(event.name) || names.has('*'))) return [];
        if (event.errorCode !== null && !includeFailed) return [];
        const hit = match(event);
        return hit === null ? [] : [toDetection(text, event.eventId, [event], hit)];
      }),
  };
}
