import { accountResource } from '../../account-resource.ts';
import type { Check, CheckText, Compliance, ResourceRef, Severity } from '../../collector.ts';
import { unread, type Verdict } from '../../verdict.ts';
import type { CloudTrailSnapshot, CloudTrailTrail, TrailBucket } from '../snapshot.ts';

interface CheckHead extends CheckText {
  id: string;
  severity: Severity;
  compliance: Compliance;
  /** Besides DescribeTrails. */
  apis: string[];
}

/** A check with one outcome per trail, in the trail's home region only: its shadows elsewhere are the same trail. */
export function trailCheck({
  judge,
  apis,
  ...text
}: CheckHead & {
  judge(trail: CloudTrailTrail, snapshot: CloudTrailSnapshot): Verdict | null;
}): Check<CloudTrailSnapshot> {
  return {
    ...text,
    service: 'cloudtrail',
    resourceType: 'AWS::CloudTrail::Trail',
    apis: ['cloudtrail:DescribeTrails', ...apis],
    listedBy: ['cloudtrail:DescribeTrails'],
    evaluate: (snapshot) => {
      const { trails, region } = snapshot;
      if (!trails.ok) return [{ resource: regionResource(snapshot), ...unread([trails], `The trails of ${region}`) }];
      return trails.value
        .filter(({ homeRegion }) => homeRegion === region)
        .flatMap((trail) => {
          const verdict = judge(trail, snapshot);
          return verdict === null ? [] : [{ resource: trailResource(trail), ...verdict }];
        });
    },
  };
}

/** A trail check about the bucket it writes to; a trail without one says nothing. */
export function trailBucketCheck({
  judge,
  ...rest
}: CheckHead & { judge(trail: CloudTrailTrail, bucket: TrailBucket): Verdict }): Check<CloudTrailSnapshot> {
  return trailCheck({ ...rest, judge: (trail) => (trail.bucket ? judge(trail, trail.bucket) : null) });
}

/** A check with one outcome per region: whether any trail records it as asked. */
export function regionCheck({
  judge,
  apis,
  ...text
}: CheckHead & { judge(trails: CloudTrailTrail[], snapshot: CloudTrailSnapshot): Verdict }): Check<CloudTrailSnapshot> {
  return {
    ...text,
    service: 'cloudtrail',
    resourceType: 'AWS::::Account',
    apis: ['cloudtrail:DescribeTrails', ...apis],
    listedBy: ['cloudtrail:DescribeTrails'],
    evaluate: (snapshot) => {
      const { trails, region } = snapshot;
      const verdict = trails.ok ? judge(trails.value, snapshot) : unread([trails], `The trails of ${region}`);
      return [{ resource: regionResource(snapshot), ...verdict }];
    },
  };
}

export function trailResource({ arn, name, homeRegion, tags }: CloudTrailTrail): ResourceRef {
  return {
    uid: arn,
    type: 'AWS::CloudTrail::Trail',
    name,
    region: homeRegion,
    ...(tags.ok ? { tags: tags.value } : {}),
  };
}

/** The account, in this region: each region has a finding of its own. */
function regionResource(snapshot: CloudTrailSnapshot): ResourceRef {
  return { ...accountResource(snapshot), region: snapshot.region };
}
