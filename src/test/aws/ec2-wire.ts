/** A described estate as EC2 writes it: snapshot types to the wire names of the EC2 protocol. Null means left out. */
import type * as Ec2 from '../../../collectors/ec2/snapshot.ts';

export function instanceXml(instance: Ec2.Ec2Instance): object {
  return {
    instanceId: instance.instanceId,
    imageId: or(instance.imageId),
    instanceState: { code: 16, name: instance.state },
    reason: instance.stateTransitionReason,
    instanceType: instance.instanceType,
    launchTime: or(instance.launchTime),
    placement: { availabilityZone: or(instance.availabilityZone), tenancy: or(instance.tenancy) },
    monitoring: instance.monitoring === null ? undefined : { state: instance.monitoring },
    subnetId: or(instance.subnetId),
    vpcId: or(instance.vpcId),
    privateIpAddress: or(instance.privateIp),
    ipAddress: or(instance.publicIp),
    groupSet: groups(instance.securityGroupIds),
    architecture: or(instance.architecture),
    platformDetails: or(instance.platformDetails),
    virtualizationType: or(instance.virtualizationType),
    instanceLifecycle: or(instance.lifecycle),
    iamInstanceProfile: instance.instanceProfileArn === null ? undefined : { arn: instance.instanceProfileArn },
    metadataOptions: instance.metadataOptions
      ? {
          state: 'applied',
          httpTokens: or(instance.metadataOptions.httpTokens),
          httpEndpoint: or(instance.metadataOptions.httpEndpoint),
          httpPutResponseHopLimit: or(instance.metadataOptions.hopLimit),
        }
      : undefined,
    enclaveOptions: { enabled: instance.enclaveEnabled },
    networkInterfaceSet: instance.networkInterfaces.map((each) => ({
      networkInterfaceId: each.networkInterfaceId,
      interfaceType: or(each.interfaceType),
      subnetId: or(each.subnetId),
      association: each.publicIp === null ? undefined : { publicIp: each.publicIp },
      ipv6AddressesSet: each.ipv6Addresses.map((ipv6Address) => ({ ipv6Address })),
      groupSet: groups(each.securityGroupIds),
    })),
    blockDeviceMapping: instance.volumeIds.map((volumeId, index) => ({
      deviceName: `/dev/xvd${String.fromCodePoint(97 + index)}`,
      ebs: { volumeId, status: 'attached' },
    })),
    tagSet: tags(instance.tags),
  };
}

export function volumeXml(volume: Ec2.EbsVolume): object {
  return {
    volumeId: volume.volumeId,
    size: volume.sizeGiB,
    snapshotId: volume.snapshotId ?? '',
    availabilityZone: or(volume.availabilityZone),
    status: volume.state,
    createTime: or(volume.createTime),
    attachmentSet: volume.attachments.map((attachment) => ({
      volumeId: volume.volumeId,
      instanceId: or(attachment.instanceId),
      device: or(attachment.device),
      status: 'attached',
      deleteOnTermination: or(attachment.deleteOnTermination),
    })),
    volumeType: volume.volumeType,
    iops: or(volume.iops),
    throughput: or(volume.throughput),
    encrypted: volume.encrypted,
    kmsKeyId: or(volume.kmsKeyId),
    tagSet: tags(volume.tags),
  };
}

export function snapshotXml(snapshot: Ec2.EbsSnapshot): object {
  return {
    snapshotId: snapshot.snapshotId,
    volumeId: or(snapshot.volumeId),
    status: snapshot.state,
    startTime: or(snapshot.startTime),
    volumeSize: snapshot.sizeGiB,
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    storageTier: or(snapshot.storageTier),
    tagSet: tags(snapshot.tags),
  };
}

export function addressXml(address: Ec2.ElasticAddress): object {
  return {
    publicIp: address.publicIp,
    allocationId: address.allocationId,
    domain: 'vpc',
    associationId: or(address.associationId),
    instanceId: address.instanceId ?? '',
    networkInterfaceId: or(address.networkInterfaceId),
    tagSet: tags(address.tags),
  };
}

export function imageXml(image: Ec2.MachineImage): object {
  return {
    imageId: image.imageId,
    name: image.name,
    imageOwnerId: or(image.ownerId),
    imageOwnerAlias: or(image.ownerAlias),
    isPublic: image.isPublic,
    creationDate: or(image.creationDate),
    deprecationTime: or(image.deprecationTime),
    architecture: or(image.architecture),
    blockDeviceMapping: image.snapshotIds.map((snapshotId) => ({ deviceName: '/dev/xvda', ebs: { snapshotId } })),
    tagSet: tags(image.tags),
  };
}

export function securityGroupXml(group: Ec2.SecurityGroup): object {
  return {
    groupId: group.groupId,
    groupName: group.groupName,
    groupDescription: group.description,
    vpcId: or(group.vpcId),
    ipPermissions: group.ingress.map(ruleXml),
    ipPermissionsEgress: group.egress.map(ruleXml),
    tagSet: tags(group.tags),
  };
}

function ruleXml(rule: Ec2.SecurityGroupRule): object {
  return {
    ipProtocol: rule.protocol,
    fromPort: or(rule.fromPort),
    toPort: or(rule.toPort),
    groups: rule.securityGroupIds.map((groupId) => ({ groupId })),
    ipRanges: rule.ipv4.map((cidrIp) => ({ cidrIp })),
    ipv6Ranges: rule.ipv6.map((cidrIpv6) => ({ cidrIpv6 })),
    prefixListIds: rule.prefixListIds.map((prefixListId) => ({ prefixListId })),
  };
}

export function networkInterfaceXml(each: Ec2.NetworkInterface): object {
  return {
    networkInterfaceId: each.networkInterfaceId,
    interfaceType: or(each.interfaceType),
    description: each.description,
    status: or(each.status),
    vpcId: or(each.vpcId),
    subnetId: or(each.subnetId),
    groupSet: groups(each.securityGroupIds),
    association: each.publicIp === null ? undefined : { publicIp: each.publicIp },
    attachment: each.instanceId === null ? undefined : { instanceId: each.instanceId },
    tagSet: tags(each.tags),
  };
}

export function networkAclXml(acl: Ec2.NetworkAcl): object {
  return {
    networkAclId: acl.networkAclId,
    vpcId: or(acl.vpcId),
    default: acl.isDefault,
    entrySet: acl.entries.map((entry) => ({
      ruleNumber: entry.ruleNumber,
      protocol: entry.protocol,
      ruleAction: entry.action,
      egress: entry.egress,
      cidrBlock: or(entry.cidr),
      ipv6CidrBlock: or(entry.ipv6Cidr),
      portRange: entry.fromPort === null ? undefined : { from: entry.fromPort, to: or(entry.toPort) },
    })),
    associationSet: acl.subnetIds.map((subnetId) => ({ subnetId, networkAclId: acl.networkAclId })),
    tagSet: tags(acl.tags),
  };
}

export function vpcXml(vpc: Ec2.Vpc): object {
  const { vpcId, cidrBlock, isDefault, state } = vpc;
  return { vpcId, cidrBlock: or(cidrBlock), isDefault, state: or(state), tagSet: tags(vpc.tags) };
}

export function subnetXml(subnet: Ec2.Subnet): object {
  return {
    subnetId: subnet.subnetId,
    vpcId: or(subnet.vpcId),
    cidrBlock: or(subnet.cidrBlock),
    availabilityZone: or(subnet.availabilityZone),
    mapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    availableIpAddressCount: or(subnet.availableIpAddressCount),
    tagSet: tags(subnet.tags),
  };
}

export function flowLogXml(log: Ec2.FlowLog): object {
  return {
    flowLogId: log.flowLogId,
    resourceId: or(log.resourceId),
    trafficType: or(log.trafficType),
    flowLogStatus: or(log.status),
    logDestinationType: or(log.destinationType),
  };
}

export function natGatewayXml(gateway: Ec2.NatGateway): object {
  return {
    natGatewayId: gateway.natGatewayId,
    vpcId: or(gateway.vpcId),
    subnetId: or(gateway.subnetId),
    state: or(gateway.state),
    connectivityType: or(gateway.connectivityType),
    createTime: or(gateway.createTime),
    natGatewayAddressSet: gateway.publicIps.map((publicIp) => ({ publicIp })),
    tagSet: tags(gateway.tags),
  };
}

export function reservationXml(reservation: Ec2.ReservedInstances): object {
  return {
    reservedInstancesId: reservation.reservedInstancesId,
    instanceType: reservation.instanceType,
    instanceCount: reservation.instanceCount,
    state: or(reservation.state),
    start: or(reservation.start),
    end: or(reservation.end),
    offeringClass: or(reservation.offeringClass),
    offeringType: or(reservation.offeringType),
    productDescription: or(reservation.productDescription),
    recurringCharges:
      reservation.recurringHourlyUsd === null ? [] : [{ frequency: 'Hourly', amount: reservation.recurringHourlyUsd }],
    tagSet: tags(reservation.tags),
  };
}

export function templateXml(template: Ec2.LaunchTemplate): object {
  return {
    launchTemplateId: template.launchTemplateId,
    launchTemplateName: template.name,
    createTime: or(template.createTime),
    createdBy: or(template.createdBy),
    defaultVersionNumber: or(template.defaultVersion),
    latestVersionNumber: or(template.latestVersion),
    tagSet: tags(template.tags),
  };
}

/** `userData` is base64 text, which the snapshot itself never holds. */
export function templateVersionXml(version: Ec2.LaunchTemplateVersion, userData: string | undefined): object {
  const metadata = version.httpTokens !== null || version.httpEndpoint !== null;
  return {
    versionNumber: version.version,
    defaultVersion: version.isDefault,
    createTime: or(version.createTime),
    launchTemplateData: {
      imageId: or(version.imageId),
      instanceType: or(version.instanceType),
      userData,
      metadataOptions: metadata
        ? { httpTokens: or(version.httpTokens), httpEndpoint: or(version.httpEndpoint) }
        : undefined,
      networkInterfaceSet:
        version.associatePublicIp === null ? [] : [{ associatePublicIpAddress: version.associatePublicIp }],
      blockDeviceMappingSet: version.snapshotIds.map((snapshotId) => ({
        deviceName: '/dev/xvda',
        ebs: { snapshotId },
      })),
    },
  };
}

export function clientVpnXml(endpoint: Ec2.ClientVpnEndpoint): object {
  const { endpointId, description, connectionLogEnabled } = endpoint;
  return {
    clientVpnEndpointId: endpointId,
    description,
    connectionLogOptions: connectionLogEnabled === null ? undefined : { Enabled: connectionLogEnabled },
    tagSet: tags(endpoint.tags),
  };
}

export function transitGatewayXml(gateway: Ec2.TransitGateway): object {
  return {
    transitGatewayId: gateway.transitGatewayId,
    transitGatewayArn: gateway.arn,
    state: 'available',
    ownerId: or(gateway.ownerId),
    description: gateway.description,
    options: { autoAcceptSharedAttachments: or(gateway.autoAcceptSharedAttachments) },
    tagSet: tags(gateway.tags),
  };
}

function tags(record: Ec2.Tags): object[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

function groups(ids: readonly string[]): object[] {
  return ids.map((groupId) => ({ groupId, groupName: groupId }));
}

function or<T>(value: T | null): T | undefined {
  return value ?? undefined;
}
