import type { FailedRead } from '../../coverage.ts';
import type { CloudTrailTrail, TrailSelectors } from '../snapshot.ts';

/** Which trails that log meet a condition; `unread` holds what would have to be read to say no. */
export interface Recording {
  trails: CloudTrailTrail[];
  unread: FailedRead[];
}

/** Trails that are switched on and whose selectors satisfy `meets`. */
export function recordingTrails(trails: CloudTrailTrail[], meets: (selectors: TrailSelectors) => boolean): Recording {
  const recording: Recording = { trails: [], unread: [] };
  for (const trail of trails) {
    const { status, selectors } = trail;
    // What is known to be off, or not to match, needs no further reading.
    if ((status.ok && !status.value.isLogging) || (selectors.ok && !meets(selectors.value))) continue;
    if (!status.ok) recording.unread.push(status);
    else if (!selectors.ok) recording.unread.push(selectors);
    else recording.trails.push(trail);
  }
  return recording;
}

/** Trails that are switched on. */
export function loggingTrails(trails: CloudTrailTrail[]): Recording {
  return {
    trails: trails.filter(({ status }) => status.ok && status.value.isLogging),
    unread: trails.flatMap(({ status }) => (status.ok ? [] : [status])),
  };
}

export function names(trails: CloudTrailTrail[]): string {
  return trails.map(({ name }) => name).join(', ');
}
