import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { ruleCount } from '../rule-count.ts';
import { SECURITY_GROUPS, label } from '../resources.ts';

const MAX_RULES = 50;

/** Security groups stay small enough to be read. */
export const securityGroupWithManyRules = resourceCheck({
  id: 'ec2_securitygroup_with_many_ingress_egress_rules',
  severity: 'medium',
  references: 'ISO22×3',
  of: SECURITY_GROUPS,
  title: `Security group has more than ${MAX_RULES} rules`,
  description: `Counts the inbound and the outbound rules of each group as AWS counts them against its quota of 60: one per port range and source. More than ${MAX_RULES} in one direction fails.`,
  risk: 'Nobody reads sixty rules. Overlapping, forgotten and wrong entries hide among the right ones, one of them open to the world, and a rule that is removed by mistake cuts off a system nobody thought of.',
  consequence:
    'Changes become slow and risky, reviews formal. At the quota the next urgent rule cannot be added at all, usually during an incident.',
  remediation: [
    'Sort the rules by purpose and look for duplicates and ranges that contain each other.',
    'Replace lists of addresses by managed prefix lists, and addresses of other systems by references to their security groups.',
    'Split the group by role (web, admin, monitoring) and delete what nobody claims after watching flow logs.',
  ],
  ownerHint: 'The team in the `team` tag of the group, with the network team.',
  judge: () => (group, ref) => {
    const ingressRules = ruleCount(group.ingress);
    const egressRules = ruleCount(group.egress);
    const detail = `Security group ${label(group.groupId, ref)} has ${ingressRules} inbound and ${egressRules} outbound rules.`;
    const evidence = { ingressRules, egressRules, maxRules: MAX_RULES, vpcId: group.vpcId };
    return Math.max(ingressRules, egressRules) > MAX_RULES ? fail(detail, evidence) : pass(detail, evidence);
  },
});
