/**
 * Attribute names of inventory rows, per resource type. Facts query these names in SQL (`attributes->>'mfaActive'`), so
 * a rename here is a change of contract. `null` means "could not be read", never "no".
 */

/** AWS::IAM::User, and AWS::IAM::RootUser with `isRoot`: to AWS the root user is no IAM user. */
export interface IamUserAttributes {
  isRoot: boolean;
  passwordEnabled: boolean | null;
  mfaActive: boolean | null;
  /** Last console sign-in. null with `passwordEnabled` true: never. */
  passwordLastUsed: string | null;
  accessKeys:
    | {
        id: string | null;
        active: boolean;
        createdAt: string | null;
        lastUsedAt: string | null;
        lastUsedService: string | null;
      }[]
    | null;
  activeAccessKeys: number | null;
  /** The latest of console sign-in and any key's use; null when never or unknown. */
  lastActivityAt: string | null;
  /** Effective administrator: AWS AdministratorAccess or a policy allowing `*` on `*`, direct, inline or through a group. */
  isAdmin: boolean | null;
  /** How the rights arrive, e.g. `attached:AdministratorAccess`, `group:admins`, `inline:all`. */
  adminVia: string[];
  groups: string[];
  attachedPolicies: string[];
  inlinePolicies: string[];
  createdAt: string | null;
}

/** AWS::IAM::Role */
export interface IamRoleAttributes {
  isAdmin: boolean | null;
  adminVia: string[];
  attachedPolicies: string[];
  inlinePolicies: string[];
  lastUsedAt: string | null;
  lastUsedRegion: string | null;
  /** Trusted principals as written in the trust policy. */
  trustedPrincipals: string[];
  trustsOtherAccounts: boolean;
  isServiceLinked: boolean;
  createdAt: string | null;
}

/** AWS::IAM::Policy (customer managed) and AWS::IAM::Group */
export interface IamPolicyAttributes {
  attachmentCount: number | null;
  isAdmin: boolean | null;
  defaultVersionId: string | null;
}
export interface IamGroupAttributes {
  isAdmin: boolean | null;
  members: string[];
  attachedPolicies: string[];
  inlinePolicies: string[];
}

/** AWS::S3::Bucket */
export interface S3BucketAttributes {
  /** Public by the joint evaluation of both public-access blocks, ACL and policy. */
  isPublic: boolean | null;
  publicVia: string[];
  encryption: string | null;
  versioning: 'Enabled' | 'Suspended' | 'Off' | null;
  mfaDelete: boolean | null;
  loggingEnabled: boolean | null;
  lifecycleRules: number | null;
  replicationEnabled: boolean | null;
  objectLockEnabled: boolean | null;
  blockPublicAccess: boolean | null;
  secureTransportOnly: boolean | null;
  createdAt: string | null;
}

/** AWS::EC2::Instance */
export interface Ec2InstanceAttributes {
  instanceType: string;
  state: string;
  launchedAt: string | null;
  stoppedAt: string | null;
  isGpu: boolean;
  publicIp: string | null;
  privateIp: string | null;
  vpcId: string | null;
  subnetId: string | null;
  securityGroups: string[];
  instanceProfile: string | null;
  imdsv2Required: boolean | null;
  /** Ports reachable from 0.0.0.0/0 or ::/0 through its security groups, with a public address and a public subnet. */
  internetExposedPorts: string[] | null;
  imageId: string | null;
  detailedMonitoring: boolean | null;
  spot: boolean;
  estimatedMonthlyCost: number | null;
}

/** AWS::EC2::Volume */
export interface Ec2VolumeAttributes {
  sizeGiB: number;
  volumeType: string;
  iops: number | null;
  state: string;
  encrypted: boolean;
  /** Instance id, or null when unattached. */
  attachedTo: string | null;
  isAttached: boolean;
  createdAt: string | null;
  estimatedMonthlyCost: number | null;
  priceBasis: string | null;
}

/** AWS::EC2::Snapshot, AWS::EC2::EIP, AWS::EC2::Image, AWS::EC2::SecurityGroup */
export interface Ec2SnapshotAttributes {
  sizeGiB: number;
  encrypted: boolean;
  isPublic: boolean | null;
  sharedWith: string[];
  volumeId: string | null;
  startedAt: string | null;
  usedByImage: boolean | null;
}
export interface Ec2AddressAttributes {
  publicIp: string;
  isAssociated: boolean;
  instanceId: string | null;
  estimatedMonthlyCost: number | null;
}
export interface Ec2ImageAttributes {
  isPublic: boolean;
  createdAt: string | null;
  architecture: string | null;
}
export interface Ec2SecurityGroupAttributes {
  vpcId: string | null;
  openToInternetPorts: string[];
  isDefault: boolean;
  ingressRules: number;
  egressRules: number;
  attachedTo: number | null;
}

/** AWS::EC2::VPC, AWS::EC2::Subnet, AWS::EC2::NatGateway, AWS::EC2::NetworkAcl, AWS::EC2::LaunchTemplate carry what their API says, camelCase. */

/** AWS::GuardDuty::Detector: a region without one has a row too, `enabled: false`, uid `arn:…:detector/none`. */
export interface GuardDutyDetectorAttributes {
  enabled: boolean;
  features: Record<string, boolean>;
  findingPublishingFrequency: string | null;
}

/** AWS::CloudTrail::Trail */
export interface CloudTrailTrailAttributes {
  isLogging: boolean | null;
  isMultiRegion: boolean;
  isOrganization: boolean;
  logFileValidation: boolean;
  kmsKeyId: string | null;
  s3Bucket: string | null;
  managementEvents: boolean | null;
  dataEvents: boolean | null;
  latestDeliveryAt: string | null;
  stoppedAt: string | null;
}

/** AWS::::Account: one per account. */
export interface AccountAttributes {
  alias: string | null;
  rootMfaEnabled: boolean | null;
  passwordPolicy: Record<string, unknown> | null;
  s3BlockPublicAccess: boolean | null;
  ebsEncryptionByDefault: Record<string, boolean> | null;
}
