/** AWS's types of resources, by what people call them and how they are spoken of. */
import type { Subject } from '../intent/intent.ts';

/** The type of a subject; absent where the inventory holds none. */
export const TYPES: Partial<Record<Subject, string>> = {
  bucket: 'AWS::S3::Bucket',
  instance: 'AWS::EC2::Instance',
  volume: 'AWS::EC2::Volume',
  snapshot: 'AWS::EC2::Snapshot',
  address: 'AWS::EC2::EIP',
  image: 'AWS::EC2::Image',
  security_group: 'AWS::EC2::SecurityGroup',
  vpc: 'AWS::EC2::VPC',
  nat_gateway: 'AWS::EC2::NatGateway',
  trail: 'AWS::CloudTrail::Trail',
  detector: 'AWS::GuardDuty::Detector',
  policy: 'AWS::IAM::Policy',
  group: 'AWS::IAM::Group',
  user: 'AWS::IAM::User',
  role: 'AWS::IAM::Role',
};

/** How types are spoken of. */
export const TYPE_WORDS: Record<string, string> = {
  'AWS::IAM::User': 'IAM users',
  'AWS::IAM::Role': 'IAM roles',
  'AWS::IAM::Policy': 'IAM policies',
  'AWS::IAM::Group': 'IAM groups',
  'AWS::S3::Bucket': 'buckets',
  'AWS::EC2::Instance': 'instances',
  'AWS::EC2::Volume': 'volumes',
  'AWS::EC2::Snapshot': 'snapshots',
  'AWS::EC2::EIP': 'Elastic IP addresses',
  'AWS::EC2::Image': 'images',
  'AWS::EC2::SecurityGroup': 'security groups',
  'AWS::EC2::VPC': 'VPCs',
  'AWS::EC2::NatGateway': 'NAT gateways',
  'AWS::EC2::Subnet': 'subnets',
  'AWS::EC2::NetworkAcl': 'network ACLs',
  'AWS::CloudTrail::Trail': 'trails',
  'AWS::GuardDuty::Detector': 'detectors',
  'AWS::::Account': 'accounts',
};
