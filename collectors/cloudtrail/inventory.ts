import type { ResourceRecord } from '../collector.ts';
import type { CloudTrailTrailAttributes } from '../inventory.ts';
import { trailResource } from './checks/trail-check.ts';
import { recordsDataEvents, recordsManagement } from './selectors.ts';
import type { CloudTrailSnapshot, CloudTrailTrail } from './snapshot.ts';

/** One row per trail, from its home region. */
export function cloudtrailInventory({ trails, region, accountUid }: CloudTrailSnapshot): ResourceRecord[] {
  if (!trails.ok) return [];
  return trails.value
    .filter(({ homeRegion }) => homeRegion === region)
    .map((trail) => ({
      ...trailResource(trail),
      service: 'cloudtrail',
      accountUid,
      attributes: attributesOf(trail),
      listedBy: ['cloudtrail:DescribeTrails'],
    }));
}

function attributesOf(trail: CloudTrailTrail): CloudTrailTrailAttributes {
  const { status, selectors } = trail;
  return {
    isLogging: status.ok ? status.value.isLogging : null,
    isMultiRegion: trail.isMultiRegion,
    isOrganization: trail.isOrganization,
    logFileValidation: trail.logFileValidation,
    kmsKeyId: trail.kmsKeyId,
    s3Bucket: trail.s3Bucket,
    managementEvents: selectors.ok
      ? recordsManagement(selectors.value, 'WriteOnly') && recordsManagement(selectors.value, 'ReadOnly')
      : null,
    dataEvents: selectors.ok ? recordsDataEvents(selectors.value) : null,
    latestDeliveryAt: status.ok ? status.value.latestDeliveryAt : null,
    stoppedAt: status.ok ? status.value.stoppedAt : null,
  };
}
