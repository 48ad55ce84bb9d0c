import { fail, judgeRead, pass, type Verdict } from '../../verdict.ts';
import type { IamSnapshot, ServerCertificate } from '../snapshot.ts';
import { daysSince, iamCheck, shown, type IamCheck } from './check.ts';
import { accountWarning, forAccount, unusable } from './outcomes.ts';

/** Identity providers and certificates kept in IAM. */
export const PROVIDER_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_check_saml_providers_sts',
    severity: 'low',
    resourceType: 'AWS::::Account',
    references: 'CIS6 2.20; CIS7 2.19',
    reads: ['samlProviders'],
    title: 'A SAML identity provider should be set up for people',
    description:
      'Looks at whether the account has a SAML identity provider, by which people sign in with the company directory (federation, single sign-on, SSO) and get temporary credentials. IAM Identity Center makes one in each account it serves.',
    risk: "Without federation people get IAM users with passwords and keys of their own, outside the company directory. Those are not disabled when somebody leaves, do not follow the company's MFA rules, and last until somebody remembers them.",
    consequence: 'Leavers keep access, and every account has its own list of users to keep in order, by hand.',
    remediation: [
      'Turn on IAM Identity Center in the organisation and connect it to the company directory; assign permission sets to this account.',
      'Or add your provider directly: IAM, Identity providers, Add provider, SAML; or `aws iam create-saml-provider`.',
      'Then delete the IAM users of people, beginning with those that have a console password.',
    ],
    ownerHint: 'The identity team that runs the company directory.',
    evaluate: (snapshot) =>
      forAccount(
        snapshot,
        judgeRead(snapshot.samlProviders, 'Federation of people', (providers) => {
          const evidence = { samlProviders: providers.map(({ arn, validUntil }) => ({ arn, validUntil })) };
          return providers.length > 0
            ? pass(`Account ${snapshot.accountUid} has ${providers.length} SAML identity provider(s).`, evidence)
            : fail(`Account ${snapshot.accountUid} has no SAML identity provider.`, evidence);
        }),
      ),
  }),
  iamCheck({
    id: 'iam_no_expired_server_certificates_stored',
    severity: 'high',
    resourceType: 'AWS::IAM::ServerCertificate',
    references: 'CIS6 2.18; CIS7 2.17; ATTACK×1',
    reads: ['serverCertificates'],
    title: 'Expired TLS certificates should not be kept in IAM',
    description:
      'Looks at the server certificates (SSL/TLS certificates) uploaded to IAM and fails those whose expiry date has passed.',
    risk: 'An expired certificate that is still set on a load balancer or CloudFront distribution makes clients refuse the connection, or teaches people to click warnings away. One that is not in use can be deployed by mistake at any time.',
    consequence:
      'A customer-facing address fails from one minute to the next, or its warnings make a real interception look normal.',
    remediation: [
      'Find where it is used: look at the listeners of your load balancers and at CloudFront distributions for its ARN.',
      'Put a certificate of AWS Certificate Manager in its place, which renews itself.',
      'Delete the old one: `aws iam delete-server-certificate --server-certificate-name <name>`.',
    ],
    ownerHint: 'The team that runs the site or load balancer for which the certificate was made.',
    evaluate: certificates,
  }),
];

function certificates(snapshot: IamSnapshot) {
  const { items, failure } = snapshot.serverCertificates;
  const outcomes = items.map((certificate) => ({
    resource: {
      uid: certificate.arn,
      type: 'AWS::IAM::ServerCertificate',
      name: certificate.name,
      region: snapshot.region,
    },
    ...expiry(snapshot, certificate),
  }));
  return failure ? [...outcomes, ...accountWarning(snapshot, failure, 'Server certificates')] : outcomes;
}

function expiry(snapshot: IamSnapshot, certificate: ServerCertificate): Verdict {
  const { expiresAt, uploadedAt } = certificate;
  const evidence = { expiresAt, uploadedAt };
  if (expiresAt === null)
    return unusable(`Server certificate ${shown(certificate)}`, 'it has no expiry date', evidence);
  if (expiresAt > snapshot.collectedAt)
    return pass(`Server certificate ${shown(certificate)} is valid until ${expiresAt.slice(0, 10)}.`, evidence);
  const days = daysSince(expiresAt, snapshot) ?? 0;
  return fail(
    `Server certificate ${shown(certificate)} expired ${days} days ago, on ${expiresAt.slice(0, 10)}.`,
    evidence,
  );
}
