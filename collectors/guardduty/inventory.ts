import type { ResourceRecord } from '../collector.ts';
import type { GuardDutyDetectorAttributes } from '../inventory.ts';
import { DETECTOR_APIS, detectorResource } from './checks/detector-check.ts';
import type { GuardDutySnapshot } from './snapshot.ts';

/** One row per region: its detector, or `detector/none`, so that "where is GuardDuty off?" is a count of rows. */
export function guarddutyInventory(snapshot: GuardDutySnapshot): ResourceRecord[] {
  const { detector, accountUid } = snapshot;
  if (!detector.ok) return [];
  const attributes: GuardDutyDetectorAttributes = {
    enabled: detector.value?.enabled ?? false,
    features: detector.value?.features ?? {},
    findingPublishingFrequency: detector.value?.findingPublishingFrequency ?? null,
  };
  return [
    {
      ...detectorResource(snapshot, detector.value),
      service: 'guardduty',
      accountUid,
      attributes,
      ...(detector.value?.createdAt ? { createdAt: detector.value.createdAt } : {}),
      listedBy: DETECTOR_APIS,
    },
  ];
}
