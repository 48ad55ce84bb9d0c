/** What code understood of a question, in the words that findings use. Follow-ups ("and in eu-west-1?") live by it. */
import type { Intent, Subject, Topic } from '../intent/intent.ts';

/** Words to embed beside the question; empty when nothing was understood. */
export function topicWords({ subject, topics, services }: Intent): string {
  const words = [
    ...topics.map((topic) => TOPIC_WORDS[topic]),
    subject ? SUBJECT_WORDS[subject] : '',
    ...services.map((service) => SERVICE_WORDS[service]),
  ];
  return words.filter((word) => word !== '').join(', ');
}

const TOPIC_WORDS: Record<Topic, string> = {
  mfa: 'multi-factor authentication (MFA)',
  admin: 'administrator access',
  inactive: 'inactive, unused',
  access_keys: 'access keys',
  password: 'password',
  public: 'public, exposed to the internet',
  encryption: 'encryption at rest',
  versioning: 'versioning',
  logging: 'logging',
  lifecycle: 'lifecycle rules',
  backup: 'backup',
  imds: 'instance metadata service (IMDS)',
  gpu: 'GPU instances',
  idle: 'idle, waste',
  unattached: 'unattached, waste',
  threat: 'threat, attack',
  login: 'console sign-in',
  denied: 'access denied',
  throttled: 'throttled',
  launched: 'launched instances',
  deleted: 'deleted, stopped',
  spike: 'cost spike, unusual increase, unusual instances',
  spend: 'cost',
  savings: 'savings, waste',
  coverage: 'could not be read, missing permission',
  freshness: 'stale',
  enabled: 'enabled',
  owner: '',
  risk: '',
  network: 'security group, ingress, network',
  sharing: 'shared with other accounts',
  compliance: '',
  root: 'root user',
  activity: '',
};

const SUBJECT_WORDS: Record<Subject, string> = {
  user: 'IAM user',
  role: 'IAM role',
  access_key: 'access key',
  policy: 'IAM policy',
  group: 'IAM group',
  bucket: 'S3 bucket',
  instance: 'EC2 instance',
  volume: 'EBS volume',
  snapshot: 'EBS snapshot',
  address: 'Elastic IP address',
  image: 'machine image (AMI)',
  security_group: 'security group',
  vpc: 'VPC, flow logs',
  nat_gateway: 'NAT gateway',
  trail: 'CloudTrail trail',
  detector: 'GuardDuty detector',
  event: '',
  finding: '',
  cost: 'cost',
  account: '',
  region: '',
  collector: '',
  root: 'root user',
};

const SERVICE_WORDS: Record<Intent['services'][number], string> = {
  iam: 'IAM',
  s3: 'S3',
  ec2: 'EC2',
  guardduty: 'GuardDuty',
  cloudtrail: 'CloudTrail',
  'cost-explorer': 'cost',
};
