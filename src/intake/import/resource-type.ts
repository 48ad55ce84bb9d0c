/** Resource types and services of imported findings in our vocabulary: CloudFormation type names. Pure. */

/**
 * `AWS::X::Y` of what a source calls the type (`AwsEc2Instance`, `AWS::EC2::Instance`, `Other`), else of the ARN, else
 * the word given. Source: Security Hub User Guide, "Resources object in ASFF"; Prowler writes the same names.
 */
export function resourceTypeOf(given: string | null, arn: string): string {
  const type = given?.trim() ?? '';
  if (/^AWS::\w*::\w+$/.test(type)) return type;
  if (type === 'AwsAccount' || type === 'AWS Account' || type === 'Account') return 'AWS::::Account';
  const match = /^Aws([A-Z]\w+)$/.exec(type);
  const service = match && SERVICE_NAMES.find((name) => match[1]!.startsWith(name) && match[1] !== name);
  if (match && service) {
    const rest = match[1]!.slice(service.length);
    return `AWS::${SERVICE_SPELLING[service] ?? service}::${TYPE_SPELLING[rest] ?? rest}`;
  }
  return typeOfArn(arn) ?? (type === '' ? 'Other' : type.slice(0, 200));
}

/** The service in our words (`ec2`, `s3`, `rds`): of the type, else of the ARN, else of what the source says. */
export function serviceOf(type: string, arn: string, said: string | null): string {
  const ofType = /^AWS::(\w+)::/.exec(type)?.[1];
  const ofArn = /^arn:[\w-]+:([\w-]+):/.exec(arn)?.[1];
  const name = (ofType ?? ofArn ?? said ?? 'aws').toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
  return OUR_NAMES[name] ?? (name || 'aws');
}

const OUR_NAMES: Record<string, string> = {
  elasticloadbalancingv2: 'elb',
  elasticloadbalancing: 'elb',
  certificatemanager: 'acm',
  opensearchservice: 'opensearch',
  sts: 'iam',
};

/** Longest first, so that CloudTrailTrail is not taken for a service Cloud. */
const SERVICE_NAMES = [
  'ElasticLoadBalancing',
  'CertificateManager',
  'OpenSearchService',
  'ElasticBeanstalk',
  'NetworkFirewall',
  'AccessAnalyzer',
  'CloudFormation',
  'SecretsManager',
  'Elasticsearch',
  'StepFunctions',
  'StepFunction',
  'EventSchemas',
  'AutoScaling',
  'ElastiCache',
  'CloudFront',
  'CloudTrail',
  'CloudWatch',
  'ApiGateway',
  'CodeBuild',
  'GuardDuty',
  'SageMaker',
  'AmazonMq',
  'DynamoDb',
  'DynamoDB',
  'Redshift',
  'Firehose',
  'Cognito',
  'AppSync',
  'Bedrock',
  'Kinesis',
  'Route53',
  'Athena',
  'Backup',
  'Events',
  'Lambda',
  'Config',
  'Wafv2',
  'Elbv2',
  'Glue',
  'Ec2',
  'Ecr',
  'Ecs',
  'Efs',
  'Eks',
  'Elb',
  'Emr',
  'Dms',
  'Iam',
  'Kms',
  'Msk',
  'Rds',
  'Sns',
  'Sqs',
  'Ssm',
  'Waf',
  'S3',
];

const SERVICE_SPELLING: Record<string, string> = {
  Ec2: 'EC2',
  Ecr: 'ECR',
  Ecs: 'ECS',
  Efs: 'EFS',
  Eks: 'EKS',
  Emr: 'EMR',
  Dms: 'DMS',
  Iam: 'IAM',
  Kms: 'KMS',
  Msk: 'MSK',
  Rds: 'RDS',
  Sns: 'SNS',
  Sqs: 'SQS',
  Ssm: 'SSM',
  Waf: 'WAF',
  Wafv2: 'WAFv2',
  Elb: 'ElasticLoadBalancing',
  Elbv2: 'ElasticLoadBalancingV2',
  DynamoDb: 'DynamoDB',
  StepFunction: 'StepFunctions',
};

const TYPE_SPELLING: Record<string, string> = {
  Eip: 'EIP',
  Vpc: 'VPC',
  DbInstance: 'DBInstance',
  DbCluster: 'DBCluster',
  DbSnapshot: 'DBSnapshot',
  DbClusterSnapshot: 'DBClusterSnapshot',
  AmiImage: 'Image',
  DhcpOptions: 'DHCPOptions',
};

/** Types that AWS's ARNs spell out; `resource/` or `resource:` prefix by service. */
const ARN_TYPES: Record<string, Record<string, string>> = {
  iam: { user: 'User', role: 'Role', policy: 'Policy', group: 'Group', root: 'User' },
  ec2: {
    instance: 'Instance',
    volume: 'Volume',
    snapshot: 'Snapshot',
    image: 'Image',
    'security-group': 'SecurityGroup',
    'elastic-ip': 'EIP',
    vpc: 'VPC',
    subnet: 'Subnet',
    'network-acl': 'NetworkAcl',
    natgateway: 'NatGateway',
  },
  cloudtrail: { trail: 'Trail' },
  guardduty: { detector: 'Detector' },
  kms: { key: 'Key' },
  lambda: { function: 'Function' },
  rds: { db: 'DBInstance', cluster: 'DBCluster', snapshot: 'DBSnapshot' },
  secretsmanager: { secret: 'Secret' },
  dynamodb: { table: 'Table' },
};

const ARN_SERVICES: Record<string, string> = {
  iam: 'IAM',
  ec2: 'EC2',
  cloudtrail: 'CloudTrail',
  guardduty: 'GuardDuty',
  kms: 'KMS',
  lambda: 'Lambda',
  rds: 'RDS',
  secretsmanager: 'SecretsManager',
  dynamodb: 'DynamoDB',
};

function typeOfArn(arn: string): string | null {
  const [scheme, , service = '', , , ...rest] = arn.split(':');
  if (scheme !== 'arn') return null;
  const resource = rest.join(':');
  if (service === 's3') return resource.includes('/') ? 'AWS::S3::Object' : 'AWS::S3::Bucket';
  if (service === 'sns') return 'AWS::SNS::Topic';
  if (service === 'sqs') return 'AWS::SQS::Queue';
  const kind = ARN_TYPES[service]?.[resource.split(/[/:]/)[0] ?? ''];
  return kind ? `AWS::${ARN_SERVICES[service]}::${kind}` : null;
}
