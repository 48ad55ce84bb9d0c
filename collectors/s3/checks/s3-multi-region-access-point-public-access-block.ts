import { accountResource } from '../../account-resource.ts';
import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { switchedOff } from '../public-access.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 multi-region access point has public access switches off. */
export const s3MultiRegionAccessPointPublicAccessBlock: Check<S3Snapshot> = {
  id: 's3_multi_region_access_point_public_access_block',
  service: 's3',
  severity: 'high',
  resourceType: 'AWS::S3::MultiRegionAccessPoint',
  compliance: references(''),
  apis: ['s3-control:ListMultiRegionAccessPoints'],
  listedBy: ['s3-control:ListMultiRegionAccessPoints'],
  title: 'S3 multi-region access point has Block Public Access switched off',
  description:
    'Looks at the public access block of every multi-region access point. All four switches must be on; they are fixed when the access point is made.',
  risk: 'A multi-region access point is one global address for buckets in several regions. With its block off, a policy with Principal "*" on it opens the objects of all of them at once, though each bucket looks private.',
  consequence:
    'One mistaken policy publishes every regional copy of the data, under a name that bucket reviews do not show.',
  remediation: [
    'Make a new multi-region access point over the same buckets with all four switches on: `aws s3control create-multi-region-access-point` (calls go to us-west-2).',
    'Move the callers to its alias, then delete the old one.',
    'Switch the account-wide public access block on.',
  ],
  ownerHint: 'The team that owns the buckets behind it; usually the platform team that set up multi-region storage.',
  evaluate: (snapshot) => {
    const { multiRegionAccessPoints: read } = snapshot;
    if (!read.ok) return [{ resource: accountResource(snapshot), ...unread([read], 'The multi-region access points') }];
    return read.value.map((point) => {
      const off = switchedOff(point.publicAccessBlock);
      const evidence = { buckets: point.buckets, publicAccessBlock: point.publicAccessBlock, status: point.status };
      return {
        resource: { uid: point.arn, type: 'AWS::S3::MultiRegionAccessPoint', name: point.name, region: 'global' },
        ...(off.length === 0
          ? pass(`Multi-region access point ${point.name} blocks public access.`, evidence)
          : fail(`Multi-region access point ${point.name} leaves switches off: ${off.join(', ')}.`, evidence)),
      };
    });
  },
};
