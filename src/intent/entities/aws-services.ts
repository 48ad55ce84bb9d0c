/** AWS services as people call them when they speak of money, and the name under which their cost is kept. */

/** Canonical names of the services that a text names, in order of mention, each once. */
export function servicesNamed(text: string): string[] {
  const found: { at: number; name: string }[] = [];
  for (const [pattern, name] of SERVICES) {
    const at = text.search(pattern);
    if (at >= 0) found.push({ at, name });
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
}

const SERVICES: [RegExp, string][] = (
  [
    ['ec2|elastic compute(?: cloud)?', 'Amazon EC2'],
    ['s3|simple storage(?: service)?', 'Amazon S3'],
    ['rds|relational database(?: service)?', 'Amazon RDS'],
    ['aurora', 'Amazon Aurora'],
    ['lambdas?', 'AWS Lambda'],
    ['nat(?:[- ]?gateways?|[- ]?gw)?', 'NAT Gateway'],
    ['eks|elastic kubernetes(?: service)?', 'Amazon EKS'],
    ['ecs', 'Amazon ECS'],
    ['ecr', 'Amazon ECR'],
    ['efs', 'Amazon EFS'],
    ['ebs', 'Amazon EBS'],
    ['fargate', 'AWS Fargate'],
    ['cloudtrail', 'AWS CloudTrail'],
    ['guardduty', 'Amazon GuardDuty'],
    ['cloudwatch', 'AmazonCloudWatch'],
    ['cloudfront', 'Amazon CloudFront'],
    ['dynamo(?:db)?', 'Amazon DynamoDB'],
    ['redshift', 'Amazon Redshift'],
    ['elasticache', 'Amazon ElastiCache'],
    ['opensearch', 'Amazon OpenSearch Service'],
    ['sagemaker', 'Amazon SageMaker'],
    ['bedrock', 'Amazon Bedrock'],
    ['athena', 'Amazon Athena'],
    ['glue', 'AWS Glue'],
    ['kinesis', 'Amazon Kinesis'],
    ['msk', 'Amazon MSK'],
    ['sqs', 'Amazon SQS'],
    ['sns', 'Amazon SNS'],
    ['route ?53', 'Amazon Route 53'],
    ['vpc', 'Amazon VPC'],
    ['elb|alb|nlb|load balanc(?:er|ers|ing)', 'Elastic Load Balancing'],
    ['api gateway', 'Amazon API Gateway'],
    ['kms|key management service', 'AWS Key Management Service'],
    ['secrets manager', 'AWS Secrets Manager'],
    ['aws config', 'AWS Config'],
    ['aws backup', 'AWS Backup'],
    ['step functions', 'AWS Step Functions'],
    ['data transfer', 'AWS Data Transfer'],
    ['waf', 'AWS WAF'],
    ['security hub', 'AWS Security Hub'],
    ['(?:aws )?cost explorer', 'AWS Cost Explorer'],
    [
      'aws support|support plan|support(?= (?:costs?|fees?|charges?|last|this|in))|(?<=(?:for|on) )support',
      'AWS Support',
    ],
  ] as const
).map(([source, name]) => [new RegExp(`(?<![\\w@-])(?:${source})(?![\\w-])`), name]);
