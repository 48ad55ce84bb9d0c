import type { CheckText, CloudTrailEvent, Compliance, Detection, Severity } from '../../collector.ts';

/** What rules are told besides the events. */
export interface RuleContext {
  /** Our own role: its sessions are left out before any rule sees an event. */
  ownRoleArn: string | null;
  /** ISO time from which the events given are complete; absent or null: all that there is. */
  completeFrom?: string | null;
}

/**
 * A rule over CloudTrail events: pure, and deterministic in its keys. Evaluating an overlapping stretch of events again
 * gives the same Detections with the same keys, never new ones for the same thing.
 */
export interface EventRule extends CheckText {
  id: string;
  severity: Severity;
  compliance?: Compliance;
  /** Event names it looks at, `*` for all; the sweep reads read-only calls only where a rule needs them. */
  eventNames: string[];
  evaluate(events: CloudTrailEvent[], context: RuleContext): Detection[];
}

/** The words and rank of a rule. */
export type RuleText = Omit<EventRule, 'evaluate' | 'eventNames'>;
