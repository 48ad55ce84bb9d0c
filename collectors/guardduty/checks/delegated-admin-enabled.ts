import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { detectorCheck } from './detector-check.ts';

/** Only the organisation's management account and its GuardDuty administrator can be asked; others say nothing. */
export const delegatedAdminEnabled = detectorCheck({
  id: 'guardduty_delegated_admin_enabled_all_regions',
  severity: 'high',
  compliance: references(''),
  apis: ['guardduty:ListOrganizationAdminAccounts', 'guardduty:DescribeOrganizationConfiguration'],
  title: 'GuardDuty has no delegated administrator in the region, or does not enable new accounts',
  description:
    'Looks, from the management account or the GuardDuty administrator of the organisation, whether a delegated administrator is enabled in each region, and whether new member accounts get GuardDuty by themselves.',
  risk: 'The delegation is set region by region. A region that was left out has no central view, and an account that joins without auto-enable starts without detection: both are easily forgotten and found by intruders first.',
  consequence:
    'Parts of the organisation stay without threat detection although everyone believes that GuardDuty is on.',
  remediation: [
    'In the management account, name the administrator in each region: `aws guardduty enable-organization-admin-account --admin-account-id ACCOUNT --region REGION`.',
    'In the administrator account, set auto-enable to ALL: `aws guardduty update-organization-configuration --auto-enable-organization-members ALL`.',
    'Check that every member account shows as Enabled.',
  ],
  ownerHint: 'The team that runs the AWS organisation, with the security team.',
  judge: (_, { organizationAdmins, organizationConfiguration, region }) => {
    if (!organizationAdmins.ok && !(organizationConfiguration.ok && organizationConfiguration.value))
      return unread([organizationAdmins], `The delegated administrator of GuardDuty in ${region}`);
    const admins = organizationAdmins.ok ? organizationAdmins.value : null;
    const configuration = organizationConfiguration.ok ? organizationConfiguration.value : null;
    if (admins === null && configuration === null) return null;
    const enabled = admins?.find(({ status }) => status === 'ENABLED');
    const evidence = {
      delegatedAdministrator: enabled?.accountUid ?? null,
      autoEnableMembers: configuration?.autoEnableMembers ?? null,
    };
    if (admins !== null && !enabled) return fail(`GuardDuty has no delegated administrator in ${region}.`, evidence);
    if (configuration?.autoEnableMembers === 'NONE')
      return fail(`GuardDuty does not enable itself for new accounts of the organisation in ${region}.`, evidence);
    return pass(
      enabled
        ? `GuardDuty in ${region} is delegated to account ${enabled.accountUid}.`
        : `GuardDuty in ${region} enables ${configuration?.autoEnableMembers === 'ALL' ? 'all' : 'new'} member accounts.`,
      evidence,
    );
  },
});
