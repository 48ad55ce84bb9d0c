import type { CloudTrailEvent, Detection } from '../../collector.ts';
import { isOwnSession } from '../principal.ts';
import { bucketExposed, bucketRecoveryRemoved } from './buckets.ts';
import { federationCreated, longLivedCredentialCreated, mfaRemoved } from './credentials.ts';
import { functionShared, instanceCredentialsElsewhere } from './compute-access.ts';
import { configRecorderStopped, guardDutyDisabled } from './detectors.ts';
import {
  ebsEncryptionDefaultOff,
  kmsKeyLost,
  regionEnabled,
  remoteAccess,
  unusualInstances,
  userDataSwapped,
} from './instances.ts';
import { networkLogsDeleted, trailNarrowed, trailStopped } from './logging.ts';
import { networkPathChanged, securityGroupOpened } from './network.ts';
import { organizationLeft, safeguardAttackRefused } from './organization.ts';
import { adminGranted, policyVersionChanged, trustPolicyChanged } from './privileges.ts';
import { accessDeniedBurst } from './recon.ts';
import type { EventRule, RuleContext } from './rule.ts';
import { passwordDataPulled, secretsPulled } from './secrets.ts';
import { snapshotShared } from './sharing.ts';
import { consoleLoginFailures, consoleLoginWithoutMfa, rootUsed } from './sign-in.ts';
import { enumeration, llmJacking, privilegeEscalation } from './threat-patterns.ts';

/** Every event rule. A rule is one line here. */
export const EVENT_RULES: EventRule[] = [
  trailStopped,
  trailNarrowed,
  guardDutyDisabled,
  configRecorderStopped,
  rootUsed,
  consoleLoginWithoutMfa,
  consoleLoginFailures,
  longLivedCredentialCreated,
  adminGranted,
  policyVersionChanged,
  trustPolicyChanged,
  mfaRemoved,
  securityGroupOpened,
  networkPathChanged,
  snapshotShared,
  bucketExposed,
  bucketRecoveryRemoved,
  networkLogsDeleted,
  organizationLeft,
  safeguardAttackRefused,
  kmsKeyLost,
  ebsEncryptionDefaultOff,
  passwordDataPulled,
  secretsPulled,
  remoteAccess,
  userDataSwapped,
  unusualInstances,
  accessDeniedBurst,
  regionEnabled,
  federationCreated,
  functionShared,
  instanceCredentialsElsewhere,
  enumeration,
  llmJacking,
  privilegeEscalation,
];

/**
 * Runs every rule over events in any order: those of our own role and repeated event ids are left out first. Pure and
 * deterministic; the same events, or a longer stretch around them, give the same Detections with the same keys.
 */
export function evaluateEventRules(events: CloudTrailEvent[], context: RuleContext): Detection[] {
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const ordered = [...byId.values()]
    .filter((event) => !isOwnSession(event, context.ownRoleArn))
    .toSorted((one, other) => one.time.localeCompare(other.time) || one.eventId.localeCompare(other.eventId));
  return EVENT_RULES.flatMap((rule) => rule.evaluate(ordered, context));
}
