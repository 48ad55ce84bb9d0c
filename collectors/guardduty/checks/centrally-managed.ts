import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { detectorCheck } from './detector-check.ts';

/** The detector has an administrator account, or is the administrator of others. */
export const centrallyManaged = detectorCheck({
  id: 'guardduty_centrally_managed',
  severity: 'medium',
  compliance: references('ISO22×3'),
  apis: ['guardduty:GetAdministratorAccount', 'guardduty:ListMembers'],
  title: 'GuardDuty is not managed from a central account',
  description:
    'Looks whether the detector belongs to an administrator account with an enabled relationship, or has member accounts of its own.',
  risk: 'A detector that stands alone reports to nobody but its own account, and whoever is administrator there can switch it off or suppress findings. Managed from a central account, a member cannot disable it, and findings arrive where people look.',
  consequence: 'Alarms of forgotten accounts go unread, and an intruder can silence them.',
  remediation: [
    'Name a delegated administrator for GuardDuty in the organisation’s management account.',
    'Add this account as a member, or enable auto-enable for all accounts.',
    'Check in the administrator account that findings of this account arrive.',
  ],
  ownerHint: 'The security team that runs the organisation’s GuardDuty.',
  judge: (detector, { administrator, members, region }) => {
    if (!detector?.enabled) return null;
    const admin = administrator.ok ? administrator.value : null;
    if (admin?.relationshipStatus === 'Enabled')
      return pass(`GuardDuty in ${region} is managed by account ${admin.accountUid}.`, {
        administrator: admin.accountUid,
      });
    const active = members.ok ? members.value.filter(({ relationshipStatus }) => relationshipStatus === 'Enabled') : [];
    if (active.length > 0)
      return pass(`GuardDuty in ${region} is the administrator of ${active.length} member accounts.`, {
        memberAccounts: active.length,
      });
    const failures = [administrator, members].filter((read) => !read.ok);
    if (failures.length > 0) return unread(failures, `The central management of GuardDuty in ${region}`);
    return fail(
      admin === null
        ? `GuardDuty in ${region} has no administrator account and no members.`
        : `GuardDuty in ${region} names ${admin.accountUid} as administrator, but the relationship is ${admin.relationshipStatus}.`,
      { administrator: admin?.accountUid ?? null, relationshipStatus: admin?.relationshipStatus ?? null },
    );
  },
});
