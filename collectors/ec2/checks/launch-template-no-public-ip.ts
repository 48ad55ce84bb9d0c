import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { launchingVersions, versionList } from '../launch-versions.ts';
import { LAUNCH_TEMPLATES, label } from '../resources.ts';

/** Launch templates ask for no public address. */
export const launchTemplateNoPublicIp = resourceCheck({
  id: 'ec2_launch_template_no_public_ip',
  severity: 'high',
  references: 'FSBP EC2.25; SOC2×1; PCI4×1; ISO22×3',
  of: LAUNCH_TEMPLATES,
  alsoReads: ['ec2:DescribeLaunchTemplateVersions'],
  title: 'Launch template gives instances a public IP address',
  description:
    'Looks at the default and the latest version of each launch template for a network interface with AssociatePublicIpAddress set to true. Where the template says nothing, the subnet decides, and the check passes.',
  risk: 'Every instance that Auto Scaling starts stands on the internet by itself, also at three in the morning and in numbers. Then a single too generous security group rule is enough to expose the fleet, and traffic out of it passes no gateway that could be watched.',
  consequence:
    'The attack surface grows and shrinks with the load, which no inventory follows. Each address costs about USD 3.65 a month.',
  remediation: [
    'Check what the instances need: inbound traffic should come through a load balancer, outbound through a NAT gateway or VPC endpoints.',
    'Make a new version with `AssociatePublicIpAddress=false` for the interface and private subnets in the Auto Scaling group.',
    'Make it the default version, start an instance refresh, and look that new instances have no public address.',
  ],
  ownerHint: 'The team in the `team` tag of the template; the network team for subnets.',
  judge: () => (template, ref) => {
    const who = `Launch template ${label(template.launchTemplateId, ref)}`;
    if (!template.versions.ok) return template.versions;
    const used = launchingVersions(template.versions.value);
    const giving = used.filter(({ associatePublicIp }) => associatePublicIp === true);
    const evidence = {
      versions: used.map(({ version, isDefault, associatePublicIp }) => ({ version, isDefault, associatePublicIp })),
      createdBy: template.createdBy,
    };
    return giving.length > 0
      ? fail(`${who} gives instances a public address in ${versionList(giving)}.`, evidence)
      : pass(`${who} asks for no public address in its default and latest version.`, evidence);
  },
});
