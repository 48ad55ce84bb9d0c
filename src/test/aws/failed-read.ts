import type { FailedRead } from '../../../collectors/coverage.ts';
import { faultReply, type FaultKind } from './faults.ts';
import type { StandInRequest } from './server.ts';
import type { Protocol, Reply } from './wire.ts';

/** What the service answers where a described estate says that a read failed: the same failure, on the wire. */
export function failedReadReply(
  { outcome, errorCode }: FailedRead,
  request: StandInRequest,
  protocol: Protocol,
): Reply {
  const reply = faultReply(KINDS[outcome] ?? (errorCode === 'ExpiredToken' ? 'expired_token' : 'server_error'), {
    ...request,
    protocol,
    hasPageToken: false,
  });
  return reply === 'hang' || reply === 'reset' ? { status: 500 } : reply;
}

const KINDS: Partial<Record<FailedRead['outcome'], FaultKind>> = {
  denied: 'access_denied',
  scp_denied: 'scp_denied',
  throttled: 'throttle',
  region_disabled: 'region_disabled',
};
