import type { SecurityGroupRule } from './snapshot.ts';

/** Rules as AWS counts them against the quota: one per port range and source. */
export function ruleCount(rules: readonly SecurityGroupRule[]): number {
  return rules.reduce(
    (sum, { ipv4, ipv6, securityGroupIds, prefixListIds }) =>
      sum + Math.max(1, ipv4.length + ipv6.length + securityGroupIds.length + prefixListIds.length),
    0,
  );
}
