import type { CloudTrailEvent, ResourceRef } from '../../collector.ts';
import { asList, asText, at, textAt } from '../../untrusted.ts';
import { ec2Resource, from, partitionOf, resourceOf, who } from './describe.ts';
import { singleEventRule } from './single.ts';

/** Disks, images and database backups handed to another account or to everyone. */
export const snapshotShared = singleEventRule({
  id: 'cloudtrail_event_snapshot_shared',
  severity: 'critical',
  title: 'Snapshot, image or database backup was shared with another account',
  description:
    'An EBS snapshot, a machine image (AMI) or an RDS or Aurora snapshot was shared with another AWS account or made public (ModifySnapshotAttribute, ModifyImageAttribute, ModifyDBSnapshotAttribute, ModifyDBClusterSnapshotAttribute). Taking a share back is not reported.',
  risk: 'Sharing is the quickest way to carry a whole disk or database out: no traffic leaves your network, no firewall sees it, and the other account copies it in minutes. A share that was given and taken back a moment later may already have been copied.',
  consequence:
    'A full copy of the data, with customer records, keys and configuration, is in hands you do not control, and cannot be called back.',
  remediation: [
    'Look up the account in the evidence: is it one of your organisation, a known vendor, or unknown?',
    'If unknown or public: take the share back at once (`modify-snapshot-attribute --operation-type remove`), and treat the data as stolen.',
    'Disable the credentials of the principal, and look at what it read before.',
    'Rotate every secret that the disk or database held.',
    'Block public sharing for the account, and encrypt with a customer managed key that other accounts cannot use.',
  ],
  ownerHint: 'The security team, with the owner of the data in the snapshot’s tags.',
  calls: {
    'ec2.amazonaws.com': ['ModifySnapshotAttribute', 'ModifyImageAttribute'],
    'rds.amazonaws.com': ['ModifyDBSnapshotAttribute', 'ModifyDBClusterSnapshotAttribute'],
  },
  match: (event) => {
    const sharedWith = receivers(event).filter((receiver) => receiver !== event.accountUid);
    if (sharedWith.length === 0) return null;
    const resource = sharedResource(event);
    const isPublic = sharedWith.includes('all');
    const receiver = isPublic ? 'everyone (public)' : `account ${sharedWith.join(', ')}`;
    return {
      statusDetail: `${who(event)} shared ${resource.name} with ${receiver}${from(event)} at ${event.time}.`,
      resource,
      evidence: { action: event.name, sharedWith, public: isPublic },
    };
  },
});

function receivers({ raw }: CloudTrailEvent): string[] {
  const asked = at(raw, 'requestParameters');
  const added = [
    ...asList(at(asked, 'createVolumePermission', 'add')),
    ...asList(at(asked, 'launchPermission', 'add')),
  ].map(
    (item) =>
      textAt(item, 'userId') ??
      textAt(item, 'group') ??
      textAt(item, 'organizationArn') ??
      textAt(item, 'organizationalUnitArn'),
  );
  const restored = textAt(asked, 'attributeName') === 'restore' ? asList(at(asked, 'valuesToAdd')).map(asText) : [];
  return [...new Set([...added, ...restored].filter((value) => value !== null))];
}

function sharedResource(event: CloudTrailEvent): ResourceRef {
  const asked = at(event.raw, 'requestParameters');
  const snapshot = textAt(asked, 'snapshotId');
  if (snapshot) return ec2Resource(event, 'snapshot', snapshot);
  const image = textAt(asked, 'imageId');
  if (image) return ec2Resource(event, 'image', image);
  const cluster = textAt(asked, 'dBClusterSnapshotIdentifier');
  const name = cluster ?? textAt(asked, 'dBSnapshotIdentifier') ?? 'unknown';
  const kind = cluster ? 'cluster-snapshot' : 'snapshot';
  const type = cluster ? 'AWS::RDS::DBClusterSnapshot' : 'AWS::RDS::DBSnapshot';
  return resourceOf(
    event,
    type,
    `arn:${partitionOf(event)}:rds:${event.region}:${event.accountUid}:${kind}:${name}`,
    name,
  );
}
