/** Small EC2 estates for tests: each builder gives something sound, and a test changes what it is about. */
import type * as Ec2 from '../../../collectors/ec2/snapshot.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const NOW = '2026-03-01T12:00:00.000Z';

/** What an estate is made of; lists are given plainly. */
export interface Ec2Parts {
  instances: Ec2.Ec2Instance[];
  volumes: Ec2.EbsVolume[];
  snapshots: Ec2.EbsSnapshot[];
  addresses: Ec2.ElasticAddress[];
  images: Ec2.MachineImage[];
  foreignImages: Ec2.MachineImage[];
  securityGroups: Ec2.SecurityGroup[];
  networkInterfaces: Ec2.NetworkInterface[];
  networkAcls: Ec2.NetworkAcl[];
  vpcs: Ec2.Vpc[];
  subnets: Ec2.Subnet[];
  flowLogs: Ec2.FlowLog[];
  natGateways: Ec2.NatGateway[];
  reservedInstances: Ec2.ReservedInstances[];
  launchTemplates: Ec2.LaunchTemplate[];
  clientVpnEndpoints: Ec2.ClientVpnEndpoint[];
  transitGateways: Ec2.TransitGateway[];
  ebsEncryptionByDefault: boolean;
  snapshotBlockPublicAccess: string;
  imageBlockPublicAccess: string;
  instanceMetadataDefaults: Ec2.InstanceMetadataDefaults;
}

/** An estate of the given parts; everything else is empty, and every setting is as it should be. */
export function estate(parts: Partial<Ec2Parts> = {}, region = REGION): Ec2.Ec2Snapshot {
  const all: Ec2Parts = {
    instances: [],
    volumes: [],
    snapshots: [],
    addresses: [],
    images: [],
    foreignImages: [],
    securityGroups: [],
    networkInterfaces: [],
    networkAcls: [],
    vpcs: [],
    subnets: [],
    flowLogs: [],
    natGateways: [],
    reservedInstances: [],
    launchTemplates: [],
    clientVpnEndpoints: [],
    transitGateways: [],
    ebsEncryptionByDefault: true,
    snapshotBlockPublicAccess: 'block-all-sharing',
    imageBlockPublicAccess: 'block-new-sharing',
    instanceMetadataDefaults: { httpTokens: 'required', httpEndpoint: null, hopLimit: 2 },
    ...parts,
  };
  const read = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { ok: true, value }]));
  return {
    accountUid: ACCOUNT,
    partition: 'aws',
    region,
    collectedAt: NOW,
    coverage: [],
    ...(read as unknown as Omit<Ec2.Ec2Snapshot, 'accountUid' | 'partition' | 'region' | 'collectedAt' | 'coverage'>),
  };
}

/** A running private machine with a role, IMDSv2 and detailed monitoring. */
export function instance(change: Partial<Ec2.Ec2Instance> = {}): Ec2.Ec2Instance {
  const instanceId = change.instanceId ?? 'i-0aaaaaaaaaaaaaaa1';
  const merged: Ec2.Ec2Instance = {
    instanceId,
    tags: { Name: 'web-1' },
    instanceType: 'm6i.large',
    state: 'running',
    stateTransitionReason: '',
    launchTime: '2026-02-01T00:00:00.000Z',
    imageId: 'ami-0own',
    architecture: 'x86_64',
    platformDetails: 'Linux/UNIX',
    virtualizationType: 'hvm',
    lifecycle: null,
    tenancy: 'default',
    availabilityZone: `${REGION}a`,
    vpcId: 'vpc-1',
    subnetId: 'subnet-public',
    publicIp: null,
    privateIp: '10.0.0.10',
    ipv6Addresses: [],
    securityGroupIds: ['sg-1'],
    instanceProfileArn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
    metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled', hopLimit: 1 },
    monitoring: 'enabled',
    enclaveEnabled: false,
    networkInterfaces: [],
    volumeIds: [],
    ...change,
  };
  if (merged.networkInterfaces.length > 0) return merged;
  const { subnetId, publicIp, ipv6Addresses, securityGroupIds } = merged;
  return {
    ...merged,
    networkInterfaces: [
      {
        networkInterfaceId: `eni-${instanceId}`,
        interfaceType: 'interface',
        subnetId,
        publicIp,
        ipv6Addresses,
        securityGroupIds,
      },
    ],
  };
}

export function volume(change: Partial<Ec2.EbsVolume> = {}): Ec2.EbsVolume {
  return {
    volumeId: 'vol-1',
    tags: {},
    sizeGiB: 100,
    volumeType: 'gp3',
    iops: 3000,
    throughput: 125,
    state: 'in-use',
    encrypted: true,
    kmsKeyId: null,
    snapshotId: null,
    createTime: '2025-06-01T00:00:00.000Z',
    availabilityZone: `${REGION}a`,
    attachments: [{ instanceId: 'i-0aaaaaaaaaaaaaaa1', device: '/dev/xvda', deleteOnTermination: true }],
    ...change,
  };
}

export function snapshot(change: Partial<Ec2.EbsSnapshot> = {}): Ec2.EbsSnapshot {
  return {
    snapshotId: 'snap-1',
    tags: {},
    sizeGiB: 100,
    volumeId: 'vol-1',
    state: 'completed',
    encrypted: true,
    startTime: '2026-02-20T00:00:00.000Z',
    description: '',
    storageTier: 'standard',
    sharing: { ok: true, value: { isPublic: false, sharedWith: [] } },
    ...change,
  };
}

export function address(change: Partial<Ec2.ElasticAddress> = {}): Ec2.ElasticAddress {
  return {
    allocationId: 'eipalloc-1',
    publicIp: '198.51.100.7',
    tags: {},
    associationId: 'eipassoc-1',
    instanceId: 'i-0aaaaaaaaaaaaaaa1',
    networkInterfaceId: 'eni-1',
    ...change,
  };
}

export function image(change: Partial<Ec2.MachineImage> = {}): Ec2.MachineImage {
  return {
    imageId: 'ami-0own',
    name: 'base-2026',
    tags: {},
    ownerId: ACCOUNT,
    ownerAlias: null,
    isPublic: false,
    creationDate: '2026-01-01T00:00:00.000Z',
    deprecationTime: '2028-01-01T00:00:00.000Z',
    architecture: 'x86_64',
    snapshotIds: [],
    ...change,
  };
}

/** A rule for one TCP port from anywhere over IPv4. */
export function rule(change: Partial<Ec2.SecurityGroupRule> & { port?: number } = {}): Ec2.SecurityGroupRule {
  const { port = 443, ...rest } = change;
  return {
    protocol: 'tcp',
    fromPort: port,
    toPort: port,
    ipv4: ['0.0.0.0/0'],
    ipv6: [],
    securityGroupIds: [],
    prefixListIds: [],
    ...rest,
  };
}

export function securityGroup(change: Partial<Ec2.SecurityGroup> = {}): Ec2.SecurityGroup {
  return {
    groupId: 'sg-1',
    groupName: 'web',
    description: 'web servers',
    vpcId: 'vpc-1',
    tags: {},
    ingress: [],
    egress: [],
    ...change,
  };
}

export function networkInterface(change: Partial<Ec2.NetworkInterface> = {}): Ec2.NetworkInterface {
  return {
    networkInterfaceId: 'eni-1',
    tags: {},
    interfaceType: 'interface',
    description: '',
    status: 'in-use',
    vpcId: 'vpc-1',
    subnetId: 'subnet-public',
    securityGroupIds: ['sg-1'],
    publicIp: null,
    instanceId: 'i-0aaaaaaaaaaaaaaa1',
    ...change,
  };
}

export function subnet(change: Partial<Ec2.Subnet> = {}): Ec2.Subnet {
  return {
    subnetId: 'subnet-public',
    vpcId: 'vpc-1',
    tags: {},
    cidrBlock: '10.0.0.0/24',
    availabilityZone: `${REGION}a`,
    mapPublicIpOnLaunch: true,
    availableIpAddressCount: 200,
    ...change,
  };
}

export function networkAcl(change: Partial<Ec2.NetworkAcl> = {}): Ec2.NetworkAcl {
  return {
    networkAclId: 'acl-1',
    vpcId: 'vpc-1',
    isDefault: false,
    tags: {},
    subnetIds: ['subnet-public'],
    entries: [],
    ...change,
  };
}

export function aclEntry(change: Partial<Ec2.NetworkAclEntry> = {}): Ec2.NetworkAclEntry {
  return {
    ruleNumber: 100,
    egress: false,
    action: 'allow',
    protocol: '-1',
    cidr: '0.0.0.0/0',
    ipv6Cidr: null,
    fromPort: null,
    toPort: null,
    ...change,
  };
}

export function launchTemplate(versions: Partial<Ec2.LaunchTemplateVersion>[]): Ec2.LaunchTemplate {
  return {
    launchTemplateId: 'lt-1',
    name: 'web',
    tags: {},
    createTime: '2025-01-01T00:00:00.000Z',
    createdBy: `arn:aws:iam::${ACCOUNT}:user/ada`,
    defaultVersion: 1,
    latestVersion: versions.length,
    versions: {
      ok: true,
      value: versions.map((change, index) => ({
        version: index + 1,
        isDefault: index === 0,
        createTime: '2025-01-01T00:00:00.000Z',
        imageId: 'ami-0own',
        instanceType: 'm6i.large',
        httpTokens: 'required',
        httpEndpoint: null,
        associatePublicIp: null,
        snapshotIds: [],
        userData: { present: false, scanned: true, matchedRules: [] },
        ...change,
      })),
    },
  };
}

export function reservation(change: Partial<Ec2.ReservedInstances> = {}): Ec2.ReservedInstances {
  return {
    reservedInstancesId: '11111111-2222-4333-8444-555555555555',
    tags: {},
    instanceType: 'm5.large',
    instanceCount: 4,
    state: 'active',
    start: '2025-03-10T00:00:00.000Z',
    end: '2026-12-01T00:00:00.000Z',
    offeringClass: 'standard',
    offeringType: 'No Upfront',
    productDescription: 'Linux/UNIX',
    recurringHourlyUsd: 0.06,
    ...change,
  };
}
