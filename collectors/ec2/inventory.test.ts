import { expect, it } from 'vitest';
import {
  ACCOUNT,
  address,
  estate,
  image,
  instance,
  launchTemplate,
  networkAcl,
  networkInterface,
  rule,
  securityGroup,
  snapshot,
  subnet,
  volume,
} from '../../src/test/aws/ec2-estate.ts';
import { DENIED } from '../../src/test/aws/ec2-cases.ts';
import { inventory } from './inventory.ts';
import type { Ec2Snapshot } from './snapshot.ts';

const SNAPSHOT = estate({
  instances: [
    instance({ publicIp: '203.0.113.9', instanceType: 'g5.xlarge', lifecycle: 'spot' }),
    instance({
      instanceId: 'i-stopped',
      state: 'stopped',
      stateTransitionReason: 'User initiated (2025-11-01 08:00:00 GMT)',
      publicIp: '203.0.113.10',
    }),
  ],
  volumes: [volume({ state: 'available', attachments: [] })],
  snapshots: [snapshot({ sharing: { ok: true, value: { isPublic: true, sharedWith: ['999988887777'] } } })],
  addresses: [address({ associationId: null, instanceId: null })],
  images: [image({ snapshotIds: ['snap-1'] })],
  securityGroups: [
    securityGroup({
      ingress: [rule({ port: 22 }), rule({ fromPort: 8000, toPort: 8090 }), rule({ protocol: 'udp', port: 53 })],
    }),
  ],
  networkInterfaces: [networkInterface()],
  networkAcls: [networkAcl()],
  vpcs: [{ vpcId: 'vpc-1', tags: {}, cidrBlock: '10.0.0.0/16', isDefault: false, state: 'available' }],
  subnets: [subnet()],
  flowLogs: [
    { flowLogId: 'fl-1', resourceId: 'vpc-1', trafficType: 'REJECT', status: 'ACTIVE', destinationType: 's3' },
  ],
  launchTemplates: [launchTemplate([{}])],
});

const of = (type: string, from: Ec2Snapshot = SNAPSHOT) =>
  inventory(from).filter((row) => row.type === `AWS::EC2::${type}`);

it('names instances and says what faces the internet, what is accelerated, spot and stopped', () => {
  const [gpu, stopped] = of('Instance');
  expect(gpu).toMatchObject({
    uid: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0aaaaaaaaaaaaaaa1`,
    name: 'web-1',
    service: 'ec2',
    createdAt: '2026-02-01T00:00:00.000Z',
    listedBy: ['ec2:DescribeInstances'],
    attributes: {
      isGpu: true,
      spot: true,
      imdsv2Required: true,
      internetExposedPorts: ['22', '8000-8090', 'udp/53'],
      estimatedMonthlyCost: null,
      stoppedAt: null,
    },
  });
  expect(stopped!.attributes).toMatchObject({
    isGpu: false,
    stoppedAt: '2025-11-01T08:00:00.000Z',
    internetExposedPorts: [],
    estimatedMonthlyCost: 0,
  });
});

it('prices disks and addresses, and says what they are attached to', () => {
  expect(of('Volume')[0]!.attributes).toMatchObject({
    isAttached: false,
    attachedTo: null,
    estimatedMonthlyCost: 8.8,
    priceBasis: expect.stringContaining('not billed cost') as string,
  });
  expect(of('EIP')[0]!.attributes).toMatchObject({ isAssociated: false, estimatedMonthlyCost: 3.65 });
});

it('follows snapshots to images, groups to interfaces, VPCs to flow logs', () => {
  expect(of('Snapshot')[0]).toMatchObject({
    uid: 'arn:aws:ec2:eu-west-1::snapshot/snap-1',
    attributes: { isPublic: true, sharedWith: ['999988887777'], usedByImage: true },
  });
  expect(of('SecurityGroup')[0]!.attributes).toMatchObject({ ingressRules: 3, attachedTo: 1, isDefault: false });
  expect(of('VPC')[0]!.attributes).toMatchObject({ flowLogs: ['REJECT'] });
  expect(['Image', 'Subnet', 'NetworkAcl', 'LaunchTemplate'].map((type) => of(type).length)).toEqual([1, 1, 1, 1]);
});

it('leaves out what was not read and says null for what hangs on it', () => {
  const blind = {
    ...SNAPSHOT,
    volumes: DENIED,
    securityGroups: DENIED,
    networkInterfaces: DENIED,
    images: DENIED,
    flowLogs: DENIED,
  };
  expect(of('Volume', blind)).toEqual([]);
  expect(of('Instance', blind)[0]!.attributes).toMatchObject({ internetExposedPorts: null });
  expect(of('Snapshot', blind)[0]!.attributes).toMatchObject({ usedByImage: null });
  expect(of('VPC', blind)[0]!.attributes).toMatchObject({ flowLogs: null });
});

it('keeps ARNs of other partitions', () => {
  expect(of('Instance', { ...SNAPSHOT, partition: 'aws-cn' })[0]!.uid).toMatch(/^arn:aws-cn:ec2:/);
});
