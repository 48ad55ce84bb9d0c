import { accountResource } from '../../account-resource.ts';
import type { Check, CheckText, Compliance, ResourceRef, Severity } from '../../collector.ts';
import { unread, type Verdict } from '../../verdict.ts';
import type { GuardDutyDetector, GuardDutySnapshot } from '../snapshot.ts';

/** Both must have succeeded before a detector can be called gone. */
export const DETECTOR_APIS = ['guardduty:ListDetectors', 'guardduty:GetDetector'];

/** What differs between checks that judge the detector of a region. */
export interface DetectorCheck extends CheckText {
  id: string;
  severity: Severity;
  compliance: Compliance;
  /** Besides ListDetectors and GetDetector. */
  apis?: string[];
  /** null: the check says nothing about this region. */
  judge(detector: GuardDutyDetector | null, snapshot: GuardDutySnapshot): Verdict | null;
}

/** A check with one outcome per region, on its detector, or on `detector/none` where there is none. */
export function detectorCheck({ apis = [], judge, ...text }: DetectorCheck): Check<GuardDutySnapshot> {
  return {
    ...text,
    service: 'guardduty',
    resourceType: 'AWS::GuardDuty::Detector',
    apis: [...DETECTOR_APIS, ...apis],
    listedBy: DETECTOR_APIS,
    evaluate: (snapshot) => {
      const { detector } = snapshot;
      if (!detector.ok) {
        const resource = { ...accountResource(snapshot), region: snapshot.region };
        return [{ resource, ...unread([detector], `GuardDuty in ${snapshot.region}`) }];
      }
      const verdict = judge(detector.value, snapshot);
      return verdict === null ? [] : [{ resource: detectorResource(snapshot, detector.value), ...verdict }];
    },
  };
}

/** The detector as a resource; a region without one is a resource too, so that its finding can be resolved. */
export function detectorResource(
  { partition, region, accountUid }: GuardDutySnapshot,
  detector: GuardDutyDetector | null,
): ResourceRef {
  return {
    uid: detector?.arn ?? `arn:${partition}:guardduty:${region}:${accountUid}:detector/none`,
    type: 'AWS::GuardDuty::Detector',
    name: detector?.id ?? `none in ${region}`,
    region,
    ...(detector ? { tags: detector.tags } : {}),
  };
}
