import type { FailedRead } from '../../coverage.ts';
import { createExposure } from '../exposure.ts';
import type { OpenRule } from '../network.ts';
import { openRules } from '../network.ts';
import type { Ec2Instance, Ec2Snapshot } from '../snapshot.ts';

/** A confidential workload host: an instance with Nitro Enclaves enabled, the parent of enclaves. */
export function isConfidentialHost(instance: Ec2Instance): boolean {
  return instance.enclaveEnabled;
}

/**
 * The rules open to the internet in all groups of an instance, whether or not it has a public address now: a parent
 * of enclaves must not depend on that.
 */
export function createOpenRulesOf(
  snapshot: Ec2Snapshot,
): (instance: Ec2Instance) => { rules: OpenRule[]; failure: FailedRead | null } {
  const groups = snapshot.securityGroups.ok
    ? new Map(snapshot.securityGroups.value.map((group) => [group.groupId, openRules(group)]))
    : null;
  const exposureOf = createExposure(snapshot);
  return (instance) => {
    if (!groups) return { rules: [], failure: snapshot.securityGroups as FailedRead };
    const ids = new Set([
      ...instance.securityGroupIds,
      ...instance.networkInterfaces.flatMap(({ securityGroupIds }) => securityGroupIds),
    ]);
    return {
      rules: [...ids].flatMap((id) => groups.get(id) ?? []),
      failure: exposureOf(instance).rulesFailure,
    };
  };
}
