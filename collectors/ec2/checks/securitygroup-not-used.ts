import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { SECURITY_GROUPS, label } from '../resources.ts';

/** Security groups are attached to something. */
export const securityGroupNotUsed = resourceCheck({
  id: 'ec2_securitygroup_not_used',
  severity: 'low',
  references: 'FSBP EC2.22; ISO22×3',
  of: SECURITY_GROUPS,
  alsoReads: ['ec2:DescribeNetworkInterfaces'],
  title: 'Security group is not used',
  description:
    'Looks for groups, other than default ones, that no network interface in the region carries and no other group names as a source. A group that only a launch template or an idle Auto Scaling group, Lambda function or cluster names counts as unused here.',
  risk: 'Unused groups pile up with old, generous rules. Someone in a hurry picks one that looks right, and a rule from years ago opens a new machine. The real groups get lost among them, so that a review misses the dangerous one.',
  consequence: 'Reviews take longer and find less; the quota of groups per region fills up. It costs no money.',
  remediation: [
    'Search for the id in code, launch templates, Auto Scaling groups and task definitions.',
    'If nothing needs it, note its rules and delete it: `aws ec2 delete-security-group --group-id <sg>`; AWS refuses while something refers to it.',
    'If something does, say so in the description.',
  ],
  ownerHint: 'The team in the `team` tag of the group; else its creator according to CloudTrail.',
  judge({ networkInterfaces, securityGroups }) {
    const carried = new Map<string, number>();
    for (const { securityGroupIds } of networkInterfaces.ok ? networkInterfaces.value : [])
      for (const id of securityGroupIds) carried.set(id, (carried.get(id) ?? 0) + 1);
    const named = new Set(
      (securityGroups.ok ? securityGroups.value : []).flatMap(({ groupId, ingress, egress }) =>
        [...ingress, ...egress].flatMap((rule) => rule.securityGroupIds.filter((id) => id !== groupId)),
      ),
    );
    return (group, ref) => {
      if (group.groupName === 'default') return null;
      const who = `Security group ${label(group.groupId, ref)}`;
      if (named.has(group.groupId))
        return pass(`${who} is named by the rules of another group.`, { namedByRule: true });
      if (!networkInterfaces.ok) return networkInterfaces;
      const interfaces = carried.get(group.groupId) ?? 0;
      return interfaces > 0
        ? pass(`${who} is attached to ${interfaces} network interfaces.`, { interfaces })
        : {
            ...fail(`${who} is attached to no network interface and named by no rule.`, {
              interfaces,
              vpcId: group.vpcId,
            }),
            confidence: 80,
          };
    };
  },
});
