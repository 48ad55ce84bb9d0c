import { accountResource } from '../../account-resource.ts';
import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass, unread } from '../../verdict.ts';
import { switchedOff } from '../public-access.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 access point has public access switches off. Its block cannot be changed later, so it must be right when made. */
export const s3AccessPointPublicAccessBlock: Check<S3Snapshot> = {
  id: 's3_access_point_public_access_block',
  service: 's3',
  severity: 'critical',
  resourceType: 'AWS::S3::AccessPoint',
  compliance: references('FSBP S3.19; PCI4×10'),
  apis: ['s3-control:ListAccessPoints', 's3-control:GetAccessPoint'],
  listedBy: ['s3-control:ListAccessPoints'],
  title: 'S3 access point has Block Public Access switched off',
  description:
    'Looks at the public access block of every access point in every region. All four switches must be on. The block of an access point is set when it is made and cannot be changed afterwards.',
  risk: 'An access point is a second door to a bucket, with a policy of its own. With its block off, a policy with Principal "*" on the access point opens the objects behind it, and people who review only the bucket will not see the door.',
  consequence:
    'Objects of a bucket that everybody believes private can be read from the internet through another name.',
  remediation: [
    'Find who uses it: CloudTrail data events name the access point ARN.',
    'Make a new access point with all four switches on (the default): `aws s3control create-access-point`, and give it the same policy.',
    'Move the callers to the new one and delete the old: `aws s3control delete-access-point`.',
    'Switch the account-wide block on: it overrides every access point.',
  ],
  ownerHint: 'The team that owns the bucket behind the access point; see its `team` or `owner` tag.',
  evaluate: (snapshot) => {
    const failures = snapshot.accessPoints.flatMap(({ listing }) => (listing.ok ? [] : [listing]));
    const outcomes = snapshot.accessPoints
      .flatMap(({ items }) => items)
      .map((point) => ({
        resource: { uid: point.arn, type: 'AWS::S3::AccessPoint', name: point.name, region: point.region },
        ...judgeRead(point.publicAccessBlock, `The public access block of access point ${point.name}`, (block) => {
          const off = switchedOff(block);
          const evidence = { bucket: point.bucket, networkOrigin: point.networkOrigin, publicAccessBlock: block };
          return off.length === 0
            ? pass(`Access point ${point.name} of bucket ${point.bucket} blocks public access.`, evidence)
            : fail(
                `Access point ${point.name} of bucket ${point.bucket} leaves switches off: ${off.join(', ')}.`,
                evidence,
              );
        }),
      }));
    if (failures.length === 0) return outcomes;
    const regions = snapshot.accessPoints.filter(({ listing }) => !listing.ok).map(({ region }) => region);
    const warning = unread(failures.slice(0, 3), `The access points in ${regions.join(', ')}`);
    return [
      ...outcomes,
      { resource: accountResource(snapshot), ...warning, evidence: { ...warning.evidence, regions } },
    ];
  },
};
