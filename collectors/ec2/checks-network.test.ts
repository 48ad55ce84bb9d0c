import { describe } from 'vitest';
import { runCases } from '../../src/test/aws/ec2-cases.ts';
import type { Cases } from '../../src/test/aws/ec2-cases.ts';
import { ACCOUNT, aclEntry, networkAcl, networkInterface, rule, securityGroup } from '../../src/test/aws/ec2-estate.ts';

const gateway = { transitGatewayId: 'tgw-1', arn: '', description: '', tags: {}, ownerId: ACCOUNT };
const vpn = { endpointId: 'cvpn-endpoint-1', description: '', tags: {} };
const open = (port: number) => securityGroup({ ingress: [rule({ port })] });

const CASES: Cases = {
  ec2_client_vpn_endpoint_connection_logging_enabled: [
    ['logging', { clientVpnEndpoints: [{ ...vpn, connectionLogEnabled: true }] }, 'pass'],
    ['silent', { clientVpnEndpoints: [{ ...vpn, connectionLogEnabled: false }] }, 'fail'],
    ['not told', { clientVpnEndpoints: [{ ...vpn, connectionLogEnabled: null }] }, 'warning'],
  ],
  ec2_networkacl_allow_ingress_any_port: [
    ['all allowed', { networkAcls: [networkAcl({ entries: [aclEntry()] })] }, 'fail', 'rule 100'],
    [
      'denied first',
      { networkAcls: [networkAcl({ entries: [aclEntry(), aclEntry({ ruleNumber: 50, action: 'deny' })] })] },
      'pass',
    ],
    ['egress only', { networkAcls: [networkAcl({ entries: [aclEntry({ egress: true })] })] }, 'pass'],
    ['private source', { networkAcls: [networkAcl({ entries: [aclEntry({ cidr: '10.0.0.0/8' })] })] }, 'pass'],
    ['IPv6', { networkAcls: [networkAcl({ entries: [aclEntry({ cidr: null, ipv6Cidr: '::/0' })] })] }, 'fail'],
  ],
  ec2_networkacl_allow_ingress_tcp_port_22: [
    [
      'range',
      { networkAcls: [networkAcl({ entries: [aclEntry({ protocol: '6', fromPort: 20, toPort: 30 })] })] },
      'fail',
      'TCP 22 (SSH)',
    ],
    [
      'denied before a general allow',
      {
        networkAcls: [
          networkAcl({
            entries: [
              aclEntry(),
              aclEntry({ ruleNumber: 50, action: 'deny', protocol: '6', fromPort: 22, toPort: 22 }),
            ],
          }),
        ],
      },
      'pass',
    ],
    [
      'udp',
      { networkAcls: [networkAcl({ entries: [aclEntry({ protocol: '17', fromPort: 22, toPort: 22 })] })] },
      'pass',
    ],
  ],
  ec2_networkacl_allow_ingress_tcp_port_3389: [
    ['all allowed', { networkAcls: [networkAcl({ entries: [aclEntry()] })] }, 'fail', 'RDP'],
    ['none', { networkAcls: [networkAcl()] }, 'pass'],
  ],
  ec2_networkacl_unused: [
    ['used', { networkAcls: [networkAcl()] }, 'pass'],
    ['unused', { networkAcls: [networkAcl({ subnetIds: [] })] }, 'fail'],
    ['default', { networkAcls: [networkAcl({ subnetIds: [], isDefault: true })] }, 'pass'],
  ],
  ec2_securitygroup_allow_ingress_from_internet_to_all_ports: [
    ['one port', { securityGroups: [open(443)] }, 'pass'],
    [
      'all traffic',
      { securityGroups: [securityGroup({ ingress: [rule({ protocol: '-1', fromPort: null, toPort: null })] })] },
      'fail',
      '0.0.0.0/0',
    ],
    [
      'two halves of the internet',
      {
        securityGroups: [
          securityGroup({ ingress: [rule({ fromPort: 0, toPort: 65535, ipv4: ['0.0.0.0/1', '128.0.0.0/1'] })] }),
        ],
      },
      'fail',
    ],
    [
      'all traffic from itself',
      {
        securityGroups: [securityGroup({ ingress: [rule({ protocol: '-1', ipv4: [], securityGroupIds: ['sg-1'] })] })],
      },
      'pass',
    ],
  ],
  ec2_securitygroup_allow_ingress_from_internet_to_any_port: [
    ['closed', { securityGroups: [securityGroup()] }, 'pass'],
    ['8080', { securityGroups: [open(8080)] }, 'fail', '8080'],
    [
      'ping only',
      { securityGroups: [securityGroup({ ingress: [rule({ protocol: 'icmp', fromPort: -1, toPort: -1 })] })] },
      'pass',
    ],
  ],
  ec2_securitygroup_allow_ingress_from_internet_to_any_port_from_ip: [
    [
      'office',
      { securityGroups: [securityGroup({ ingress: [rule({ port: 22, ipv4: ['8.8.4.4/32'] })] })] },
      'fail',
      '8.8.4.4/32 (22)',
    ],
    ['private', { securityGroups: [securityGroup({ ingress: [rule({ ipv4: ['10.1.0.0/16'] })] })] }, 'pass'],
    ['everyone is another check', { securityGroups: [open(22)] }, 'pass'],
    ['IPv6', { securityGroups: [securityGroup({ ingress: [rule({ ipv4: [], ipv6: ['2a00:1450::/64'] })] })] }, 'fail'],
  ],
  ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports: [
    ['443', { securityGroups: [open(443)] }, 'pass'],
    ['8888', { securityGroups: [open(8888)] }, 'fail', 'TCP 8888'],
    [
      'range',
      { securityGroups: [securityGroup({ ingress: [rule({ fromPort: 1430, toPort: 1440 })] })] },
      'fail',
      '2 high-risk ports',
    ],
  ],
  ec2_securitygroup_allow_wide_open_public_ipv4: [
    ['/8', { securityGroups: [securityGroup({ ingress: [rule({ ipv4: ['52.0.0.0/8'] })] })] }, 'fail', '52.0.0.0/8'],
    ['/24', { securityGroups: [securityGroup({ ingress: [rule({ ipv4: ['52.1.2.0/24'] })] })] }, 'pass'],
    ['private /8', { securityGroups: [securityGroup({ ingress: [rule({ ipv4: ['10.0.0.0/8'] })] })] }, 'pass'],
    ['egress', { securityGroups: [securityGroup({ egress: [rule({ ipv4: ['3.0.0.0/9'] })] })] }, 'fail'],
  ],
  ec2_securitygroup_default_restrict_traffic: [
    ['not default', { securityGroups: [open(22)] }, null],
    ['empty', { securityGroups: [securityGroup({ groupName: 'default' })] }, 'pass'],
    [
      'as AWS makes it',
      { securityGroups: [securityGroup({ groupName: 'default', egress: [rule({ protocol: '-1' })] })] },
      'fail',
      '0 inbound rules and 1 outbound rule',
    ],
  ],
  ec2_securitygroup_from_launch_wizard: [
    ['own', { securityGroups: [securityGroup()] }, 'pass'],
    ['wizard', { securityGroups: [securityGroup({ groupName: 'launch-wizard-3' })] }, 'fail'],
  ],
  ec2_securitygroup_not_used: [
    ['used', { securityGroups: [securityGroup()], networkInterfaces: [networkInterface()] }, 'pass'],
    ['unused', { securityGroups: [securityGroup()] }, 'fail'],
    ['default', { securityGroups: [securityGroup({ groupName: 'default' })] }, null],
  ],
  ec2_securitygroup_with_many_ingress_egress_rules: [
    ['few', { securityGroups: [open(443)] }, 'pass'],
    [
      'one rule with 51 sources',
      {
        securityGroups: [
          securityGroup({ ingress: [rule({ ipv4: Array.from({ length: 51 }, (_, each) => `10.0.${each}.0/24`) })] }),
        ],
      },
      'fail',
      '51 inbound',
    ],
  ],
  ec2_transitgateway_auto_accept_vpc_attachments: [
    ['asks', { transitGateways: [{ ...gateway, autoAcceptSharedAttachments: 'disable' }] }, 'pass'],
    ['accepts', { transitGateways: [{ ...gateway, autoAcceptSharedAttachments: 'enable' }] }, 'fail'],
    [
      'of another account',
      { transitGateways: [{ ...gateway, ownerId: '999988887777', autoAcceptSharedAttachments: 'enable' }] },
      null,
    ],
  ],
};

describe('EC2 checks: network', () => {
  runCases(/^ec2_(?!.*_to_tcp_port_)(networkacl|securitygroup|transitgateway|client_vpn)|networkacl/, CASES);
});
