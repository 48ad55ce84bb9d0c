import {
  ACCOUNT,
  attachment,
  awsPolicy,
  daysAgo,
  deniedRead,
  iamPolicy,
  iamRole,
  iamSnapshot,
  iamUser,
  trustPolicy,
} from '../../../src/test/aws/iam-estate.ts';
import type { Analyzer, IamPolicy, IamSnapshot } from '../snapshot.ts';
import { BROKEN_OFF, rights, rightsCase, type Case } from './case.ts';

const OTHER = '222222222222';
const readOnly = awsPolicy('ReadOnlyAccess', [{ Action: 's3:Get*' }]);
const audit = awsPolicy('SecurityAudit', [{ Action: 'iam:Get*' }]);
const support = awsPolicy('AWSSupportAccess', [{ Action: 'support:*' }]);
const models = iamPolicy('models', [{ Action: 'bedrock:*' }]);
const notebooks = iamPolicy('notebooks', [{ Action: 'sagemaker:*' }]);

/** Cases of the checks of roles, providers, unused rights and analyzers. */
export const ROLE_CASES: Case[] = [
  rightsCase(
    'iam_role_cross_account_readonlyaccess_policy',
    'fail',
    'another account is trusted',
    'vendor',
    {
      roles: [
        iamRole('vendor', {
          attachedPolicies: [attachment(readOnly)],
          trustPolicy: trustPolicy({ AWS: `arn:aws:iam::${OTHER}:root` }),
        }),
      ],
    },
    /trusts account 222222222222/,
  ),
  rightsCase(
    'iam_role_cross_account_readonlyaccess_policy',
    'fail',
    'anyone is trusted',
    'vendor',
    { roles: [iamRole('vendor', { attachedPolicies: [attachment(readOnly)], trustPolicy: trustPolicy('*') })] },
    /assumed by anyone/,
  ),
  rightsCase(
    'iam_role_cross_account_readonlyaccess_policy',
    'pass',
    'only this account is trusted',
    'reader',
    {
      roles: [
        iamRole('reader', { attachedPolicies: [attachment(readOnly)], trustPolicy: trustPolicy({ AWS: ACCOUNT }) }),
      ],
    },
    /no other account/,
  ),
  rightsCase(
    'iam_role_cross_account_readonlyaccess_policy',
    'warning',
    'the trust policy is not JSON',
    'vendor',
    { roles: [iamRole('vendor', { attachedPolicies: [attachment(readOnly)], trustPolicy: 'oops' })] },
    /not JSON/,
  ),

  rightsCase(
    'iam_role_cross_service_confused_deputy_prevention',
    'fail',
    "a service on anybody's behalf",
    'sns',
    { roles: [iamRole('sns', { trustPolicy: trustPolicy({ Service: 'sns.amazonaws.com' }) })] },
    /sns.amazonaws.com on anybody/,
  ),
  rightsCase(
    'iam_role_cross_service_confused_deputy_prevention',
    'pass',
    'a service for this account',
    'sns',
    {
      roles: [
        iamRole('sns', {
          trustPolicy: trustPolicy(
            { Service: 'sns.amazonaws.com' },
            { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
          ),
        }),
      ],
    },
    /on whose behalf/,
  ),
  rightsCase(
    'iam_role_cross_service_confused_deputy_prevention',
    'warning',
    'the trust policy is not JSON',
    'sns',
    { roles: [iamRole('sns', { trustPolicy: '' })] },
    /not JSON/,
  ),

  ...roleWithCases('iam_securityaudit_role_created', audit),
  ...roleWithCases('iam_support_role_created', support),

  other(
    'iam_check_saml_providers_sts',
    'pass',
    'there is one',
    ACCOUNT,
    {
      samlProviders: {
        ok: true,
        value: [{ arn: `arn:aws:iam::${ACCOUNT}:saml-provider/okta`, createdAt: null, validUntil: null }],
      },
    },
    /1 SAML/,
  ),
  other('iam_check_saml_providers_sts', 'fail', 'there is none', ACCOUNT, {}, /no SAML/),
  other(
    'iam_check_saml_providers_sts',
    'warning',
    'they may not be listed',
    ACCOUNT,
    { samlProviders: deniedRead('iam:ListSAMLProviders') },
    /could not be/,
  ),
  other(
    'iam_no_expired_server_certificates_stored',
    'pass',
    'it is valid',
    'www',
    { serverCertificates: certificates(daysAgo(-1)) },
    /valid until 2025-06-16/,
  ),
  other(
    'iam_no_expired_server_certificates_stored',
    'fail',
    'it has expired',
    'www',
    { serverCertificates: certificates(daysAgo(7)) },
    /expired 7 days ago/,
  ),
  other(
    'iam_no_expired_server_certificates_stored',
    'warning',
    'it has no date',
    'www',
    { serverCertificates: certificates(null) },
    /no expiry date/,
  ),

  ...staleCases('iam_user_access_not_stale_to_bedrock', 'user', 'bedrock', models),
  ...staleCases('iam_role_access_not_stale_to_bedrock', 'role', 'bedrock', models),
  ...staleCases('iam_user_access_not_stale_to_sagemaker', 'user', 'sagemaker', notebooks),

  analyzed('accessanalyzer_enabled', 'pass', 'one is active', 'outside', [analyzer({})], /is active in eu-west-1/),
  analyzed(
    'accessanalyzer_enabled',
    'fail',
    'none is active',
    'none in eu-west-1',
    [analyzer({ status: 'FAILED', activeFindings: null })],
    /No Access Analyzer/,
  ),
  analyzed(
    'accessanalyzer_enabled_without_findings',
    'pass',
    'nothing is open',
    'outside',
    [analyzer({})],
    /no active findings/,
  ),
  analyzed(
    'accessanalyzer_enabled_without_findings',
    'fail',
    'something is open',
    'outside',
    [analyzer({ activeFindings: { ok: true, value: 3 } })],
    /3 active findings/,
  ),
  analyzed(
    'accessanalyzer_enabled_without_findings',
    'warning',
    'findings may not be listed',
    'outside',
    [analyzer({ activeFindings: deniedRead('access-analyzer:ListFindingsV2') })],
    /could not be/,
  ),
];

function roleWithCases(id: string, policy: IamPolicy): Case[] {
  const roles = [iamRole('team', { attachedPolicies: [attachment(policy)] })];
  return [
    rightsCase(id, 'pass', 'a role holds it', ACCOUNT, { roles, failure: BROKEN_OFF }, /held by role team/),
    rightsCase(id, 'fail', 'no role holds it', ACCOUNT, { roles: [iamRole('app')] }, /No role/),
    rightsCase(
      id,
      'warning',
      'the sweep broke off before one was seen',
      ACCOUNT,
      { failure: BROKEN_OFF },
      /could not be/,
    ),
  ];
}

function staleCases(id: string, kind: 'user' | 'role', service: string, policy: IamPolicy): Case[] {
  const attachedPolicies = [attachment(policy)];
  const authorization = rights(
    kind === 'user'
      ? { users: [iamUser('holder', { attachedPolicies })], policies: [policy] }
      : { roles: [iamRole('holder', { attachedPolicies })], policies: [policy] },
  );
  const arn = `arn:aws:iam::${ACCOUNT}:${kind}/holder`;
  const used = (lastAuthenticated: string | null): Partial<IamSnapshot> => ({
    authorization,
    lastAccessed: { [arn]: { ok: true, value: [{ namespace: service, lastAuthenticated }] } },
  });
  return [
    other(id, 'pass', 'used 60 days ago', 'holder', used(daysAgo(60)), /60 days ago/),
    other(id, 'fail', 'used 61 days ago', 'holder', used(daysAgo(61)), /61 days ago \(granted by attached:/),
    other(id, 'fail', 'never used', 'holder', used(null), /400 days/),
    other(
      id,
      'warning',
      'the record is denied',
      'holder',
      { authorization, lastAccessed: { [arn]: deniedRead('iam:GenerateServiceLastAccessedDetails') } },
      /could not be/,
    ),
    other(id, 'warning', 'the record is absent', 'holder', { authorization }, /was not read/),
  ];
}

function other(
  id: string,
  status: Case['status'],
  when: string,
  resource: string,
  changes: Partial<IamSnapshot>,
  says: RegExp,
): Case {
  return { id, status, when, resource, says, snapshot: iamSnapshot(changes) };
}

function certificates(expiresAt: string | null): IamSnapshot['serverCertificates'] {
  const arn = `arn:aws:iam::${ACCOUNT}:server-certificate/www`;
  return { items: [{ name: 'www', arn, expiresAt, uploadedAt: daysAgo(400) }], failure: null };
}

function analyzer(changes: Partial<Analyzer>): Analyzer {
  return {
    name: 'outside',
    arn: `arn:aws:access-analyzer:eu-west-1:${ACCOUNT}:analyzer/outside`,
    type: 'ACCOUNT',
    status: 'ACTIVE',
    activeFindings: { ok: true, value: 0 },
    ...changes,
  };
}

function analyzed(
  id: string,
  status: Case['status'],
  when: string,
  resource: string,
  items: Analyzer[],
  says: RegExp,
): Case {
  return other(
    id,
    status,
    when,
    resource,
    { analyzers: [{ region: 'eu-west-1', analyzers: { items, failure: null } }] },
    says,
  );
}
