/** What AWS refuses to show, as coverage keeps it: never old, since no later read is due to mend it. */

export interface ReadOutcome {
  outcome: string;
  errorCode: string | null;
}

/** Whether all that failed of a read is what AWS does not let us do there; the same verdict as the collectors' own. */
export function isRefused({ outcome, errorCode }: ReadOutcome): boolean {
  return outcome === 'partial' ? DENIALS.has(errorCode ?? '') : REFUSALS.has(outcome);
}

const REFUSALS = new Set(['denied', 'scp_denied', 'region_disabled']);

/** Source: AWS's API references, "Common errors" of IAM, EC2, S3 and the others that are read. */
const DENIALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'UnauthorizedAccess',
  'NotAuthorized',
  'AuthorizationError',
  'AllAccessDisabled',
]);
