import { describe } from 'vitest';
import { DENIED, runCases } from '../../src/test/aws/ec2-cases.ts';
import type { Cases } from '../../src/test/aws/ec2-cases.ts';
import {
  address,
  image,
  instance,
  launchTemplate,
  rule,
  securityGroup,
  snapshot,
  subnet,
  volume,
} from '../../src/test/aws/ec2-estate.ts';

const LONG_AGO = 'User initiated (2025-11-01 08:00:00 GMT)';
const RECENT = 'User initiated (2026-02-20 08:00:00 GMT)';
const secret = { present: true, scanned: true, matchedRules: ['private-key'] };
const open = (port: number) => securityGroup({ ingress: [rule({ port })] });

const CASES: Cases = {
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
};

describe('EC2 checks: compute', () => {
  runCases(/^ec2_(?!waste|networkacl|securitygroup|transitgateway|client_vpn|instance_port)/, CASES);
});
