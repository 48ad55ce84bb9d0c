/**
 * Inventory rows of EC2. Attribute names are those of `collectors/inventory.ts`; VPCs, subnets, NAT gateways, network
 * ACLs and launch templates carry what their API says. A list that could not be read gives no rows, so nothing in it
 * is taken for deleted.
 */
import type { ResourceRecord } from '../collector.ts';
import type {
  Ec2AddressAttributes,
  Ec2ImageAttributes,
  Ec2InstanceAttributes,
  Ec2SecurityGroupAttributes,
  Ec2SnapshotAttributes,
  Ec2VolumeAttributes,
} from '../inventory.ts';
import { createExposure, distinctPorts } from './exposure.ts';
import { openRules } from './network.ts';
import { instancePrice, isAccelerated, publicAddressPrice, volumePrice } from './prices.ts';
import {
  ADDRESSES,
  IMAGES,
  INSTANCES,
  LAUNCH_TEMPLATES,
  NAT_GATEWAYS,
  NETWORK_ACLS,
  SECURITY_GROUPS,
  SNAPSHOTS,
  SUBNETS,
  VOLUMES,
  VPCS,
} from './resources.ts';
import type { Kind } from './resources.ts';
import { ruleCount } from './rule-count.ts';
import type {
  EbsVolume,
  Ec2Instance,
  Ec2Snapshot,
  ElasticAddress,
  FlowLog,
  LaunchTemplate,
  NatGateway,
  NetworkAcl,
  SecurityGroup,
  Subnet,
  Vpc,
} from './snapshot.ts';
import { stoppedSince } from './stopped-since.ts';

/** One row per resource of every list that was read whole. */
export function inventory(snapshot: Ec2Snapshot): ResourceRecord[] {
  const { region } = snapshot;
  return [
    ...records(snapshot, INSTANCES, instanceAttributes(snapshot), ({ launchTime }) => launchTime),
    ...records(
      snapshot,
      VOLUMES,
      (volume) => volumeAttributes(volume, region),
      ({ createTime }) => createTime,
    ),
    ...records(snapshot, SNAPSHOTS, snapshotAttributes(snapshot), ({ startTime }) => startTime),
    ...records(snapshot, ADDRESSES, addressAttributes),
    ...records(snapshot, IMAGES, imageAttributes, ({ creationDate }) => creationDate),
    ...records(snapshot, SECURITY_GROUPS, groupAttributes(snapshot)),
    ...records(snapshot, VPCS, vpcAttributes(snapshot)),
    ...records(snapshot, SUBNETS, subnetAttributes),
    ...records(snapshot, NAT_GATEWAYS, natAttributes, ({ createTime }) => createTime),
    ...records(snapshot, NETWORK_ACLS, aclAttributes),
    ...records(snapshot, LAUNCH_TEMPLATES, templateAttributes, ({ createTime }) => createTime),
  ];
}

function records<T>(
  snapshot: Ec2Snapshot,
  kind: Kind<T>,
  attributes: (item: T) => object,
  createdAt: (item: T) => string | null = () => null,
): ResourceRecord[] {
  const read = kind.read(snapshot);
  if (!read.ok) return [];
  return read.value.map((item) => {
    const created = createdAt(item);
    return {
      ...kind.ref(snapshot, item),
      service: 'ec2',
      accountUid: snapshot.accountUid,
      attributes: attributes(item),
      ...(created === null ? {} : { createdAt: created }),
      listedBy: [kind.api],
    };
  });
}

function instanceAttributes(snapshot: Ec2Snapshot): (instance: Ec2Instance) => Ec2InstanceAttributes {
  const exposureOf = createExposure(snapshot);
  return (instance) => {
    const exposure = exposureOf(instance);
    const running = instance.state === 'running' || instance.state === 'pending';
    const unknown = exposure.rulesFailure ?? (exposure.rules.length > 0 ? exposure.routeFailure : null);
    return {
      instanceType: instance.instanceType,
      state: instance.state,
      launchedAt: instance.launchTime,
      stoppedAt: stoppedSince(instance),
      isGpu: isAccelerated(instance.instanceType),
      publicIp: instance.publicIp,
      privateIp: instance.privateIp,
      vpcId: instance.vpcId,
      subnetId: instance.subnetId,
      securityGroups: instance.securityGroupIds,
      instanceProfile: instance.instanceProfileArn,
      imdsv2Required: imdsv2Required(instance),
      internetExposedPorts: unknown ? null : running ? distinctPorts(exposure.rules) : [],
      imageId: instance.imageId,
      detailedMonitoring: instance.monitoring === null ? null : instance.monitoring === 'enabled',
      spot: instance.lifecycle === 'spot',
      estimatedMonthlyCost: instancePrice(instance, snapshot.region)?.monthlyUsd ?? null,
    };
  };
}

function imdsv2Required({ metadataOptions }: Ec2Instance): boolean | null {
  if (!metadataOptions?.httpTokens && !metadataOptions?.httpEndpoint) return null;
  return metadataOptions.httpTokens === 'required' || metadataOptions.httpEndpoint === 'disabled';
}

function volumeAttributes(volume: EbsVolume, region: string): Ec2VolumeAttributes {
  const price = volumePrice(volume, region);
  const attachedTo = volume.attachments.find(({ instanceId }) => instanceId !== null)?.instanceId ?? null;
  return {
    sizeGiB: volume.sizeGiB,
    volumeType: volume.volumeType,
    iops: volume.iops,
    state: volume.state,
    encrypted: volume.encrypted,
    attachedTo,
    isAttached: volume.attachments.length > 0 || volume.state === 'in-use',
    createdAt: volume.createTime,
    estimatedMonthlyCost: price?.monthlyUsd ?? null,
    priceBasis: price?.basis ?? null,
  };
}

function snapshotAttributes({ images, snapshots }: Ec2Snapshot) {
  const used = images.ok ? new Set(images.value.flatMap(({ snapshotIds }) => snapshotIds)) : null;
  return (item: (typeof snapshots & { ok: true })['value'][number]): Ec2SnapshotAttributes => ({
    sizeGiB: item.sizeGiB,
    encrypted: item.encrypted,
    isPublic: item.sharing.ok ? item.sharing.value.isPublic : null,
    sharedWith: (item.sharing.ok ? item.sharing.value.sharedWith : null) ?? [],
    volumeId: item.volumeId,
    startedAt: item.startTime,
    usedByImage: used ? used.has(item.snapshotId) : null,
  });
}

function addressAttributes(address: ElasticAddress): Ec2AddressAttributes {
  return {
    publicIp: address.publicIp,
    isAssociated: address.associationId !== null,
    instanceId: address.instanceId,
    estimatedMonthlyCost: publicAddressPrice().monthlyUsd,
  };
}

function imageAttributes(image: {
  isPublic: boolean;
  creationDate: string | null;
  architecture: string | null;
}): Ec2ImageAttributes {
  return { isPublic: image.isPublic, createdAt: image.creationDate, architecture: image.architecture };
}

function groupAttributes({ networkInterfaces }: Ec2Snapshot): (group: SecurityGroup) => Ec2SecurityGroupAttributes {
  const carried = new Map<string, number>();
  for (const { securityGroupIds } of networkInterfaces.ok ? networkInterfaces.value : [])
    for (const id of securityGroupIds) carried.set(id, (carried.get(id) ?? 0) + 1);
  return (group) => ({
    vpcId: group.vpcId,
    openToInternetPorts: distinctPorts(openRules(group)),
    isDefault: group.groupName === 'default',
    ingressRules: ruleCount(group.ingress),
    egressRules: ruleCount(group.egress),
    attachedTo: networkInterfaces.ok ? (carried.get(group.groupId) ?? 0) : null,
  });
}

function vpcAttributes({ flowLogs }: Ec2Snapshot) {
  return ({ vpcId, cidrBlock, isDefault, state }: Vpc) => ({
    cidrBlock,
    isDefault,
    state,
    flowLogs: flowLogs.ok
      ? flowLogs.value.filter(({ resourceId }: FlowLog) => resourceId === vpcId).map(({ trafficType }) => trafficType)
      : null,
  });
}

function subnetAttributes(subnet: Subnet) {
  const { vpcId, cidrBlock, availabilityZone, mapPublicIpOnLaunch, availableIpAddressCount } = subnet;
  return { vpcId, cidrBlock, availabilityZone, mapPublicIpOnLaunch, availableIpAddressCount };
}

function natAttributes({ vpcId, subnetId, state, connectivityType, publicIps }: NatGateway) {
  return { vpcId, subnetId, state, connectivityType, publicIps };
}

function aclAttributes({ vpcId, isDefault, subnetIds, entries }: NetworkAcl) {
  return { vpcId, isDefault, subnetIds, entries: entries.length };
}

function templateAttributes(template: LaunchTemplate) {
  const { defaultVersion, latestVersion, createdBy, versions } = template;
  const current = versions.ok ? versions.value.find(({ isDefault }) => isDefault) : undefined;
  return {
    defaultVersion,
    latestVersion,
    createdBy,
    instanceType: current?.instanceType ?? null,
    imageId: current?.imageId ?? null,
    httpTokens: current?.httpTokens ?? null,
  };
}
