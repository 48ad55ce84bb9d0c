import type { CheckOutcome } from './collector.ts';
import type { FailedRead, Read } from './coverage.ts';

/** An outcome less its resource. */
export type Verdict = Omit<CheckOutcome, 'resource'>;

export function pass(statusDetail: string, evidence: Record<string, unknown> = {}): Verdict {
  return { status: 'pass', statusDetail, evidence };
}

export function fail(statusDetail: string, evidence: Record<string, unknown> = {}): Verdict {
  return { status: 'fail', statusDetail, evidence };
}

/** Judges what one call returned; a failed call is a Warning that names the missing permission. */
export function judgeRead<T>(read: Read<T>, what: string, judge: (value: T) => Verdict): Verdict {
  return read.ok ? judge(read.value) : unread([read], what);
}

/** The Warning for something that could not be read. `what` begins the sentence, e.g. `The ACL of bucket logs`. */
export function unread(failures: FailedRead[], what: string): Verdict {
  return {
    status: 'warning',
    statusDetail: `${what} could not be judged. ${failures.map((failure) => failure.detail).join(' ')}`,
    evidence: {
      unread: failures.map(({ api, outcome, errorCode }) => ({ api, outcome, ...(errorCode ? { errorCode } : {}) })),
    },
    missingPermission: [...new Set(failures.map(missing))].join(', '),
  };
}

/** The IAM action that would mend a failed read, or, where rights are not the trouble, its reason. */
function missing({ outcome, permission, errorCode, api }: FailedRead): string {
  const isRights = outcome === 'denied' || outcome === 'scp_denied';
  return isRights && permission ? permission : `${permission ?? api} (${errorCode ?? outcome})`;
}
