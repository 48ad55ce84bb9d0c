/**
 * EC2 as a stand-in: serves described estates (the collector's own snapshot type, one per account and region) over the
 * EC2 protocol with real pagination. An account or region without one is empty.
 */
import type { Read } from '../../../collectors/coverage.ts';
import type { Ec2Snapshot, LaunchTemplateVersion } from '../../../collectors/ec2/snapshot.ts';
import * as xml from './ec2-wire.ts';
import { failedReadReply } from './failed-read.ts';
import type { AwsServiceStandIn, Operation, StandInRequest } from './server.ts';
import { ec2Reply, errorReply, pageOf, type Reply } from './wire.ts';

export interface Ec2StandInOptions {
  estates: readonly Ec2Snapshot[];
  /** Regions that DescribeRegions names as opted in; default: those of the estates. */
  regions?: readonly string[];
  /** Most items a page, whatever the client asks for; small values make pagination happen. Default 1000. */
  maxPageSize?: number;
  /** User data (plain text) by `lt-id:version`; default: a text in which the version's own matched rules match. */
  userData?: Record<string, string>;
}

/** The EC2 part of the stand-in. */
export function ec2StandIn({
  estates,
  regions,
  maxPageSize = 1000,
  userData = {},
}: Ec2StandInOptions): AwsServiceStandIn {
  const estateOf = ({ accountUid, region }: StandInRequest) =>
    estates.find((estate) => estate.accountUid === accountUid && estate.region === region);

  /** A paginated list: where its items are, how one is written, and the element that holds them. */
  const list =
    <Item>(
      operation: string,
      element: string,
      items: (estate: Ec2Snapshot, request: StandInRequest) => Read<Item[]>,
      write: (item: Item) => object,
      { isPaged = true } = {},
    ): Operation =>
    (request) => {
      const estate = estateOf(request);
      const all = estate ? items(estate, request) : EMPTY;
      if (!all.ok) return failedReadReply(all, request, 'ec2');
      const asked = Number(request.form.get('MaxResults') ?? maxPageSize);
      const size = isPaged ? Math.min(asked, maxPageSize) : Infinity;
      const page = pageOf(all.value, request.form.get('NextToken'), size);
      return ec2Reply(operation, { [element]: page.items.map(write), nextToken: page.next });
    };

  /** A setting of the account in the region; `otherwise` where nothing is described. */
  const setting =
    <Value>(of: (estate: Ec2Snapshot) => Read<Value>, otherwise: Value, write: (value: Value) => Reply): Operation =>
    (request) => {
      const estate = estateOf(request);
      const read = estate ? of(estate) : { ok: true as const, value: otherwise };
      return read.ok ? write(read.value) : failedReadReply(read, request, 'ec2');
    };

  return {
    service: 'ec2',
    protocol: 'ec2',
    operations: {
      DescribeRegions: () =>
        ec2Reply('DescribeRegions', {
          regionInfo: (regions ?? [...new Set(estates.map(({ region }) => region))]).map((regionName) => ({
            regionName,
            optInStatus: 'opt-in-not-required',
          })),
        }),
      DescribeInstances: list(
        'DescribeInstances',
        'reservationSet',
        (estate) => estate.instances,
        (instance) => ({ reservationId: `r-${instance.instanceId}`, instancesSet: [xml.instanceXml(instance)] }),
      ),
      DescribeVolumes: list('DescribeVolumes', 'volumeSet', (estate) => estate.volumes, xml.volumeXml),
      DescribeSnapshots: list('DescribeSnapshots', 'snapshotSet', snapshotsAsked, xml.snapshotXml),
      DescribeSnapshotAttribute: (request) => {
        const id = request.form.get('SnapshotId');
        const estate = estateOf(request);
        const found = estate && valueOf(estate.snapshots).find(({ snapshotId }) => snapshotId === id);
        if (!found) return errorReply('ec2', 'InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`, 400);
        const sharing = found.sharing.ok ? found.sharing.value : { isPublic: false, sharedWith: null };
        return ec2Reply('DescribeSnapshotAttribute', {
          snapshotId: id,
          createVolumePermission: [
            ...(sharing.isPublic ? [{ group: 'all' }] : []),
            ...(sharing.sharedWith ?? []).map((userId) => ({ userId })),
          ],
        });
      },
      DescribeAddresses: list('DescribeAddresses', 'addressesSet', (estate) => estate.addresses, xml.addressXml, WHOLE),
      DescribeImages: list('DescribeImages', 'imagesSet', imagesAsked, xml.imageXml),
      DescribeSecurityGroups: list(
        'DescribeSecurityGroups',
        'securityGroupInfo',
        (estate) => estate.securityGroups,
        xml.securityGroupXml,
      ),
      DescribeNetworkInterfaces: list(
        'DescribeNetworkInterfaces',
        'networkInterfaceSet',
        (estate) => estate.networkInterfaces,
        xml.networkInterfaceXml,
      ),
      DescribeNetworkAcls: list(
        'DescribeNetworkAcls',
        'networkAclSet',
        (estate) => estate.networkAcls,
        xml.networkAclXml,
      ),
      DescribeVpcs: list('DescribeVpcs', 'vpcSet', (estate) => estate.vpcs, xml.vpcXml),
      DescribeSubnets: list('DescribeSubnets', 'subnetSet', (estate) => estate.subnets, xml.subnetXml),
      DescribeFlowLogs: list('DescribeFlowLogs', 'flowLogSet', (estate) => estate.flowLogs, xml.flowLogXml),
      DescribeNatGateways: list(
        'DescribeNatGateways',
        'natGatewaySet',
        (estate) => estate.natGateways,
        xml.natGatewayXml,
      ),
      DescribeReservedInstances: list(
        'DescribeReservedInstances',
        'reservedInstancesSet',
        (estate) => estate.reservedInstances,
        xml.reservationXml,
        WHOLE,
      ),
      DescribeLaunchTemplates: list(
        'DescribeLaunchTemplates',
        'launchTemplates',
        (estate) => estate.launchTemplates,
        xml.templateXml,
      ),
      DescribeLaunchTemplateVersions: (request) => {
        const templateId = request.form.get('LaunchTemplateId') ?? '';
        const versions = (estate: Ec2Snapshot): Read<LaunchTemplateVersion[]> =>
          valueOf(estate.launchTemplates).find((each) => each.launchTemplateId === templateId)?.versions ?? EMPTY;
        return list('DescribeLaunchTemplateVersions', 'launchTemplateVersionSet', versions, (version) =>
          xml.templateVersionXml(version, userDataOf(version, userData[`${templateId}:${version.version}`])),
        )(request);
      },
      DescribeClientVpnEndpoints: list(
        'DescribeClientVpnEndpoints',
        'clientVpnEndpoint',
        (estate) => estate.clientVpnEndpoints,
        xml.clientVpnXml,
      ),
      DescribeTransitGateways: list(
        'DescribeTransitGateways',
        'transitGatewaySet',
        (estate) => estate.transitGateways,
        xml.transitGatewayXml,
      ),
      GetEbsEncryptionByDefault: setting(
        ({ ebsEncryptionByDefault }) => ebsEncryptionByDefault,
        false,
        (ebsEncryptionByDefault) => ec2Reply('GetEbsEncryptionByDefault', { ebsEncryptionByDefault }),
      ),
      GetSnapshotBlockPublicAccessState: setting(
        ({ snapshotBlockPublicAccess }) => snapshotBlockPublicAccess,
        'unblocked',
        (state) => ec2Reply('GetSnapshotBlockPublicAccessState', { state }),
      ),
      GetImageBlockPublicAccessState: setting(
        ({ imageBlockPublicAccess }) => imageBlockPublicAccess,
        'unblocked',
        (imageBlockPublicAccessState) => ec2Reply('GetImageBlockPublicAccessState', { imageBlockPublicAccessState }),
      ),
      GetInstanceMetadataDefaults: setting(
        ({ instanceMetadataDefaults }) => instanceMetadataDefaults,
        { httpTokens: null, httpEndpoint: null, hopLimit: null },
        ({ httpTokens, httpEndpoint, hopLimit }) =>
          ec2Reply('GetInstanceMetadataDefaults', {
            accountLevel: {
              httpTokens: httpTokens ?? undefined,
              httpEndpoint: httpEndpoint ?? undefined,
              httpPutResponseHopLimit: hopLimit ?? undefined,
            },
          }),
      ),
    },
  };
}

function valueOf<Item>(read: Read<Item[]>): Item[] {
  return read.ok ? read.value : [];
}

const EMPTY: Read<never[]> = { ok: true, value: [] };

/** Lists that AWS gives in one answer. */
const WHOLE = { isPaged: false };

/** All own snapshots, or only those that everyone may restore. */
function snapshotsAsked({ snapshots }: Ec2Snapshot, { form }: StandInRequest) {
  if (form.get('RestorableBy.1') !== 'all' || !snapshots.ok) return snapshots;
  return { ...snapshots, value: snapshots.value.filter(({ sharing }) => sharing.ok && sharing.value.isPublic) };
}

/** Own images, or those that an `image-id` filter names. */
function imagesAsked({ images, foreignImages }: Ec2Snapshot, { form }: StandInRequest) {
  if (form.get('Owner.1') === 'self') return images;
  const wanted = new Set(
    [...form.entries()].filter(([name]) => name.startsWith('Filter.1.Value.')).map(([, value]) => value),
  );
  const all = [...valueOf(images), ...valueOf(foreignImages)];
  return { ok: true as const, value: all.filter(({ imageId }) => wanted.has(imageId)) };
}

function userDataOf({ userData }: LaunchTemplateVersion, given: string | undefined): string | undefined {
  if (given !== undefined) return Buffer.from(given).toString('base64');
  if (!userData.present) return undefined;
  if (!userData.scanned) return '!not base64!';
  const text = ['#!/bin/sh', ...userData.matchedRules.map((rule) => SAMPLES[rule] ?? '')].join('\n');
  return Buffer.from(text).toString('base64');
}

/** Made-up text in which one rule of the scanner matches; pieced together, so that no secret scanner takes it for real. */
const SAMPLES: Record<string, string> = {
  'aws-access-key-id': `export AWS_ACCESS_KEY_ID=${'AKIA'}${'Q7'.repeat(8)}`,
  'aws-secret-access-key': `aws_secret_access_key = ${'aB3/'.repeat(10)}`,
  'private-key': `-----BEGIN RSA ${'PRIVATE'} KEY-----`,
  'github-token': `echo ${'gh'}p_${'a1B2'.repeat(9)}`,
  'gitlab-token': `echo ${'gl'}pat-${'a1B2'.repeat(5)}`,
  'slack-token': `echo ${'xo'}xb-${'1234567890'}`,
  'stripe-key': `echo ${'sk'}_live_${'a1B2'.repeat(5)}`,
  'google-api-key': `echo ${'AI'}za${'a1B2C'.repeat(7)}`,
  'npm-token': `echo ${'np'}m_${'a1B2'.repeat(9)}`,
  'json-web-token': `echo ${'ey'}J${'a1B2c3'.repeat(3)}.${'ey'}J${'a1B2c3'.repeat(3)}.${'a1B2c3'.repeat(3)}`,
  'password-in-url': `curl https://build:${'hunter2'}@repo.internal/tool.tgz`,
  'password-assignment': `DB_PASSWORD="${'correct-'}horse-9"`,
};
