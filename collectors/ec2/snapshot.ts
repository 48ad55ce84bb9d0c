/**
 * What one read of EC2 saw in one account and region: instances, EBS, addresses, images and the network around them.
 * JSON-safe; a list that could not be read to its end is a `FailedRead`, never a shorter list. Times are ISO 8601 UTC.
 * User data is never here: only the verdict of its scan is.
 */
import type { SnapshotBase } from '../collector.ts';
import type { Read } from '../coverage.ts';

/** Everything read of one region. Each list is complete or failed. */
export interface Ec2Snapshot extends SnapshotBase {
  instances: Read<Ec2Instance[]>;
  volumes: Read<EbsVolume[]>;
  /** Snapshots owned by this account. */
  snapshots: Read<EbsSnapshot[]>;
  addresses: Read<ElasticAddress[]>;
  /** Images (AMIs) owned by this account. */
  images: Read<MachineImage[]>;
  /** Images that instances run but others own (AWS, vendors); an id missing here is gone or not visible. */
  foreignImages: Read<MachineImage[]>;
  securityGroups: Read<SecurityGroup[]>;
  networkInterfaces: Read<NetworkInterface[]>;
  networkAcls: Read<NetworkAcl[]>;
  vpcs: Read<Vpc[]>;
  subnets: Read<Subnet[]>;
  flowLogs: Read<FlowLog[]>;
  natGateways: Read<NatGateway[]>;
  reservedInstances: Read<ReservedInstances[]>;
  launchTemplates: Read<LaunchTemplate[]>;
  clientVpnEndpoints: Read<ClientVpnEndpoint[]>;
  transitGateways: Read<TransitGateway[]>;
  /** Account defaults of this region. */
  ebsEncryptionByDefault: Read<boolean>;
  /** `block-all-sharing`, `block-new-sharing` or `unblocked`. */
  snapshotBlockPublicAccess: Read<string>;
  /** `block-new-sharing` or `unblocked`. */
  imageBlockPublicAccess: Read<string>;
  instanceMetadataDefaults: Read<InstanceMetadataDefaults>;
}

export type Tags = Record<string, string>;

export interface Ec2Instance {
  instanceId: string;
  tags: Tags;
  instanceType: string;
  /** `pending`, `running`, `shutting-down`, `stopping`, `stopped`; terminated instances are left out by the read. */
  state: string;
  /** AWS's words, e.g. `User initiated (2025-01-05 10:12:13 GMT)`; empty when never stopped. */
  stateTransitionReason: string;
  launchTime: string | null;
  imageId: string | null;
  /** `x86_64`, `arm64`, … */
  architecture: string | null;
  /** `Linux/UNIX`, `Windows`, `Red Hat Enterprise Linux`, … */
  platformDetails: string | null;
  /** `hvm` or `paravirtual`. */
  virtualizationType: string | null;
  /** `spot`, `scheduled`, `capacity-block`; null is on demand. */
  lifecycle: string | null;
  /** `default`, `dedicated` or `host`. */
  tenancy: string | null;
  availabilityZone: string | null;
  vpcId: string | null;
  subnetId: string | null;
  publicIp: string | null;
  privateIp: string | null;
  ipv6Addresses: string[];
  securityGroupIds: string[];
  instanceProfileArn: string | null;
  /** null when AWS sent no metadata options. */
  metadataOptions: MetadataOptions | null;
  /** `disabled`, `disabling`, `enabled` or `pending`. */
  monitoring: string | null;
  /** Nitro Enclaves: the mark of a confidential workload host. */
  enclaveEnabled: boolean;
  networkInterfaces: InstanceInterface[];
  volumeIds: string[];
}

export interface MetadataOptions {
  /** `required` is IMDSv2 only, `optional` also answers IMDSv1. */
  httpTokens: string | null;
  /** `enabled` or `disabled`: whether the metadata service answers at all. */
  httpEndpoint: string | null;
  hopLimit: number | null;
}

export interface InstanceInterface {
  networkInterfaceId: string;
  /** `interface`, `efa`, `trunk`, … */
  interfaceType: string | null;
  subnetId: string | null;
  publicIp: string | null;
  ipv6Addresses: string[];
  securityGroupIds: string[];
}

export interface EbsVolume {
  volumeId: string;
  tags: Tags;
  sizeGiB: number;
  /** `gp2`, `gp3`, `io1`, `io2`, `st1`, `sc1`, `standard`. */
  volumeType: string;
  iops: number | null;
  /** MiB a second; gp3 only. */
  throughput: number | null;
  /** `creating`, `available`, `in-use`, `deleting`, `error`. */
  state: string;
  encrypted: boolean;
  kmsKeyId: string | null;
  /** The snapshot that it was made from. */
  snapshotId: string | null;
  createTime: string | null;
  availabilityZone: string | null;
  attachments: { instanceId: string | null; device: string | null; deleteOnTermination: boolean | null }[];
}

export interface EbsSnapshot {
  snapshotId: string;
  tags: Tags;
  /** Size of the volume that it was taken of: an upper bound of what the snapshot stores. */
  sizeGiB: number;
  volumeId: string | null;
  /** `pending`, `completed`, `error`, … */
  state: string;
  encrypted: boolean;
  startTime: string | null;
  description: string;
  /** `standard` or `archive`. */
  storageTier: string | null;
  sharing: Read<SnapshotSharing>;
}

export interface SnapshotSharing {
  /** Any AWS account may copy it or make a volume of it. */
  isPublic: boolean;
  /** Accounts it is shared with by id; null when only the public state was read (very many snapshots). */
  sharedWith: string[] | null;
}

export interface ElasticAddress {
  allocationId: string;
  publicIp: string;
  tags: Tags;
  associationId: string | null;
  instanceId: string | null;
  networkInterfaceId: string | null;
}

export interface MachineImage {
  imageId: string;
  name: string;
  tags: Tags;
  ownerId: string | null;
  /** `amazon`, `aws-marketplace`, …; null for other accounts. */
  ownerAlias: string | null;
  isPublic: boolean;
  creationDate: string | null;
  deprecationTime: string | null;
  architecture: string | null;
  /** Snapshots that its block devices are made from. */
  snapshotIds: string[];
}

export interface SecurityGroup {
  groupId: string;
  groupName: string;
  description: string;
  vpcId: string | null;
  tags: Tags;
  ingress: SecurityGroupRule[];
  egress: SecurityGroupRule[];
}

/** One protocol and port range with all of its sources (or destinations), as AWS groups them. */
export interface SecurityGroupRule {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all. */
  protocol: string;
  /** null with `-1`: all ports. For ICMP these are type and code. */
  fromPort: number | null;
  toPort: number | null;
  ipv4: string[];
  ipv6: string[];
  securityGroupIds: string[];
  prefixListIds: string[];
}

export interface NetworkInterface {
  networkInterfaceId: string;
  tags: Tags;
  /** `interface`, `nat_gateway`, `lambda`, `network_load_balancer`, … */
  interfaceType: string | null;
  description: string;
  status: string | null;
  vpcId: string | null;
  subnetId: string | null;
  securityGroupIds: string[];
  publicIp: string | null;
  instanceId: string | null;
}

export interface NetworkAcl {
  networkAclId: string;
  vpcId: string | null;
  isDefault: boolean;
  tags: Tags;
  subnetIds: string[];
  entries: NetworkAclEntry[];
}

export interface NetworkAclEntry {
  /** Evaluated from low to high; 32767 is the built-in deny. */
  ruleNumber: number;
  egress: boolean;
  action: 'allow' | 'deny';
  /** Protocol number as text; `-1` is all, `6` TCP, `17` UDP. */
  protocol: string;
  cidr: string | null;
  ipv6Cidr: string | null;
  fromPort: number | null;
  toPort: number | null;
}

export interface Vpc {
  vpcId: string;
  tags: Tags;
  cidrBlock: string | null;
  isDefault: boolean;
  state: string | null;
}

export interface Subnet {
  subnetId: string;
  vpcId: string | null;
  tags: Tags;
  cidrBlock: string | null;
  availabilityZone: string | null;
  mapPublicIpOnLaunch: boolean;
  availableIpAddressCount: number | null;
}

export interface FlowLog {
  flowLogId: string;
  /** A VPC, subnet or network interface id. */
  resourceId: string | null;
  /** `ACCEPT`, `REJECT` or `ALL`. */
  trafficType: string | null;
  status: string | null;
  destinationType: string | null;
}

export interface NatGateway {
  natGatewayId: string;
  vpcId: string | null;
  subnetId: string | null;
  tags: Tags;
  state: string | null;
  /** `public` or `private`; a public one proves that its subnet is routed to an internet gateway. */
  connectivityType: string | null;
  publicIps: string[];
  createTime: string | null;
}

export interface ReservedInstances {
  reservedInstancesId: string;
  tags: Tags;
  instanceType: string;
  instanceCount: number;
  /** `active`, `retired`, `payment-pending`, … */
  state: string | null;
  start: string | null;
  end: string | null;
  offeringClass: string | null;
  offeringType: string | null;
  productDescription: string | null;
  /** USD an hour that recurs, per instance; null when all was paid upfront or it is not known. */
  recurringHourlyUsd: number | null;
}

export interface LaunchTemplate {
  launchTemplateId: string;
  name: string;
  tags: Tags;
  createTime: string | null;
  createdBy: string | null;
  defaultVersion: number | null;
  latestVersion: number | null;
  /** Every version: an old one stays readable, and usable, until it is deleted. */
  versions: Read<LaunchTemplateVersion[]>;
}

export interface LaunchTemplateVersion {
  version: number;
  isDefault: boolean;
  createTime: string | null;
  imageId: string | null;
  instanceType: string | null;
  /** null: not set, so the account's or image's default decides. */
  httpTokens: string | null;
  httpEndpoint: string | null;
  /** Whether any interface asks for a public IPv4 address; null: the subnet decides. */
  associatePublicIp: boolean | null;
  /** Snapshots that its block devices are made from. */
  snapshotIds: string[];
  userData: UserDataVerdict;
}

/** What a scan of user data found. The text itself was discarded. */
export interface UserDataVerdict {
  present: boolean;
  /** False when it could not be decoded, e.g. broken base64 or gzip. */
  scanned: boolean;
  /** Names of the rules that matched, e.g. `aws-access-key-id`. */
  matchedRules: string[];
}

export interface ClientVpnEndpoint {
  endpointId: string;
  description: string;
  tags: Tags;
  connectionLogEnabled: boolean | null;
}

export interface TransitGateway {
  transitGatewayId: string;
  arn: string;
  description: string;
  tags: Tags;
  ownerId: string | null;
  /** `enable` or `disable`. */
  autoAcceptSharedAttachments: string | null;
}

/** null: never set, so each launch falls back on its image and request. */
export interface InstanceMetadataDefaults {
  httpTokens: string | null;
  httpEndpoint: string | null;
  hopLimit: number | null;
}
