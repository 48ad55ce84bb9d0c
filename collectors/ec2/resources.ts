/**
 * How each kind of EC2 resource is named, where the snapshot keeps it and which API lists it. ARNs follow the Service
 * Authorization Reference for EC2 (snapshots and images carry no account id).
 */
import type { ResourceRef } from '../collector.ts';
import type { Read } from '../coverage.ts';
import type {
  ClientVpnEndpoint,
  EbsSnapshot,
  EbsVolume,
  Ec2Instance,
  Ec2Snapshot,
  ElasticAddress,
  LaunchTemplate,
  MachineImage,
  NatGateway,
  NetworkAcl,
  ReservedInstances,
  SecurityGroup,
  Subnet,
  Tags,
  TransitGateway,
  Vpc,
} from './snapshot.ts';

/** A kind of resource: its CloudFormation type, the API that lists it, its place in the snapshot and its identity. */
export interface Kind<T> {
  type: string;
  api: string;
  /** Plural, for sentences: "EC2 instances". */
  noun: string;
  read(snapshot: Ec2Snapshot): Read<T[]>;
  ref(snapshot: Ec2Snapshot, item: T): ResourceRef;
}

export const INSTANCES: Kind<Ec2Instance> = kind('AWS::EC2::Instance', 'ec2:DescribeInstances', 'EC2 instances', {
  read: (snapshot) => snapshot.instances,
  path: (item) => `instance/${item.instanceId}`,
});

export const VOLUMES: Kind<EbsVolume> = kind('AWS::EC2::Volume', 'ec2:DescribeVolumes', 'EBS volumes', {
  read: (snapshot) => snapshot.volumes,
  path: (item) => `volume/${item.volumeId}`,
});

export const SNAPSHOTS: Kind<EbsSnapshot> = kind('AWS::EC2::Snapshot', 'ec2:DescribeSnapshots', 'EBS snapshots', {
  read: (snapshot) => snapshot.snapshots,
  path: (item) => `snapshot/${item.snapshotId}`,
  ownerless: true,
});

export const ADDRESSES: Kind<ElasticAddress> = kind('AWS::EC2::EIP', 'ec2:DescribeAddresses', 'Elastic IP addresses', {
  read: (snapshot) => snapshot.addresses,
  path: (item) => `elastic-ip/${item.allocationId}`,
  name: (item) => item.publicIp,
});

export const IMAGES: Kind<MachineImage> = kind('AWS::EC2::Image', 'ec2:DescribeImages', 'machine images', {
  read: (snapshot) => snapshot.images,
  path: (item) => `image/${item.imageId}`,
  name: (item) => item.name || item.imageId,
  ownerless: true,
});

export const SECURITY_GROUPS: Kind<SecurityGroup> = kind(
  'AWS::EC2::SecurityGroup',
  'ec2:DescribeSecurityGroups',
  'security groups',
  {
    read: (snapshot) => snapshot.securityGroups,
    path: (item) => `security-group/${item.groupId}`,
    name: (item) => item.groupName || item.groupId,
  },
);

export const NETWORK_ACLS: Kind<NetworkAcl> = kind('AWS::EC2::NetworkAcl', 'ec2:DescribeNetworkAcls', 'network ACLs', {
  read: (snapshot) => snapshot.networkAcls,
  path: (item) => `network-acl/${item.networkAclId}`,
});

export const VPCS: Kind<Vpc> = kind('AWS::EC2::VPC', 'ec2:DescribeVpcs', 'VPCs', {
  read: (snapshot) => snapshot.vpcs,
  path: (item) => `vpc/${item.vpcId}`,
});

export const SUBNETS: Kind<Subnet> = kind('AWS::EC2::Subnet', 'ec2:DescribeSubnets', 'subnets', {
  read: (snapshot) => snapshot.subnets,
  path: (item) => `subnet/${item.subnetId}`,
});

export const NAT_GATEWAYS: Kind<NatGateway> = kind('AWS::EC2::NatGateway', 'ec2:DescribeNatGateways', 'NAT gateways', {
  read: (snapshot) => snapshot.natGateways,
  path: (item) => `natgateway/${item.natGatewayId}`,
});

export const LAUNCH_TEMPLATES: Kind<LaunchTemplate> = kind(
  'AWS::EC2::LaunchTemplate',
  'ec2:DescribeLaunchTemplates',
  'launch templates',
  {
    read: (snapshot) => snapshot.launchTemplates,
    path: (item) => `launch-template/${item.launchTemplateId}`,
    name: (item) => item.name || item.launchTemplateId,
  },
);

export const RESERVED_INSTANCES: Kind<ReservedInstances> = kind(
  'AWS::EC2::ReservedInstances',
  'ec2:DescribeReservedInstances',
  'reserved instances',
  {
    read: (snapshot) => snapshot.reservedInstances,
    path: (item) => `reserved-instances/${item.reservedInstancesId}`,
  },
);

export const CLIENT_VPN_ENDPOINTS: Kind<ClientVpnEndpoint> = kind(
  'AWS::EC2::ClientVpnEndpoint',
  'ec2:DescribeClientVpnEndpoints',
  'Client VPN endpoints',
  {
    read: (snapshot) => snapshot.clientVpnEndpoints,
    path: (item) => `client-vpn-endpoint/${item.endpointId}`,
  },
);

export const TRANSIT_GATEWAYS: Kind<TransitGateway> = kind(
  'AWS::EC2::TransitGateway',
  'ec2:DescribeTransitGateways',
  'transit gateways',
  {
    read: (snapshot) => snapshot.transitGateways,
    path: (item) => `transit-gateway/${item.transitGatewayId}`,
  },
);

/** "i-0abc (web-1)", or the id alone where there is no name of its own. */
export function label(id: string, ref: Pick<ResourceRef, 'name'>): string {
  return ref.name && ref.name !== id ? `${id} (${ref.name})` : id;
}

interface KindParts<T> {
  read: Kind<T>['read'];
  path: (item: T) => string;
  name?: (item: T) => string;
  ownerless?: boolean;
}

function kind<T extends { tags: Tags }>(type: string, api: string, noun: string, parts: KindParts<T>): Kind<T> {
  // Some forty checks speak of each instance: one reference for all of them saves half of the memory of a big read.
  const known = new WeakMap<Ec2Snapshot, WeakMap<T, ResourceRef>>();
  return {
    type,
    api,
    noun,
    read: parts.read,
    ref(snapshot, item) {
      const refs = known.get(snapshot) ?? new WeakMap<T, ResourceRef>();
      known.set(snapshot, refs);
      const ref = refs.get(item) ?? makeRef(snapshot, item, type, parts);
      refs.set(item, ref);
      return ref;
    },
  };
}

function makeRef<T extends { tags: Tags }>(
  snapshot: Ec2Snapshot,
  item: T,
  type: string,
  parts: KindParts<T>,
): ResourceRef {
  const path = parts.path(item);
  const owner = parts.ownerless ? '' : snapshot.accountUid;
  const id = path.slice(path.indexOf('/') + 1);
  return {
    uid: `arn:${snapshot.partition}:ec2:${snapshot.region}:${owner}:${path}`,
    type,
    name: item.tags['Name'] || parts.name?.(item) || id,
    region: snapshot.region,
    tags: item.tags,
  };
}
