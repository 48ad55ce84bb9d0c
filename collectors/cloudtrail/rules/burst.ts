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
 * Makes the rule. Time is cut into fixed windows (UTC). A window has a burst when some stretch of `windowMinutes` holds
 * the threshold and at least half of it lies in that window; each such window is one Detection, keyed by group and
 * window start. More events only ever add Detections, so a stretch that begins later finds some of these again, never
 * another key for the same burst. Windows that began before `completeFrom` are left to the evaluation that saw them whole.
 */
export function burstRule(definition: BurstRule): EventRule {
  const { eventNames, windowMinutes, threshold, selects, describe, ...rest } = definition;
  const { unitsOf = (event) => [event.eventId], groupBy = (event) => event.principal, ...text } = rest;
  const windowMs = windowMinutes * 60_000;
  return {
    ...text,
    eventNames,
    evaluate: (events, { completeFrom = null }) =>
      [...grouped(events.filter(selects), groupBy)].flatMap(([group, members]) =>
        findBursts(members, { windowMs, threshold, unitsOf })
          .filter(({ windowStart }) => completeFrom === null || windowStart >= Date.parse(completeFrom))
          .map(({ windowStart, events: cited }) => {
            const key = `${group}|${new Date(windowStart).toISOString()}`;
            return toDetection(text, key, cited, describe(cited, [...new Set(cited.flatMap(unitsOf))]));
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
  events: CloudTrailEvent[];
}

interface BurstShape {
  windowMs: number;
  threshold: number;
  unitsOf(event: CloudTrailEvent): string[];
}

/** Slides over events in time order, counting distinct units in all and by fixed window; linear in the events. */
function findBursts(events: CloudTrailEvent[], { windowMs, threshold, unitsOf }: BurstShape): Burst[] {
  const times = events.map(({ time }) => Date.parse(time));
  const windowOf = (index: number) => Math.floor(times[index]! / windowMs) * windowMs;
  const total: Counts = new Map();
  const perWindow = new Map<number, Counts>();
  const found = new Map<number, { from: number; to: number }>();
  const share = Math.ceil(threshold / 2);
  let tail = 0;
  for (let index = 0; index < events.length; index += 1) {
    const counts = perWindow.get(windowOf(index)) ?? new Map<string, number>();
    perWindow.set(windowOf(index), counts);
    for (const unit of unitsOf(events[index]!)) for (const map of [total, counts]) add(map, unit, 1);
    for (; times[tail]! <= times[index]! - windowMs; tail += 1)
      for (const unit of unitsOf(events[tail]!))
        for (const map of [total, perWindow.get(windowOf(tail))!]) add(map, unit, -1);
    if (total.size < threshold) continue;
    for (const start of [windowOf(index) - windowMs, windowOf(index)])
      if ((perWindow.get(start)?.size ?? 0) >= share)
        found.set(start, { from: Math.min(tail, found.get(start)?.from ?? tail), to: index });
  }
  return Array.from(found, ([windowStart, { from, to }]) => ({
    windowStart,
    // A threshold of one gathers what lies in the window; a burst cites the stretch that made it one.
    events: events.filter((_, index) =>
      threshold === 1 ? windowOf(index) === windowStart : index >= from && index <= to,
    ),
  }));
}

type Counts = Map<string, number>;

function add(counts: Counts, unit: string, by: number): void {
  const count = (counts.get(unit) ?? 0) + by;
  if (count === 0) counts.delete(unit);
  else counts.set(unit, count);
}
