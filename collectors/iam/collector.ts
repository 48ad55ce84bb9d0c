import type { Collector } from '../collector.ts';
import { IAM_APIS } from './apis.ts';
import { ACCESS_ANALYZER_CHECKS } from './checks/access-analyzer.ts';
import { ADMINISTRATION_CHECKS } from './checks/administration.ts';
import { ESCALATION_CHECKS } from './checks/escalation.ts';
import { PASSWORD_POLICY_CHECKS } from './checks/password-policy.ts';
import { PROVIDER_CHECKS } from './checks/providers.ts';
import { ROLE_CHECKS } from './checks/roles.ts';
import { ROOT_CHECKS } from './checks/root.ts';
import { SERVICE_RIGHTS_CHECKS } from './checks/service-rights.ts';
import { STALE_ACCESS_CHECKS } from './checks/stale-access.ts';
import { USER_KEY_CHECKS } from './checks/user-keys.ts';
import { USER_SIGN_IN_CHECKS } from './checks/user-sign-in.ts';
import { iamInventory } from './inventory.ts';
import { readIam } from './read.ts';
import type { IamSnapshot } from './snapshot.ts';

/** IAM: who may do what in an account, and by which credentials. One read per account. */
export const iamCollector: Collector<IamSnapshot> = {
  name: 'iam',
  scope: 'account',
  // The credential report changes every four hours at most; rights and policies may change at any time.
  schedule: '7 * * * *',
  freshnessTargetMinutes: 150,
  deadlineMs: 15 * 60_000,
  actions: Object.values(IAM_APIS).map(({ permission }) => permission),
  checks: [
    ...ROOT_CHECKS,
    ...USER_SIGN_IN_CHECKS,
    ...USER_KEY_CHECKS,
    ...PASSWORD_POLICY_CHECKS,
    ...ADMINISTRATION_CHECKS,
    ...ESCALATION_CHECKS,
    ...SERVICE_RIGHTS_CHECKS,
    ...ROLE_CHECKS,
    ...PROVIDER_CHECKS,
    ...STALE_ACCESS_CHECKS,
    ...ACCESS_ANALYZER_CHECKS,
  ],
  read: readIam,
  inventory: iamInventory,
  detections: () => [],
  events: () => [],
  costs: () => [],
  cursor: () => null,
};
