/** Every list and setting read of EC2: the call of one page, and what its items become. One entry per API. */
import * as Ec2 from '@aws-sdk/client-ec2';
import { answered } from './answered.ts';
import * as compute from './from-api.ts';
import * as network from './from-api-network.ts';

type Call = { abortSignal: AbortSignal };

/** One page: its items, and the token of the next one. */
export interface Page<Item> {
  items: Item[];
  next: string | undefined;
}

/** A paginated list; page sizes are the largest that AWS allows. */
export interface ListSpec<Item> {
  api: string;
  page(client: Ec2.EC2Client, token: string | undefined, call: Call): Promise<Page<Item>>;
}

/** A setting of the account in the region. */
export interface SettingSpec<Value> {
  api: string;
  get(client: Ec2.EC2Client, call: Call): Promise<Value>;
}

export const LISTS = {
  instances: list('DescribeInstances', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeInstancesCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.Reservations, ({ Instances }) => (Instances ?? []).flatMap(compute.toInstance));
  }),
  volumes: list('DescribeVolumes', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeVolumesCommand({ NextToken, MaxResults: 500 }), call);
    return paged(page.NextToken, page.Volumes, compute.toVolume);
  }),
  snapshots: list('DescribeSnapshots', async (client, NextToken, call) => {
    const input = { NextToken, MaxResults: 1000, OwnerIds: ['self'] };
    const page = await client.send(new Ec2.DescribeSnapshotsCommand(input), call);
    return paged(page.NextToken, page.Snapshots, compute.toSnapshot);
  }),
  addresses: list('DescribeAddresses', async (client, _, call) => {
    const page = await client.send(new Ec2.DescribeAddressesCommand({}), call);
    return paged(undefined, page.Addresses, compute.toAddress);
  }),
  images: list('DescribeImages', async (client, NextToken, call) => {
    const input = { NextToken, MaxResults: 1000, Owners: ['self'] };
    const page = await client.send(new Ec2.DescribeImagesCommand(input), call);
    return paged(page.NextToken, page.Images, compute.toImage);
  }),
  securityGroups: list('DescribeSecurityGroups', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeSecurityGroupsCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.SecurityGroups, network.toSecurityGroup);
  }),
  networkInterfaces: list('DescribeNetworkInterfaces', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeNetworkInterfacesCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.NetworkInterfaces, network.toNetworkInterface);
  }),
  networkAcls: list('DescribeNetworkAcls', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeNetworkAclsCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.NetworkAcls, network.toNetworkAcl);
  }),
  vpcs: list('DescribeVpcs', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeVpcsCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.Vpcs, network.toVpc);
  }),
  subnets: list('DescribeSubnets', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeSubnetsCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.Subnets, network.toSubnet);
  }),
  flowLogs: list('DescribeFlowLogs', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeFlowLogsCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.FlowLogs, network.toFlowLog);
  }),
  natGateways: list('DescribeNatGateways', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeNatGatewaysCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.NatGateways, network.toNatGateway);
  }),
  reservedInstances: list('DescribeReservedInstances', async (client, _, call) => {
    const page = await client.send(new Ec2.DescribeReservedInstancesCommand({}), call);
    return paged(undefined, page.ReservedInstances, compute.toReservation);
  }),
  launchTemplates: list('DescribeLaunchTemplates', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeLaunchTemplatesCommand({ NextToken, MaxResults: 200 }), call);
    return paged(page.NextToken, page.LaunchTemplates, compute.toTemplate);
  }),
  clientVpnEndpoints: list('DescribeClientVpnEndpoints', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeClientVpnEndpointsCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.ClientVpnEndpoints, network.toClientVpnEndpoint);
  }),
  transitGateways: list('DescribeTransitGateways', async (client, NextToken, call) => {
    const page = await client.send(new Ec2.DescribeTransitGatewaysCommand({ NextToken, MaxResults: 1000 }), call);
    return paged(page.NextToken, page.TransitGateways, network.toTransitGateway);
  }),
};

export const SETTINGS = {
  ebsEncryptionByDefault: setting('GetEbsEncryptionByDefault', async (client, call) => {
    const answer = await client.send(new Ec2.GetEbsEncryptionByDefaultCommand({}), call);
    return answered(answer.EbsEncryptionByDefault);
  }),
  snapshotBlockPublicAccess: setting('GetSnapshotBlockPublicAccessState', async (client, call) => {
    const answer = await client.send(new Ec2.GetSnapshotBlockPublicAccessStateCommand({}), call);
    return answered(answer.State as string | undefined);
  }),
  imageBlockPublicAccess: setting('GetImageBlockPublicAccessState', async (client, call) => {
    const answer = await client.send(new Ec2.GetImageBlockPublicAccessStateCommand({}), call);
    return answered(answer.ImageBlockPublicAccessState);
  }),
  instanceMetadataDefaults: setting('GetInstanceMetadataDefaults', async (client, call) => {
    const { AccountLevel } = await client.send(new Ec2.GetInstanceMetadataDefaultsCommand({}), call);
    const { HttpTokens, HttpEndpoint, HttpPutResponseHopLimit } = answered(AccountLevel);
    return {
      httpTokens: (HttpTokens as string | undefined) ?? null,
      httpEndpoint: (HttpEndpoint as string | undefined) ?? null,
      hopLimit: HttpPutResponseHopLimit ?? null,
    };
  }),
};

function list<Item>(api: string, page: ListSpec<Item>['page']): ListSpec<Item> {
  return { api, page };
}

function setting<Value>(api: string, get: SettingSpec<Value>['get']): SettingSpec<Value> {
  return { api, get };
}

/** One page of an answer, in the snapshot's words. */
export function paged<From, To>(
  next: string | undefined,
  from: From[] | undefined,
  to: (from: From) => To[],
): Page<To> {
  return { items: answered(from).flatMap(to), next };
}
