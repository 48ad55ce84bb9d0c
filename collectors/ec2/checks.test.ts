import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  aclEntry,
  address,
  estate,
  image,
  instance,
  launchTemplate,
  networkAcl,
  networkInterface,
  reservation,
  rule,
  securityGroup,
  snapshot,
  subnet,
  volume,
} from '../../src/test/aws/ec2-estate.ts';
import type { Ec2Parts } from '../../src/test/aws/ec2-estate.ts';
import type { CheckOutcome, FailedRead } from '../collector.ts';
import { EC2_CHECKS } from './checks.ts';
import type { Ec2Snapshot } from './snapshot.ts';

const DENIED: FailedRead = {
  ok: false,
  api: 'ec2:DescribeThings',
  outcome: 'denied',
  errorCode: 'UnauthorizedOperation',
  permission: 'ec2:DescribeThings',
  detail: 'ec2:DescribeThings could not be read: our role is not permitted to make the call.',
};

function run(id: string, parts: Partial<Ec2Parts>, change: Partial<Ec2Snapshot> = {}): CheckOutcome[] {
  const check = EC2_CHECKS.find((each) => each.id === id);
  if (!check) throw new Error(`No check ${id}`);
  return check.evaluate({ ...estate(parts), ...change });
}

/** One check on one resource: the status and the words that its sentence must hold. null: no outcome at all. */
type Case = [
  name: string,
  parts: Partial<Ec2Parts>,
  status: 'pass' | 'fail' | 'warning' | null,
  says?: RegExp | string,
];

const LONG_AGO = 'User initiated (2025-11-01 08:00:00 GMT)';
const RECENT = 'User initiated (2026-02-20 08:00:00 GMT)';
const gateway = { transitGatewayId: 'tgw-1', arn: '', description: '', tags: {}, ownerId: ACCOUNT };
const vpn = { endpointId: 'cvpn-endpoint-1', description: '', tags: {} };
const secret = { present: true, scanned: true, matchedRules: ['private-key'] };
const open = (port: number) => securityGroup({ ingress: [rule({ port })] });

const CASES: Record<string, Case[]> = {
  ec2_ami_account_block_public_access: [
    ['blocked', {}, 'pass'],
    ['open', { imageBlockPublicAccess: 'unblocked' }, 'fail', 'any image can be made public'],
  ],
  ec2_ami_public: [
    ['private', { images: [image()] }, 'pass'],
    [
      'public',
      { images: [image({ isPublic: true })] },
      'fail',
      'ami-0own (base-2026) can be started by any AWS account',
    ],
  ],
  ec2_client_vpn_endpoint_connection_logging_enabled: [
    ['logging', { clientVpnEndpoints: [{ ...vpn, connectionLogEnabled: true }] }, 'pass'],
    ['silent', { clientVpnEndpoints: [{ ...vpn, connectionLogEnabled: false }] }, 'fail'],
    ['not told', { clientVpnEndpoints: [{ ...vpn, connectionLogEnabled: null }] }, 'warning'],
  ],
  ec2_confidential_workload_host_imdsv2_not_enforced: [
    ['no enclave', { instances: [instance()] }, null],
    ['required', { instances: [instance({ enclaveEnabled: true })] }, 'pass'],
    [
      'optional',
      {
        instances: [
          instance({
            enclaveEnabled: true,
            metadataOptions: { httpTokens: 'optional', httpEndpoint: 'enabled', hopLimit: 2 },
          }),
        ],
      },
      'fail',
    ],
  ],
  ec2_confidential_workload_host_not_running: [
    ['running', { instances: [instance({ enclaveEnabled: true })] }, 'pass'],
    ['stopping', { instances: [instance({ enclaveEnabled: true, state: 'stopping' })] }, 'pass'],
    ['stopped', { instances: [instance({ enclaveEnabled: true, state: 'stopped' })] }, 'fail', 'is stopped'],
  ],
  ec2_confidential_workload_host_public_ip: [
    ['private', { instances: [instance({ enclaveEnabled: true })] }, 'pass'],
    ['public', { instances: [instance({ enclaveEnabled: true, publicIp: '203.0.113.9' })] }, 'fail', '203.0.113.9'],
  ],
  ec2_confidential_workload_host_unrestricted_ingress: [
    ['web only', { instances: [instance({ enclaveEnabled: true })], securityGroups: [open(443)] }, 'pass'],
    ['8443', { instances: [instance({ enclaveEnabled: true })], securityGroups: [open(8443)] }, 'fail', '8443'],
    ['group unseen', { instances: [instance({ enclaveEnabled: true, publicIp: '203.0.113.9' })] }, 'warning', 'sg-1'],
  ],
  ec2_confidential_workload_host_vsock_proxy_exposed: [
    ['web only', { instances: [instance({ enclaveEnabled: true })], securityGroups: [open(443)] }, 'pass'],
    ['8005', { instances: [instance({ enclaveEnabled: true })], securityGroups: [open(8005)] }, 'fail', '8005'],
  ],
  ec2_ebs_default_encryption: [
    ['on', {}, 'pass'],
    ['off', { ebsEncryptionByDefault: false }, 'fail', 'eu-west-1'],
  ],
  ec2_ebs_public_snapshot: [
    ['private', { snapshots: [snapshot()] }, 'pass'],
    [
      'shared with one account is not public',
      { snapshots: [snapshot({ sharing: { ok: true, value: { isPublic: false, sharedWith: ['999988887777'] } } })] },
      'pass',
    ],
    [
      'public',
      {
        snapshots: [snapshot({ sharing: { ok: true, value: { isPublic: true, sharedWith: [] } } })],
        snapshotBlockPublicAccess: 'unblocked',
      },
      'fail',
      'any AWS account',
    ],
    [
      'public but blocked by the account',
      { snapshots: [snapshot({ sharing: { ok: true, value: { isPublic: true, sharedWith: [] } } })] },
      'pass',
      'keeps everyone out',
    ],
    ['sharing denied', { snapshots: [snapshot({ sharing: DENIED })] }, 'warning', 'not permitted'],
  ],
  ec2_ebs_snapshot_account_block_public_access: [
    ['all', {}, 'pass'],
    ['new only', { snapshotBlockPublicAccess: 'block-new-sharing' }, 'fail', 'already public stay so'],
    ['off', { snapshotBlockPublicAccess: 'unblocked' }, 'fail'],
  ],
  ec2_ebs_snapshots_encrypted: [
    ['encrypted', { snapshots: [snapshot()] }, 'pass'],
    ['clear', { snapshots: [snapshot({ encrypted: false })] }, 'fail', '100 GiB of vol-1'],
  ],
  ec2_ebs_volume_encryption: [
    ['encrypted', { volumes: [volume()] }, 'pass'],
    ['clear', { volumes: [volume({ encrypted: false })] }, 'fail', 'attached to i-0aaaaaaaaaaaaaaa1'],
  ],
  ec2_ebs_volume_snapshots_exists: [
    ['one', { volumes: [volume()], snapshots: [snapshot()] }, 'pass', '2026-02-20'],
    ['none', { volumes: [volume()] }, 'fail'],
    ['only an unfinished one', { volumes: [volume()], snapshots: [snapshot({ state: 'pending' })] }, 'fail'],
  ],
  ec2_elastic_ip_unassigned: [
    ['in use', { addresses: [address()] }, 'pass'],
    ['idle', { addresses: [address({ associationId: null, instanceId: null })] }, 'fail', 'USD 3.65 a month'],
  ],
  ec2_instance_account_imdsv2_enabled: [
    ['required', {}, 'pass'],
    [
      'never set',
      { instanceMetadataDefaults: { httpTokens: null, httpEndpoint: null, hopLimit: null } },
      'fail',
      'no default',
    ],
    [
      'optional',
      { instanceMetadataDefaults: { httpTokens: 'optional', httpEndpoint: null, hopLimit: 1 } },
      'fail',
      '"optional"',
    ],
  ],
  ec2_instance_detailed_monitoring_enabled: [
    ['on', { instances: [instance()] }, 'pass'],
    ['off', { instances: [instance({ monitoring: 'disabled' })] }, 'fail'],
    ['not told', { instances: [instance({ monitoring: null })] }, 'warning'],
  ],
  ec2_instance_imdsv2_enabled: [
    ['required', { instances: [instance()] }, 'pass'],
    [
      'optional',
      { instances: [instance({ metadataOptions: { httpTokens: 'optional', httpEndpoint: 'enabled', hopLimit: 1 } })] },
      'fail',
      'i-0aaaaaaaaaaaaaaa1 (web-1) still answers IMDSv1',
    ],
    [
      'endpoint off',
      { instances: [instance({ metadataOptions: { httpTokens: 'optional', httpEndpoint: 'disabled', hopLimit: 1 } })] },
      'pass',
    ],
    ['not told', { instances: [instance({ metadataOptions: null })] }, 'warning'],
  ],
  ec2_instance_internet_facing_with_instance_profile: [
    ['private', { instances: [instance()], securityGroups: [open(80)] }, 'pass'],
    [
      'no role',
      { instances: [instance({ publicIp: '203.0.113.9', instanceProfileArn: null })], securityGroups: [open(80)] },
      'pass',
    ],
    [
      'all three',
      { instances: [instance({ publicIp: '203.0.113.9' })], securityGroups: [open(80)], subnets: [subnet()] },
      'fail',
      'carries web and is open to the internet on 203.0.113.9, ports 80',
    ],
  ],
  ec2_instance_older_than_specific_days: [
    ['a month', { instances: [instance()] }, 'pass'],
    ['a year', { instances: [instance({ launchTime: '2025-03-01T00:00:00Z' })] }, 'fail', '365 days'],
    ['stopped', { instances: [instance({ state: 'stopped', launchTime: '2020-01-01T00:00:00Z' })] }, 'pass'],
    ['not told', { instances: [instance({ launchTime: null })] }, 'warning'],
  ],
  ec2_instance_paravirtual_type: [
    ['hvm', { instances: [instance()] }, 'pass'],
    ['pv', { instances: [instance({ virtualizationType: 'paravirtual' })] }, 'fail'],
  ],
  ec2_instance_profile_attached: [
    ['role', { instances: [instance()] }, 'pass'],
    ['none', { instances: [instance({ instanceProfileArn: null })] }, 'fail'],
  ],
  ec2_instance_public_ip: [
    ['private', { instances: [instance()] }, 'pass'],
    ['public', { instances: [instance({ publicIp: '203.0.113.9' })] }, 'fail', '203.0.113.9'],
  ],
  ec2_instance_stopped_older_than_specific_days: [
    ['running', { instances: [instance()] }, 'pass'],
    ['a week', { instances: [instance({ state: 'stopped', stateTransitionReason: RECENT })] }, 'pass', '9 days'],
    ['months', { instances: [instance({ state: 'stopped', stateTransitionReason: LONG_AGO })] }, 'fail', '120 days'],
    ['not told', { instances: [instance({ state: 'stopped' })] }, 'warning', 'since when'],
  ],
  ec2_instance_uses_single_eni: [
    ['one', { instances: [instance()] }, 'pass'],
    [
      'two',
      {
        instances: [
          instance({
            networkInterfaces: ['a', 'b'].map((name) => ({
              networkInterfaceId: `eni-${name}`,
              interfaceType: 'interface',
              subnetId: null,
              publicIp: null,
              ipv6Addresses: [],
              securityGroupIds: [],
            })),
          }),
        ],
      },
      'fail',
      '2 network interfaces',
    ],
  ],
  ec2_instance_with_outdated_ami: [
    ['current', { instances: [instance()], images: [image()] }, 'pass'],
    [
      'deprecated foreign image',
      {
        instances: [instance({ imageId: 'ami-aws' })],
        foreignImages: [
          image({ imageId: 'ami-aws', ownerAlias: 'amazon', deprecationTime: '2025-05-01T00:00:00.000Z' }),
        ],
      },
      'fail',
      'deprecated since 2025-05-01',
    ],
    ['gone', { instances: [instance({ imageId: 'ami-gone' })] }, 'warning', 'ami-gone is gone'],
  ],
  ec2_launch_template_imdsv2_required: [
    ['required', { launchTemplates: [launchTemplate([{}])] }, 'pass'],
    ['latest open', { launchTemplates: [launchTemplate([{}, { httpTokens: null }])] }, 'fail', 'in version 2'],
    ['only an old version open', { launchTemplates: [launchTemplate([{}, { httpTokens: null }, {}])] }, 'pass'],
    ['denied', { launchTemplates: [{ ...launchTemplate([{}]), versions: DENIED }] }, 'warning'],
  ],
  ec2_launch_template_no_public_ip: [
    ['says nothing', { launchTemplates: [launchTemplate([{}])] }, 'pass'],
    ['asks for one', { launchTemplates: [launchTemplate([{ associatePublicIp: true }])] }, 'fail', 'in version 1'],
  ],
  ec2_launch_template_no_secrets: [
    ['clean', { launchTemplates: [launchTemplate([{ userData: { ...secret, matchedRules: [] } }])] }, 'pass'],
    ['an old version', { launchTemplates: [launchTemplate([{}, { userData: secret }, {}])] }, 'fail', 'private-key'],
    [
      'not decodable',
      { launchTemplates: [launchTemplate([{ userData: { present: true, scanned: false, matchedRules: [] } }])] },
      'warning',
      'could not be decoded',
    ],
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
  ec2_waste_unattached_volume: [
    ['in use', { volumes: [volume()] }, 'pass'],
    ['left over', { volumes: [volume({ state: 'available', attachments: [] })] }, 'fail', 'about USD 8.80 a month'],
  ],
  ec2_waste_stopped_instance_storage: [
    ['running', { instances: [instance()] }, null],
    [
      'stopped for months with a disk',
      {
        instances: [instance({ state: 'stopped', stateTransitionReason: LONG_AGO, volumeIds: ['vol-1'] })],
        volumes: [volume()],
      },
      'fail',
      'its volume costs about USD 8.80 a month',
    ],
    ['stopped for a week', { instances: [instance({ state: 'stopped', stateTransitionReason: RECENT })] }, 'pass'],
  ],
  ec2_waste_gp2_volume: [
    ['gp3', { volumes: [volume()] }, null],
    [
      'gp2',
      { instances: [instance()], volumes: [volume({ volumeType: 'gp2' })] },
      'fail',
      'could be gp3, saving about USD 2.20 a month',
    ],
    [
      'detached gp2 is another check',
      { volumes: [volume({ volumeType: 'gp2', state: 'available', attachments: [] })] },
      null,
    ],
    [
      'gp2 of a long-stopped machine is another check',
      {
        instances: [instance({ state: 'stopped', stateTransitionReason: LONG_AGO })],
        volumes: [volume({ volumeType: 'gp2' })],
      },
      null,
    ],
  ],
  ec2_waste_provisioned_iops_volume: [
    ['modest io1', { volumes: [volume({ volumeType: 'io1', iops: 4000 })] }, 'fail', 'could be gp3'],
    ['fast io2', { volumes: [volume({ volumeType: 'io2', iops: 40_000 })] }, 'pass'],
  ],
  ec2_waste_io1_volume: [
    ['io1', { volumes: [volume({ volumeType: 'io1', iops: 4000 })] }, 'fail', 'could be io2 at the same list price'],
    ['fast io1', { volumes: [volume({ volumeType: 'io1', iops: 64_000 })] }, 'fail', 'saving about'],
    ['io2', { volumes: [volume({ volumeType: 'io2', iops: 4000 })] }, null],
  ],
  ec2_waste_old_snapshot: [
    ['fresh', { snapshots: [snapshot()] }, 'pass'],
    ['old', { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })] }, 'fail', 'at most USD 5.00 a month'],
    [
      'old, in an image',
      { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })], images: [image({ snapshotIds: ['snap-1'] })] },
      'pass',
      'ami-0own',
    ],
    [
      'old, in a launch template',
      {
        snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })],
        launchTemplates: [launchTemplate([{ snapshotIds: ['snap-1'] }])],
      },
      'pass',
      'lt-1',
    ],
  ],
  ec2_waste_old_generation_instance: [
    ['current', { instances: [instance()] }, 'pass'],
    ['m4', { instances: [instance({ instanceType: 'm4.large' })] }, 'fail', 'm6a.large replaces it, saving about USD'],
    ['stopped', { instances: [instance({ instanceType: 'm4.large', state: 'stopped' })] }, null],
  ],
  ec2_waste_reservation_expiring: [
    ['far', { reservedInstances: [reservation()] }, 'pass'],
    ['near', { reservedInstances: [reservation({ end: '2026-03-20T00:00:00.000Z' })] }, 'fail', 'ends on 2026-03-20'],
    ['over', { reservedInstances: [reservation({ state: 'retired', end: '2025-01-01T00:00:00Z' })] }, null],
  ],
};

/** A base in which look-ups succeed, so that a case need only name what it is about. */
const BASE: Partial<Ec2Parts> = { instances: [instance()], images: [image()] };

describe('checks of EC2', () => {
  const written = EC2_CHECKS.filter(
    ({ id }) => !/_port_\w+_exposed_|_to_tcp_port_/.test(id) || id.includes('networkacl'),
  );
  it('are all covered by the table below', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(written.map(({ id }) => id).toSorted());
  });

  describe.each(Object.entries(CASES))('%s', (id, cases) => {
    it.each(cases)('%s', (_, parts, status, says) => {
      const listed = id.startsWith('ec2_waste') && !parts.instances ? { ...BASE, ...parts } : parts;
      const outcomes = run(id, listed);
      if (status === null) return expect(outcomes).toEqual([]);
      expect(outcomes).toHaveLength(1);
      const [outcome] = outcomes;
      expect(outcome!.status).toBe(status);
      if (says) expect(outcome!.statusDetail).toMatch(typeof says === 'string' ? new RegExp(escape(says)) : says);
      expect(outcome!.missingPermission === undefined).toBe(status !== 'warning');
    });
  });

  it('carry cost and savings with the basis of the price', () => {
    const [outcome] = run('ec2_waste_unattached_volume', {
      volumes: [volume({ state: 'available', attachments: [] })],
    });
    expect(outcome).toMatchObject({ estimatedMonthlyCost: 8.8, estimatedMonthlySavings: 8.8, confidence: 80 });
    expect(outcome!.evidence['price_basis']).toMatch(/list price.*eu-west-1.*not billed cost/);
    const [kept] = run('ec2_waste_unattached_volume', {
      volumes: [volume({ state: 'available', attachments: [], tags: { keep: 'audit' } })],
    });
    expect(kept!.confidence).toBe(50);
  });

  it('vary the severity with the facts', () => {
    expect(
      run('ec2_ebs_snapshot_account_block_public_access', { snapshotBlockPublicAccess: 'block-new-sharing' })[0],
    ).toMatchObject({ severity: 'medium' });
    expect(
      run('ec2_securitygroup_allow_ingress_from_internet_to_any_port', { securityGroups: [open(443)] })[0],
    ).toMatchObject({ status: 'fail', severity: 'low' });
    expect(
      run('ec2_networkacl_allow_ingress_any_port', {
        networkAcls: [networkAcl({ subnetIds: [], entries: [aclEntry()] })],
      })[0],
    ).toMatchObject({ severity: 'low' });
    expect(
      run('ec2_waste_unattached_volume', {
        volumes: [volume({ state: 'available', attachments: [], sizeGiB: 4000 })],
      })[0],
    ).toMatchObject({ severity: 'medium' });
  });
});

describe('what could not be read', () => {
  const failed = Object.fromEntries(
    Object.keys(estate())
      .filter((name) => !['accountUid', 'partition', 'region', 'collectedAt', 'coverage'].includes(name))
      .map((name) => [name, DENIED]),
  ) as Partial<Ec2Snapshot>;

  it.each(EC2_CHECKS)('$id says Warning and names the permission', (check) => {
    const outcomes = check.evaluate({ ...estate(), ...failed });
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({
      status: 'warning',
      missingPermission: 'ec2:DescribeThings',
      resource: { type: 'AWS::::Account', region: 'eu-west-1' },
    });
  });

  it.each([
    ['ec2_ebs_volume_snapshots_exists', { volumes: [volume()] }, 'snapshots'],
    ['ec2_instance_with_outdated_ami', { instances: [instance({ imageId: 'ami-aws' })] }, 'foreignImages'],
    ['ec2_securitygroup_not_used', { securityGroups: [securityGroup()] }, 'networkInterfaces'],
    ['ec2_waste_old_snapshot', { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })] }, 'images'],
    ['ec2_waste_old_snapshot', { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })] }, 'launchTemplates'],
    ['ec2_waste_gp2_volume', { volumes: [volume({ volumeType: 'gp2' })] }, 'instances'],
    [
      'ec2_waste_stopped_instance_storage',
      { instances: [instance({ state: 'stopped', stateTransitionReason: LONG_AGO, volumeIds: ['vol-1'] })] },
      'volumes',
    ],
    [
      'ec2_instance_internet_facing_with_instance_profile',
      { instances: [instance({ publicIp: '203.0.113.9' })] },
      'securityGroups',
    ],
    [
      'ec2_instance_port_ssh_exposed_to_internet',
      { instances: [instance({ publicIp: '203.0.113.9' })], securityGroups: [open(22)] },
      'subnets',
    ],
  ] as [string, Partial<Ec2Parts>, keyof Ec2Snapshot][])('%s needs a second list that failed', (id, parts, list) => {
    const outcomes = run(id, parts, { [list]: DENIED });
    expect(outcomes.map(({ status }) => status)).toEqual(['warning']);
  });
});

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
