/** Policy texts: Larkfield's own, and AWS's where one is attached. */
import type { AccountName } from '../accounts.ts';

interface Statement {
  actions: readonly string[];
  resources?: readonly string[];
  effect?: 'Allow' | 'Deny';
  condition?: object;
}

/** A customer managed policy and the account that holds it. */
export interface PolicyRow {
  name: string;
  account: AccountName;
  ageDays: number;
  versions: number;
  statements: readonly Statement[];
}

/** The key that unlocks everything. */
const EVERYTHING: Statement = { actions: ['*'] };

export const CUSTOMER_POLICIES: readonly PolicyRow[] = [
  policy('larkfield-developer', 'production', 900, [
    {
      actions: [
        'ec2:Describe*',
        'logs:*',
        'cloudwatch:*',
        'ecs:*',
        'ecr:*',
        'lambda:Get*',
        'lambda:List*',
        's3:Get*',
        's3:List*',
      ],
    },
    { actions: ['ec2:CreateTags', 'rds:Describe*'] },
  ]),
  policy('larkfield-network-ops', 'production', 402, [
    {
      actions: ['ec2:Describe*', 'ec2:AuthorizeSecurityGroup*', 'ec2:RevokeSecurityGroup*', 'ec2:CreateSecurityGroup'],
    },
  ]),
  policy('larkfield-growth', 'production', 690, [
    {
      actions: ['s3:*'],
      resources: [
        'arn:aws:s3:::larkfield-customer-exports',
        'arn:aws:s3:::larkfield-customer-exports/*',
        'arn:aws:s3:::larkfield-mail-templates*',
      ],
    },
    { actions: ['ses:*', 'athena:*', 'glue:Get*'] },
  ]),
  // iam:PassRole on every role with lambda:CreateFunction: whoever holds it can become any role.
  policy('larkfield-data-engineer', 'production', 610, [
    { actions: ['glue:*', 'athena:*', 's3:*', 'ec2:CreateSnapshot', 'ec2:ModifySnapshotAttribute', 'ec2:Describe*'] },
    { actions: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'] },
  ]),
  policy('larkfield-ci-deploy', 'production', 520, [
    { actions: ['ecs:*', 'ecr:*', 'lambda:*', 'ec2:*', 'autoscaling:*', 'elasticloadbalancing:*', 'cloudformation:*'] },
    { actions: ['iam:PassRole'] },
    { actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::larkfield-build-artifacts/*'] },
  ]),
  policy('larkfield-models', 'production', 240, [
    {
      actions: [
        'bedrock:InvokeModel',
        'bedrock:ListFoundationModels',
        'sagemaker:CreateTrainingJob',
        'sagemaker:DescribeTrainingJob',
      ],
    },
  ]),
  policy('larkfield-ops-legacy', 'production', 1390, [EVERYTHING]),
  policy('larkfield-emergency', 'production', 1100, [EVERYTHING]),
  policy('larkfield-trail-manager', 'production', 880, [{ actions: ['cloudtrail:*'] }]),
  policy('larkfield-key-manager', 'production', 880, [{ actions: ['kms:*'] }]),
  policy('larkfield-assume-any', 'production', 700, [{ actions: ['sts:AssumeRole'] }]),
  policy('larkfield-erp-export', 'production', 1180, [
    { actions: ['s3:PutObject', 's3:GetObject'], resources: ['arn:aws:s3:::larkfield-erp-exports/*'] },
  ]),
  policy('larkfield-mailer', 'production', 77, [{ actions: ['ses:SendEmail', 'ses:SendRawEmail'] }]),
  policy('larkfield-image-resizer', 'production', 96, [
    { actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::larkfield-product-images/*'] },
  ]),
  policy('larkfield-app-runtime', 'production', 820, [
    {
      actions: [
        'sqs:*',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'secretsmanager:GetSecretValue',
        'logs:*',
      ],
    },
  ]),
  policy('larkfield-staging-developer', 'staging', 820, [
    {
      actions: [
        'ec2:*',
        'ecs:*',
        'lambda:*',
        's3:*',
        'logs:*',
        'rds:*',
        'cloudtrail:StopLogging',
        'cloudtrail:StartLogging',
      ],
    },
  ]),
  policy('larkfield-load-test', 'staging', 300, [
    { actions: ['ec2:RunInstances', 'ec2:TerminateInstances', 'ec2:Describe*'] },
  ]),
  policy('larkfield-qa-grid', 'staging', 330, [
    { actions: ['ec2:StartInstances', 'ec2:StopInstances', 'ec2:Describe*'] },
  ]),
  policy('larkfield-seed-data', 'staging', 410, [
    { actions: ['s3:*'], resources: ['arn:aws:s3:::larkfield-staging-*'] },
  ]),
  policy('larkfield-siem-read', 'security', 420, [
    {
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: ['arn:aws:s3:::larkfield-audit-trail-logs', 'arn:aws:s3:::larkfield-audit-trail-logs/*'],
    },
  ]),
];

/** Inline policies by the name that user and role rows give. */
export const INLINE_POLICIES: Record<string, readonly Statement[]> = {
  everything: [EVERYTHING],
  'kms-anything': [{ actions: ['kms:*'] }],
  'carrier-buckets': [
    {
      actions: ['s3:*'],
      resources: ['arn:aws:s3:::larkfield-partner-feeds', 'arn:aws:s3:::larkfield-partner-feeds/*'],
    },
  ],
  'trail-anything': [{ actions: ['cloudtrail:*'] }],
  'pass-and-run': [{ actions: ['iam:PassRole', 'ec2:RunInstances'] }],
  'marketplace-buyer': [{ actions: ['aws-marketplace:Subscribe'] }],
  'not-in-europe': [
    {
      effect: 'Deny',
      actions: ['ec2:*'],
      condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    },
  ],
  'read-flow-logs': [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::larkfield-flow-logs/*'] }],
};

/** Texts of AWS managed policies in use, cut to what decides: the rest reads only. */
export const AWS_POLICIES: Record<string, { path: string; statements: readonly Statement[] }> = {
  AdministratorAccess: { path: '', statements: [EVERYTHING] },
  PowerUserAccess: {
    path: '',
    // NotAction in the original; a list of services reads the same for every rule.
    statements: [
      { actions: ['ec2:*', 's3:*', 'lambda:*', 'rds:*', 'ecs:*', 'ecr:*', 'logs:*', 'cloudwatch:*', 'sqs:*', 'sns:*'] },
    ],
  },
  ReadOnlyAccess: {
    path: '',
    statements: [{ actions: ['ec2:Describe*', 's3:Get*', 's3:List*', 'rds:Describe*', 'iam:Get*', 'iam:List*'] }],
  },
  CloudWatchReadOnlyAccess: {
    path: '',
    statements: [{ actions: ['cloudwatch:Get*', 'cloudwatch:List*', 'logs:Get*'] }],
  },
  SecurityAudit: { path: '', statements: [{ actions: ['ec2:Describe*', 'iam:Get*', 'iam:List*', 's3:GetBucket*'] }] },
  Billing: { path: 'job-function/', statements: [{ actions: ['aws-portal:*Billing', 'budgets:*', 'ce:*'] }] },
  AWSSupportAccess: { path: '', statements: [{ actions: ['support:*'] }] },
  AmazonSSMManagedInstanceCore: {
    path: '',
    statements: [{ actions: ['ssm:UpdateInstanceInformation', 'ssmmessages:*', 'ec2messages:*'] }],
  },
  AWSLambdaBasicExecutionRole: {
    path: 'service-role/',
    statements: [{ actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'] }],
  },
  AmazonECSTaskExecutionRolePolicy: {
    path: 'service-role/',
    statements: [
      { actions: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'logs:CreateLogStream', 'logs:PutLogEvents'] },
    ],
  },
  AWSGlueServiceRole: {
    path: 'service-role/',
    statements: [{ actions: ['glue:*', 's3:GetBucketLocation', 's3:ListBucket', 'logs:*'] }],
  },
  AWSBackupServiceRolePolicyForBackup: {
    path: 'service-role/',
    statements: [{ actions: ['ec2:CreateSnapshot', 'ec2:DeleteSnapshot', 'ec2:Describe*', 'ec2:CreateTags'] }],
  },
  AWS_ConfigRole: {
    path: 'service-role/',
    statements: [{ actions: ['config:Put*', 'ec2:Describe*', 's3:GetBucket*'] }],
  },
  AWSCloudShellFullAccess: { path: '', statements: [{ actions: ['cloudshell:*'] }] },
  ServiceLinked: { path: 'aws-service-role/', statements: [{ actions: ['ec2:Describe*'] }] },
};

/** A policy text as IAM gives it, decoded. */
export function documentOf(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ actions, resources = ['*'], effect = 'Allow', condition }) => ({
      Effect: effect,
      Action: actions.length === 1 ? actions[0] : actions,
      Resource: resources.length === 1 ? resources[0] : resources,
      ...(condition ? { Condition: condition } : {}),
    })),
  });
}

function policy(name: string, account: AccountName, ageDays: number, statements: readonly Statement[]): PolicyRow {
  return { name, account, ageDays, versions: 1 + (name.length % 3), statements };
}
