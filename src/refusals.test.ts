import { expect, it } from 'vitest';
import { isRefusal } from '../collectors/aws-errors.ts';
import type { CoverageOutcome } from '../collectors/coverage.ts';
import { isRefused } from './refusals.ts';

const OUTCOMES = 'ok denied scp_denied throttled not_enabled region_disabled partial error'.split(' ');
const CODES =
  'AccessDenied AccessDeniedException UnauthorizedOperation UnauthorizedAccess NotAuthorized AuthorizationError AllAccessDisabled ThrottlingException NetworkError RecordsRefused TimeoutError'.split(
    ' ',
  );

it.each(OUTCOMES)('the estate and the collectors agree on what is a refusal: %s', (outcome) => {
  expect(isRefused({ outcome, errorCode: null })).toBe(isRefusal({ outcome: outcome as CoverageOutcome }));
  for (const errorCode of CODES)
    expect([errorCode, isRefused({ outcome, errorCode })]).toEqual([
      errorCode,
      isRefusal({ outcome: outcome as CoverageOutcome, errorCode }),
    ]);
});
