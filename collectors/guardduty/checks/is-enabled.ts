import { references } from '../../references.ts';
import { fail, pass } from '../../verdict.ts';
import { detectorCheck } from './detector-check.ts';

/** GuardDuty is on in the region. */
export const isEnabled = detectorCheck({
  id: 'guardduty_is_enabled',
  severity: 'high',
  compliance: references('FSBP GuardDuty.1; N53×52; SOC2×8; PCI4×2; ISO22×7; ATTACK×12'),
  title: 'GuardDuty is not enabled in the region',
  description:
    'Looks for a GuardDuty detector in each region of the account, and whether it is enabled. A suspended detector counts as off. Without one, "no GuardDuty findings" means that nobody looked.',
  risk: 'GuardDuty reads CloudTrail, flow logs and DNS queries for the signs of stolen credentials, mining and data theft. Where it is off, an intruder works unobserved, and regions that nobody uses are where miners start their machines.',
  consequence:
    'A break-in is noticed by its bill or by a customer, weeks later, instead of by an alarm within minutes.',
  remediation: [
    'Switch it on in every region, used or not: `aws guardduty create-detector --enable --region REGION` (30 days are free, then it is billed by volume).',
    'Better, enable it for the whole organisation from a delegated administrator with auto-enable for new accounts.',
    'Route findings of medium severity and above to people, with EventBridge.',
  ],
  ownerHint: 'The security team; the cloud platform team for the roll-out.',
  judge: (detector, { region }) => {
    if (detector === null)
      return fail(`GuardDuty is not enabled in ${region}: there is no detector.`, { enabled: false });
    return detector.enabled
      ? pass(`GuardDuty is enabled in ${region} (detector ${detector.id}).`, { enabled: true })
      : fail(`GuardDuty is suspended in ${region} (detector ${detector.id}).`, { enabled: false, suspended: true });
  },
});
