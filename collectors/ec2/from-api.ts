/**
 * What the EC2 API says, in the snapshot's own words: instances, storage, images and templates. Missing fields become
 * null or empty, and an item without its id is left out.
 */
import type * as Api from '@aws-sdk/client-ec2';
import { answered } from './answered.ts';
import type {
  EbsSnapshot,
  EbsVolume,
  Ec2Instance,
  ElasticAddress,
  InstanceInterface,
  LaunchTemplate,
  LaunchTemplateVersion,
  MachineImage,
  ReservedInstances,
  SnapshotSharing,
  Tags,
} from './snapshot.ts';
import { scanUserData } from './user-data-scan.ts';

/** Tags as a record; the prototype's own names cannot be set by a tag. */
export function toTags(tags: readonly Api.Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key ? [[Key, Value ?? '']] : [])));
}

/** A date of the SDK, or a date string of the API, as ISO 8601; null when absent or no date. */
export function toIso(value: Date | string | undefined): string | null {
  const date = value === undefined ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(date) ? null : new Date(date).toISOString();
}

/** Terminated instances are gone: AWS shows them for an hour, we do not. */
export function toInstance(instance: Api.Instance): Ec2Instance[] {
  const state = instance.State?.Name ?? 'unknown';
  if (!instance.InstanceId || state === 'terminated') return [];
  const interfaces = (instance.NetworkInterfaces ?? []).map(toInterface);
  return [
    {
      instanceId: instance.InstanceId,
      tags: toTags(instance.Tags),
      instanceType: instance.InstanceType ?? 'unknown',
      state,
      stateTransitionReason: instance.StateTransitionReason ?? '',
      launchTime: toIso(instance.LaunchTime),
      imageId: instance.ImageId ?? null,
      architecture: instance.Architecture ?? null,
      platformDetails: instance.PlatformDetails ?? null,
      virtualizationType: instance.VirtualizationType ?? null,
      lifecycle: instance.InstanceLifecycle ?? null,
      tenancy: instance.Placement?.Tenancy ?? null,
      availabilityZone: instance.Placement?.AvailabilityZone ?? null,
      vpcId: instance.VpcId ?? null,
      subnetId: instance.SubnetId ?? null,
      publicIp: instance.PublicIpAddress || null,
      privateIp: instance.PrivateIpAddress || null,
      ipv6Addresses: interfaces.flatMap(({ ipv6Addresses }) => ipv6Addresses),
      securityGroupIds: groupIds(instance.SecurityGroups),
      instanceProfileArn: instance.IamInstanceProfile?.Arn ?? null,
      metadataOptions: instance.MetadataOptions
        ? {
            httpTokens: instance.MetadataOptions.HttpTokens ?? null,
            httpEndpoint: instance.MetadataOptions.HttpEndpoint ?? null,
            hopLimit: instance.MetadataOptions.HttpPutResponseHopLimit ?? null,
          }
        : null,
      monitoring: instance.Monitoring?.State ?? null,
      enclaveEnabled: instance.EnclaveOptions?.Enabled === true,
      networkInterfaces: interfaces,
      volumeIds: (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
    },
  ];
}

function toInterface(each: Api.InstanceNetworkInterface): InstanceInterface {
  return {
    networkInterfaceId: each.NetworkInterfaceId ?? 'unknown',
    interfaceType: each.InterfaceType ?? null,
    subnetId: each.SubnetId ?? null,
    publicIp: each.Association?.PublicIp ?? null,
    ipv6Addresses: (each.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    securityGroupIds: groupIds(each.Groups),
  };
}

export function groupIds(groups: readonly Api.GroupIdentifier[] | undefined): string[] {
  return (groups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
}

export function toVolume(volume: Api.Volume): EbsVolume[] {
  if (!volume.VolumeId) return [];
  return [
    {
      volumeId: volume.VolumeId,
      tags: toTags(volume.Tags),
      sizeGiB: volume.Size ?? 0,
      volumeType: volume.VolumeType ?? 'unknown',
      iops: volume.Iops ?? null,
      throughput: volume.Throughput ?? null,
      state: volume.State ?? 'unknown',
      encrypted: volume.Encrypted === true,
      kmsKeyId: volume.KmsKeyId ?? null,
      snapshotId: volume.SnapshotId || null,
      createTime: toIso(volume.CreateTime),
      availabilityZone: volume.AvailabilityZone ?? null,
      attachments: (volume.Attachments ?? []).map(({ InstanceId, Device, DeleteOnTermination }) => ({
        instanceId: InstanceId ?? null,
        device: Device ?? null,
        deleteOnTermination: DeleteOnTermination ?? null,
      })),
    },
  ];
}

/** A snapshot without its sharing, which is another call. */
export function toSnapshot(snapshot: Api.Snapshot): Omit<EbsSnapshot, 'sharing'>[] {
  if (!snapshot.SnapshotId) return [];
  return [
    {
      snapshotId: snapshot.SnapshotId,
      tags: toTags(snapshot.Tags),
      sizeGiB: snapshot.VolumeSize ?? 0,
      volumeId: snapshot.VolumeId ?? null,
      state: snapshot.State ?? 'unknown',
      encrypted: snapshot.Encrypted === true,
      startTime: toIso(snapshot.StartTime),
      description: snapshot.Description ?? '',
      storageTier: snapshot.StorageTier ?? null,
    },
  ];
}

export function toSharing({ CreateVolumePermissions }: Api.DescribeSnapshotAttributeResult): SnapshotSharing {
  const permissions = answered(CreateVolumePermissions);
  return {
    isPublic: permissions.some(({ Group }) => Group === 'all'),
    sharedWith: permissions.flatMap(({ UserId }) => UserId ?? []),
  };
}

export function toAddress(address: Api.Address): ElasticAddress[] {
  if (!address.PublicIp) return [];
  return [
    {
      allocationId: address.AllocationId ?? address.PublicIp,
      publicIp: address.PublicIp,
      tags: toTags(address.Tags),
      associationId: address.AssociationId || null,
      instanceId: address.InstanceId || null,
      networkInterfaceId: address.NetworkInterfaceId || null,
    },
  ];
}

export function toImage(image: Api.Image): MachineImage[] {
  if (!image.ImageId) return [];
  return [
    {
      imageId: image.ImageId,
      name: image.Name ?? '',
      tags: toTags(image.Tags),
      ownerId: image.OwnerId ?? null,
      ownerAlias: image.ImageOwnerAlias ?? null,
      isPublic: image.Public === true,
      creationDate: toIso(image.CreationDate),
      deprecationTime: toIso(image.DeprecationTime),
      architecture: image.Architecture ?? null,
      snapshotIds: (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
    },
  ];
}

export function toReservation(reservation: Api.ReservedInstances): ReservedInstances[] {
  if (!reservation.ReservedInstancesId) return [];
  const hourly = reservation.RecurringCharges?.find(({ Frequency }) => Frequency === 'Hourly');
  return [
    {
      reservedInstancesId: reservation.ReservedInstancesId,
      tags: toTags(reservation.Tags),
      instanceType: reservation.InstanceType ?? 'unknown',
      instanceCount: reservation.InstanceCount ?? 1,
      state: reservation.State ?? null,
      start: toIso(reservation.Start),
      end: toIso(reservation.End),
      offeringClass: reservation.OfferingClass ?? null,
      offeringType: reservation.OfferingType ?? null,
      productDescription: reservation.ProductDescription ?? null,
      recurringHourlyUsd: hourly?.Amount ?? null,
    },
  ];
}

/** A template without its versions, which are another call. */
export function toTemplate(template: Api.LaunchTemplate): Omit<LaunchTemplate, 'versions'>[] {
  if (!template.LaunchTemplateId) return [];
  return [
    {
      launchTemplateId: template.LaunchTemplateId,
      name: template.LaunchTemplateName ?? '',
      tags: toTags(template.Tags),
      createTime: toIso(template.CreateTime),
      createdBy: template.CreatedBy ?? null,
      defaultVersion: template.DefaultVersionNumber ?? null,
      latestVersion: template.LatestVersionNumber ?? null,
    },
  ];
}

/** One version; its user data is scanned here and goes no further. */
export function toTemplateVersion(version: Api.LaunchTemplateVersion): LaunchTemplateVersion[] {
  if (version.VersionNumber === undefined) return [];
  const data = version.LaunchTemplateData ?? {};
  const asked = (data.NetworkInterfaces ?? []).flatMap(
    ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress ?? [],
  );
  return [
    {
      version: version.VersionNumber,
      isDefault: version.DefaultVersion === true,
      createTime: toIso(version.CreateTime),
      imageId: data.ImageId ?? null,
      instanceType: data.InstanceType ?? null,
      httpTokens: data.MetadataOptions?.HttpTokens ?? null,
      httpEndpoint: data.MetadataOptions?.HttpEndpoint ?? null,
      associatePublicIp: asked.length === 0 ? null : asked.includes(true),
      snapshotIds: (data.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
      userData: scanUserData(data.UserData),
    },
  ];
}
