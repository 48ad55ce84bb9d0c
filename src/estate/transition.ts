/** What one new verdict does to what is known: the life of a finding, as a pure function. */
import type { FindingInput } from './finding.ts';

export type Change = 'opened' | 'changed' | 'resolved' | 'reopened' | 'archived' | 'suppressed';

/** The stored state that a transition looks at. Ids are OCSF's. */
export interface KnownState {
  statusId: number;
  complianceStatusId: number | null;
  severityId: number;
  evidenceHash: string;
}

export type Transition =
  | { kind: 'insert'; change: 'opened' | 'archived' | 'suppressed' | 'resolved' }
  | { kind: 'update'; change: Change }
  | { kind: 'touch' } // seen again, nothing changed
  | { kind: 'unverified' } // could not be read: the verdict stays, marked with since when and why
  | { kind: 'ignore' };

const STATUS = { suppressed: 3, resolved: 4, archived: 5 } as const;
const COMPLIANCE = { pass: 1, warning: 2, fail: 3 } as const;

/**
 * Decides. A Warning never overturns a known Fail or a Resolved: a failed read proves nothing. A Fail after Resolved
 * reopens. A Pass resolves what was open and is otherwise not kept, except for imports, which keep what they were given.
 */
export function transitionOf(known: KnownState | null, next: FindingInput, nextHash: string): Transition {
  if (next.classUid === 2004 || next.imported) return declared(known, next, nextHash);
  if (next.complianceStatus === 'pass') {
    return known && known.statusId !== STATUS.resolved ? { kind: 'update', change: 'resolved' } : { kind: 'ignore' };
  }
  if (!known) return { kind: 'insert', change: 'opened' };
  if (next.complianceStatus === 'warning') {
    if (known.statusId === STATUS.resolved) return { kind: 'ignore' };
    return known.complianceStatusId === COMPLIANCE.warning ? { kind: 'touch' } : { kind: 'unverified' };
  }
  if (known.statusId === STATUS.resolved) return { kind: 'update', change: 'reopened' };
  return known.evidenceHash === nextHash ? { kind: 'touch' } : { kind: 'update', change: 'changed' };
}

/** Detections and imports say their own status; we record when it moves. */
function declared(known: KnownState | null, next: FindingInput, nextHash: string): Transition {
  const closing =
    next.status === 'resolved' || next.status === 'archived' || next.status === 'suppressed' ? next.status : null;
  if (!known) return { kind: 'insert', change: closing ?? 'opened' };
  // A suppression stays: it is lifted by a person, not by the threat being seen again.
  const wasClosed = known.statusId === STATUS.resolved || known.statusId === STATUS.archived;
  if (closing && STATUS[closing] !== known.statusId) return { kind: 'update', change: closing };
  if (!closing && wasClosed) return { kind: 'update', change: 'reopened' };
  return known.evidenceHash === nextHash ? { kind: 'touch' } : { kind: 'update', change: 'changed' };
}
