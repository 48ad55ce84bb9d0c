import type { CostInput } from '../../estate/costs.ts';
import type { EventInput } from '../../estate/events.ts';
import type { FindingInput } from '../../estate/finding.ts';

/**
 * What one record of a file becomes. `identity` is the bill line's columns as text, for its fingerprint; `charge` those of
 * them that a restatement leaves alone; `billingPeriod` the first day of the bill's period.
 */
export type Converted =
  | { kind: 'event'; event: EventInput }
  | { kind: 'finding'; finding: FindingInput }
  | { kind: 'cost'; row: CostInput; identity: string; charge: string; billingPeriod: string | null }
  | { kind: 'refused'; reason: string };

/** A refusal's reason is one sentence without the record's own text: refusals are grouped by it. */
export const refused = (reason: string): Converted => ({ kind: 'refused', reason });
