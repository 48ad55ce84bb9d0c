import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { distinctPorts } from '../exposure.ts';
import { openRules } from '../network.ts';
import { SECURITY_GROUPS, label } from '../resources.ts';

/** No group was made by the console wizard. */
export const securityGroupFromLaunchWizard = resourceCheck({
  id: 'ec2_securitygroup_from_launch_wizard',
  severity: 'medium',
  references: 'ISO22×3',
  of: SECURITY_GROUPS,
  title: 'Security group was made by the EC2 launch wizard',
  description:
    'Looks for groups whose name contains "launch-wizard", the name that the console gives when someone starts an instance by hand and does not choose a group.',
  risk: 'The wizard proposes SSH or RDP from anywhere, and most people accept. Groups like this are in no template, so nobody reviews them, and they get attached to further instances because they "work".',
  consequence:
    'They mark machines made outside the usual process: unreviewed, often open, without owner, and they come back as findings in each audit.',
  remediation: [
    'Look at what uses the group and at its rules; close what is open to 0.0.0.0/0 first.',
    'Give the instances a group from code with a name that says what it is for, and delete this one (`aws ec2 delete-security-group --group-id <sg>`).',
    'Keep people from making instances by hand in production accounts (permission sets, service control policy).',
  ],
  ownerHint: 'Whoever launched the instance: CreateSecurityGroup and RunInstances in CloudTrail name the person.',
  judge: () => (group, ref) => {
    const who = `Security group ${label(group.groupId, ref)}`;
    const evidence = {
      groupName: group.groupName,
      description: group.description,
      openPorts: distinctPorts(openRules(group)),
    };
    return group.groupName.includes('launch-wizard')
      ? fail(`${who} was made by the launch wizard.`, evidence)
      : pass(`${who} was not made by the launch wizard.`, evidence);
  },
});
