/** What the EC2 API says of networks, in the snapshot's own words. An item without its id is left out. */
import type * as Api from '@aws-sdk/client-ec2';
import { groupIds, toIso, toTags } from './from-api.ts';
import type {
  ClientVpnEndpoint,
  FlowLog,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  TransitGateway,
  Vpc,
} from './snapshot.ts';

export function toSecurityGroup(group: Api.SecurityGroup): SecurityGroup[] {
  if (!group.GroupId) return [];
  return [
    {
      groupId: group.GroupId,
      groupName: group.GroupName ?? '',
      description: group.Description ?? '',
      vpcId: group.VpcId ?? null,
      tags: toTags(group.Tags),
      ingress: (group.IpPermissions ?? []).map(toRule),
      egress: (group.IpPermissionsEgress ?? []).map(toRule),
    },
  ];
}

function toRule(permission: Api.IpPermission): SecurityGroupRule {
  return {
    protocol: permission.IpProtocol ?? '-1',
    fromPort: permission.FromPort ?? null,
    toPort: permission.ToPort ?? null,
    ipv4: (permission.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
    ipv6: (permission.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
    securityGroupIds: (permission.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    prefixListIds: (permission.PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []),
  };
}

export function toNetworkInterface(each: Api.NetworkInterface): NetworkInterface[] {
  if (!each.NetworkInterfaceId) return [];
  return [
    {
      networkInterfaceId: each.NetworkInterfaceId,
      tags: toTags(each.TagSet),
      interfaceType: each.InterfaceType ?? null,
      description: each.Description ?? '',
      status: each.Status ?? null,
      vpcId: each.VpcId ?? null,
      subnetId: each.SubnetId ?? null,
      securityGroupIds: groupIds(each.Groups),
      publicIp: each.Association?.PublicIp ?? null,
      instanceId: each.Attachment?.InstanceId ?? null,
    },
  ];
}

export function toNetworkAcl(acl: Api.NetworkAcl): NetworkAcl[] {
  if (!acl.NetworkAclId) return [];
  return [
    {
      networkAclId: acl.NetworkAclId,
      vpcId: acl.VpcId ?? null,
      isDefault: acl.IsDefault === true,
      tags: toTags(acl.Tags),
      subnetIds: (acl.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
      entries: (acl.Entries ?? []).map((entry) => ({
        ruleNumber: entry.RuleNumber ?? 32_767,
        egress: entry.Egress === true,
        action: entry.RuleAction === 'allow' ? 'allow' : 'deny',
        protocol: entry.Protocol ?? '-1',
        cidr: entry.CidrBlock ?? null,
        ipv6Cidr: entry.Ipv6CidrBlock ?? null,
        fromPort: entry.PortRange?.From ?? null,
        toPort: entry.PortRange?.To ?? null,
      })),
    },
  ];
}

export function toVpc(vpc: Api.Vpc): Vpc[] {
  if (!vpc.VpcId) return [];
  return [
    {
      vpcId: vpc.VpcId,
      tags: toTags(vpc.Tags),
      cidrBlock: vpc.CidrBlock ?? null,
      isDefault: vpc.IsDefault === true,
      state: vpc.State ?? null,
    },
  ];
}

export function toSubnet(subnet: Api.Subnet): Subnet[] {
  if (!subnet.SubnetId) return [];
  return [
    {
      subnetId: subnet.SubnetId,
      vpcId: subnet.VpcId ?? null,
      tags: toTags(subnet.Tags),
      cidrBlock: subnet.CidrBlock ?? null,
      availabilityZone: subnet.AvailabilityZone ?? null,
      mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch === true,
      availableIpAddressCount: subnet.AvailableIpAddressCount ?? null,
    },
  ];
}

export function toFlowLog(log: Api.FlowLog): FlowLog[] {
  if (!log.FlowLogId) return [];
  return [
    {
      flowLogId: log.FlowLogId,
      resourceId: log.ResourceId ?? null,
      trafficType: log.TrafficType ?? null,
      status: log.FlowLogStatus ?? null,
      destinationType: log.LogDestinationType ?? null,
    },
  ];
}

/** Deleted gateways are shown by AWS for an hour; we leave them out. */
export function toNatGateway(gateway: Api.NatGateway): NatGateway[] {
  if (!gateway.NatGatewayId || gateway.State === 'deleted') return [];
  return [
    {
      natGatewayId: gateway.NatGatewayId,
      vpcId: gateway.VpcId ?? null,
      subnetId: gateway.SubnetId ?? null,
      tags: toTags(gateway.Tags),
      state: gateway.State ?? null,
      connectivityType: gateway.ConnectivityType ?? null,
      publicIps: (gateway.NatGatewayAddresses ?? []).flatMap(({ PublicIp }) => PublicIp ?? []),
      createTime: toIso(gateway.CreateTime),
    },
  ];
}

export function toClientVpnEndpoint(endpoint: Api.ClientVpnEndpoint): ClientVpnEndpoint[] {
  if (!endpoint.ClientVpnEndpointId) return [];
  return [
    {
      endpointId: endpoint.ClientVpnEndpointId,
      description: endpoint.Description ?? '',
      tags: toTags(endpoint.Tags),
      connectionLogEnabled: endpoint.ConnectionLogOptions?.Enabled ?? null,
    },
  ];
}

export function toTransitGateway(gateway: Api.TransitGateway): TransitGateway[] {
  if (!gateway.TransitGatewayId || gateway.State === 'deleted') return [];
  return [
    {
      transitGatewayId: gateway.TransitGatewayId,
      arn: gateway.TransitGatewayArn ?? '',
      description: gateway.Description ?? '',
      tags: toTags(gateway.Tags),
      ownerId: gateway.OwnerId ?? null,
      autoAcceptSharedAttachments: gateway.Options?.AutoAcceptSharedAttachments ?? null,
    },
  ];
}
