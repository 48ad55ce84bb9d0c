import { allowsEverywhere, allowsWholeService } from '../../policy-power.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { policyRef } from '../refs.ts';
import { holdersOf } from '../rights.ts';
import type { IamPolicy, IamSnapshot } from '../snapshot.ts';
import { iamCheck, shown, type IamCheck } from './check.ts';
import { forInlinePolicies, forManagedPolicies } from './policies.ts';

const POLICY_OWNER =
  "The team that owns the policy's definition (its stack or Terraform module), with the security team.";
const HOLDER_OWNER = 'The team that owns the user, group or role on which the policy is written.';

const CLOUDTRAIL = {
  risk: 'With every CloudTrail action the holder can stop a trail (StopLogging), delete it, or point its selectors past what should be recorded. Intruders do this first, because what follows then leaves no record.',
  consequence:
    'An incident cannot be reconstructed: which data was touched, by whom and since when stays unknown, and so does what must be reported to customers and regulators.',
  remediation: [
    'Replace `cloudtrail:*` by what the holder needs, as a rule `cloudtrail:LookupEvents`, `cloudtrail:GetTrailStatus` and `cloudtrail:DescribeTrails`.',
    'Deny StopLogging, DeleteTrail, UpdateTrail and PutEventSelectors for everyone but the security team, best by a service control policy.',
    'Use an organisation trail owned by another account, which this account cannot stop.',
  ],
};

const KMS = {
  risk: 'With every KMS action on every key the holder can decrypt whatever is encrypted with them, open the keys to others (PutKeyPolicy, CreateGrant), and schedule keys for deletion, which turns all data under them into noise.',
  consequence:
    'Encryption at rest no longer protects anything from this holder, and one call can make databases, volumes and backups unreadable for good.',
  remediation: [
    'Name the keys and actions needed: for most holders `kms:Decrypt` and `kms:GenerateDataKey` on certain key ARNs.',
    'Separate administration of keys from their use: no holder should have both.',
    'Deny `kms:ScheduleKeyDeletion` and `kms:DisableKey` to all but key administrators, and alert on both.',
  ],
};

const MARKETPLACE = {
  risk: "Subscribing to a product in AWS Marketplace starts charges, sometimes thousands a month, without a purchase order. It also is how access to third-party models in Amazon Bedrock is opened, which intruders with stolen keys use to run models at the victim's cost.",
  consequence:
    "Software is bought and models are run on the company's bill by people who may not buy, and it shows on the next invoice.",
  remediation: [
    'Take `aws-marketplace:Subscribe` (or `aws-marketplace:*`) out of the policy, or limit it with the condition key `aws-marketplace:ProductId` to approved products.',
    'Let one procurement role subscribe, and share approved products through a Private Marketplace.',
    'For Bedrock allow the models that are in use by product id.',
  ],
};

/** Policies that give all of a service which should be given in part. */
export const SERVICE_RIGHTS_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_policy_no_full_access_to_cloudtrail',
    severity: 'medium',
    resourceType: 'AWS::IAM::Policy',
    references: 'SOC2×1; ATTACK×6',
    reads: ['authorizationDetails'],
    title: 'Customer managed policies should not allow full access to CloudTrail',
    description:
      'Looks at customer managed policies, attached or not, and fails those that allow every CloudTrail action on every trail (`cloudtrail:*`, or `*`).',
    ...CLOUDTRAIL,
    ownerHint: POLICY_OWNER,
    evaluate: (snapshot) => wholeService(snapshot, 'cloudtrail', 'CloudTrail'),
  }),
  iamCheck({
    id: 'iam_inline_policy_no_full_access_to_cloudtrail',
    severity: 'high',
    resourceType: 'AWS::IAM::User',
    references: '',
    reads: ['authorizationDetails'],
    title: 'Inline policies should not allow full access to CloudTrail',
    description:
      'Looks at inline policies of users, groups and roles and fails holders of one that allows every CloudTrail action on every trail (`cloudtrail:*`, or `*`).',
    ...CLOUDTRAIL,
    risk: `${CLOUDTRAIL.risk} An inline policy is seen on its holder only, so that the right is easily overlooked.`,
    ownerHint: HOLDER_OWNER,
    evaluate: (snapshot) => wholeServiceInline(snapshot, 'cloudtrail', 'CloudTrail'),
  }),
  iamCheck({
    id: 'iam_policy_no_full_access_to_kms',
    severity: 'medium',
    resourceType: 'AWS::IAM::Policy',
    references: 'PCI4×22; ATTACK×6',
    reads: ['authorizationDetails'],
    title: 'Customer managed policies should not allow full access to KMS',
    description:
      'Looks at customer managed policies, attached or not, and fails those that allow every action of AWS Key Management Service on every key (`kms:*`, or `*`).',
    ...KMS,
    ownerHint: POLICY_OWNER,
    evaluate: (snapshot) => wholeService(snapshot, 'kms', 'KMS'),
  }),
  iamCheck({
    id: 'iam_inline_policy_no_full_access_to_kms',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'PCI4×22',
    reads: ['authorizationDetails'],
    title: 'Inline policies should not allow full access to KMS',
    description:
      'Looks at inline policies of users, groups and roles and fails holders of one that allows every action of AWS Key Management Service on every key (`kms:*`, or `*`).',
    ...KMS,
    risk: `${KMS.risk} Written inline, the right appears in no list of policies.`,
    ownerHint: HOLDER_OWNER,
    evaluate: (snapshot) => wholeServiceInline(snapshot, 'kms', 'KMS'),
  }),
  iamCheck({
    id: 'iam_policy_no_wildcard_marketplace_subscribe',
    severity: 'medium',
    resourceType: 'AWS::IAM::Policy',
    references: 'N53×1; SOC2×1; ISO22×2',
    reads: ['authorizationDetails'],
    title: 'Customer managed policies should not allow every Marketplace subscription',
    description:
      'Looks at customer managed policies, attached or not, and fails those that allow `aws-marketplace:Subscribe` on every product (by itself, by `aws-marketplace:*` or by `*`).',
    ...MARKETPLACE,
    ownerHint: "The team that owns the policy's definition, with procurement or finance.",
    evaluate: (snapshot) =>
      forManagedPolicies(
        snapshot,
        isCustomer,
        (document) => (allowsEverywhere(document, SUBSCRIBE) ? { action: SUBSCRIBE } : null),
        {
          flawed: 'allows subscribing to any AWS Marketplace product',
          sound: 'does not allow subscribing to any AWS Marketplace product',
        },
      ),
  }),
  iamCheck({
    id: 'iam_inline_policy_no_wildcard_marketplace_subscribe',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'N53×1; SOC2×1; ISO22×2',
    reads: ['authorizationDetails'],
    title: 'Inline policies should not allow every Marketplace subscription',
    description:
      'Looks at inline policies of users, groups and roles and fails holders of one that allows `aws-marketplace:Subscribe` on every product (by itself, by `aws-marketplace:*` or by `*`).',
    ...MARKETPLACE,
    ownerHint: `${HOLDER_OWNER} Procurement or finance decides who may buy.`,
    evaluate: (snapshot) =>
      forInlinePolicies(
        snapshot,
        (document) => (allowsEverywhere(document, SUBSCRIBE) ? { action: SUBSCRIBE } : null),
        'allows subscribing to any AWS Marketplace product',
      ),
  }),
  iamCheck({
    id: 'iam_policy_cloudshell_admin_not_attached',
    severity: 'medium',
    resourceType: 'AWS::IAM::Policy',
    references: 'CIS6 2.21; CIS7 2.20; PCI4×28',
    reads: ['authorizationDetails'],
    title: 'AWSCloudShellFullAccess should not be attached',
    description:
      'Looks at whether the AWS managed policy AWSCloudShellFullAccess is attached to any user, group or role. It must be held by nobody.',
    risk: "CloudShell is a Linux machine in the browser with internet access and the user's rights. The full-access policy includes uploading and downloading files, so that data read in AWS can be carried out of the network without passing any control there.",
    consequence:
      'Company data can leave through a browser tab, past the proxies and data-loss controls that guard everything else.',
    remediation: [
      'See who holds it: `aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess`.',
      'Detach it, and where CloudShell is wanted attach a policy that denies `cloudshell:GetFileDownloadUrls` and `cloudshell:GetFileUploadUrls`.',
    ],
    ownerHint: 'The platform identity team, with whoever answers for data protection.',
    evaluate: cloudShell,
  }),
];

const SUBSCRIBE = 'aws-marketplace:Subscribe';

function isCustomer({ isAwsManaged }: IamPolicy): boolean {
  return !isAwsManaged;
}

function wholeService(snapshot: IamSnapshot, service: string, name: string) {
  return forManagedPolicies(
    snapshot,
    isCustomer,
    (document) => (allowsWholeService(document, service) ? { service } : null),
    { flawed: `allows every ${name} action on every resource`, sound: `does not allow all of ${name}` },
  );
}

function wholeServiceInline(snapshot: IamSnapshot, service: string, name: string) {
  return forInlinePolicies(
    snapshot,
    (document) => (allowsWholeService(document, service) ? { service } : null),
    `allows every ${name} action on every resource`,
  );
}

function cloudShell(snapshot: IamSnapshot) {
  const { authorization, partition } = snapshot;
  const name = 'AWSCloudShellFullAccess';
  const arn = `arn:${partition}:iam::aws:policy/${name}`;
  const holders = holdersOf(authorization, arn);
  const resource = policyRef(snapshot, { name, arn });
  if (holders.length > 0) {
    const named = holders.slice(0, 5).map((holder) => shown({ name: holder }));
    const sentence = `${name} is attached to ${named.join(', ')}${holders.length > 5 ? ` and ${holders.length - 5} more` : ''}.`;
    return [{ resource, ...fail(sentence, { attachedTo: holders }) }];
  }
  if (authorization.failure) return [{ resource, ...unread([authorization.failure], `Who holds ${name}`) }];
  return [{ resource, ...pass(`${name} is attached to nobody.`, { attachedTo: [] }) }];
}
