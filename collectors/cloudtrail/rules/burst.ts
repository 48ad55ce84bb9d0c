import type { CloudTrailEvent } from '../../collector.ts';
import { toDetection, type Hit } from './describe.ts';
import type { EventRule, RuleText } from './rule.ts';

/** A rule that many events of one principal meet together. */
export interface BurstRule extends RuleText {
  eventNames: string[];
  windowMinutes: number;
  /** How many distinct units within one window make a burst. */
  threshold: number;
  selects(event: CloudTrailEvent): boolean;
  /** What is counted, each once: by default the event itself. */
  unitsOf?(event: CloudTrailEvent): string[];
  /** Whose burst it is: by default the principal's. */
  groupBy?(event: CloudTrailEvent): string;
  /** `events` are the burst's, oldest first; `units` how many distinct ones they hold. */
  describe(events: CloudTrailEvent[], units: string[]): Hit;
}

/**
 * Makes the rule. A burst is there when the `windowMinutes` before an event, itself included, hold the threshold. Time
 * is cut into fixed windows (UTC), and each window in which that happens gives one Detection, keyed by group and window
 * start. A stretch of events that begins later finds some of these again, never a new key.
 */
export function burstRule(definition: BurstRule): EventRule {
  const { eventNames, windowMinutes, threshold, selects, describe, ...rest } = definition;
  const { unitsOf = (event) => [event.eventId], groupBy = (event) => event.principal, ...text } = rest;
  const windowMs = windowMinutes * 60_000;
  return {
    ...text,
    eventNames,
    evaluate: (events) =>
      [...grouped(events.filter(selects), groupBy)].flatMap(([group, members]) =>
        bursts(members, windowMs, threshold, unitsOf).map(({ windowStart, burst, units }) => {
          const key = `${group}|${new Date(windowStart).toISOString()}`;
          return toDetection(text, key, burst, describe(burst, units));
        }),
      ),
  };
}

function grouped(
  events: CloudTrailEvent[],
  groupBy: (event: CloudTrailEvent) => string,
): Map<string, CloudTrailEvent[]> {
  const groups = new Map<string, CloudTrailEvent[]>();
  for (const event of events) {
    // Region and account are in the group: a Detection belongs to one of each.
    const group = `${event.accountUid}|${event.region}|${groupBy(event)}`;
    const members = groups.get(group);
    if (members) members.push(event);
    else groups.set(group, [event]);
  }
  return groups;
}

interface Burst {
  windowStart: number;
  burst: CloudTrailEvent[];
  units: string[];
}

/** Slides over events in time order, counting distinct units; each fixed window with a trigger in it is a burst. */
function bursts(
  events: CloudTrailEvent[],
  windowMs: number,
  threshold: number,
  unitsOf: (event: CloudTrailEvent) => string[],
): Burst[] {
  const times = events.map(({ time }) => Date.parse(time));
  const counts = new Map<string, number>();
  const found = new Map<number, number>();
  let tail = 0;
  events.forEach((event, index) => {
    for (const unit of unitsOf(event)) counts.set(unit, (counts.get(unit) ?? 0) + 1);
    for (; times[tail]! <= times[index]! - windowMs; tail += 1)
      for (const unit of unitsOf(events[tail]!)) {
        const left = counts.get(unit)! - 1;
        if (left === 0) counts.delete(unit);
        else counts.set(unit, left);
      }
    const windowStart = Math.floor(times[index]! / windowMs) * windowMs;
    // A threshold of one only gathers what belongs to the same window; nothing before it counts.
    if (counts.size >= threshold && !found.has(windowStart)) found.set(windowStart, threshold === 1 ? index : tail);
  });
  return Array.from(found, ([windowStart, start]) => {
    const burst = events.filter((_, index) => index >= start && times[index]! < windowStart + windowMs);
    return { windowStart, burst, units: [...new Set(burst.flatMap(unitsOf))] };
  });
}
