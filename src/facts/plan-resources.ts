/** Facts for questions of buckets, instances, volumes and the rest of the inventory. Pure. */
import type { Intent, Subject, Topic } from '../intent/intent.ts';
import { entity, has, OLD_DAYS, severities, tagOf } from './plan-reading.ts';
import type { FactCall } from './registry.ts';

const TYPES: Partial<Record<Subject, string>> = {
  bucket: 'AWS::S3::Bucket',
  instance: 'AWS::EC2::Instance',
  volume: 'AWS::EC2::Volume',
  snapshot: 'AWS::EC2::Snapshot',
  address: 'AWS::EC2::EIP',
  image: 'AWS::EC2::Image',
  security_group: 'AWS::EC2::SecurityGroup',
  vpc: 'AWS::EC2::VPC',
  nat_gateway: 'AWS::EC2::NatGateway',
  trail: 'AWS::CloudTrail::Trail',
  detector: 'AWS::GuardDuty::Detector',
  policy: 'AWS::IAM::Policy',
  group: 'AWS::IAM::Group',
};

const EXPOSED = ['bucket', 'instance', 'snapshot', 'image', 'security_group'] as const;

/** Inventory facts of a question, with the findings beside them. */
export function planResources(intent: Intent): FactCall[] {
  const { subject } = intent;
  const exposed = EXPOSED.find((kind) => kind === subject);
  const wide =
    has(intent, 'public', 'sharing') ||
    (has(intent, 'network') && (subject === 'security_group' || intent.details?.ports !== undefined));
  const ports = intent.details?.ports?.length ? { ports: intent.details.ports } : {};
  const named = namedThing(intent);
  if (exposed && wide && !named && !intent.details?.publicAddress && !(intent.negated && has(intent, 'public')))
    return [{ name: 'public_exposure', parameters: { kind: exposed, ...ports } }];
  if (has(intent, 'public') && !subject && !named && intent.kind !== 'rank')
    return (intent.details?.ports?.length ? (['security_group', 'instance'] as const) : EXPOSED.slice(0, 3)).map(
      (kind) => ({ name: 'public_exposure', parameters: { kind, ...ports } }),
    );
  if (subject === 'instance' && intent.details?.state && !named) return byState(intent, intent.details.state);
  const waste = has(intent, 'unattached', 'idle');
  if ((has(intent, 'savings') || waste) && intent.groupBy.includes('team'))
    return [
      { name: 'savings', parameters: { groupBy: 'team' } },
      { name: 'savings', parameters: {} },
    ];
  if (waste && (subject === 'volume' || (has(intent, 'unattached') && subject !== 'address')))
    return [{ name: 'unused_resources', parameters: { kind: 'volume' } }];
  if (waste && subject === 'address') return [{ name: 'unused_resources', parameters: { kind: 'address' } }];
  if (has(intent, 'savings') || waste)
    return [
      { name: 'savings', parameters: {} },
      { name: 'unused_resources', parameters: { kind: 'volume' } },
      { name: 'unused_resources', parameters: { kind: 'address' } },
    ];
  const type = subject ? TYPES[subject] : undefined;
  if (!type || has(intent, 'launched', 'deleted')) return [];
  const uid = named;
  const where = attributeFilter(intent, type);
  const pattern = uid || where ? null : checkPattern(intent);
  // The inventory holds no such attribute: the checks on it know who fails.
  if (pattern)
    return [
      {
        name: 'findings',
        parameters: { services: [SERVICE[type] ?? 'ec2'], checkPattern: pattern, ...severities(intent) },
      },
    ];
  const byTag = entity(intent, 'tag');
  const untagged = intent.details?.withoutTag;
  const group = intent.groupBy.find((by) => ['account', 'region', 'team', 'owner'].includes(by));
  const call: FactCall = {
    name: 'resources',
    parameters: {
      type,
      ...(uid ? { uid } : {}),
      ...(where && !uid ? where : {}),
      ...(byTag ? { tag: byTag } : {}),
      ...(uid ? {} : ageOf(intent)),
      ...(!uid && untagged ? { withoutTag: untagged } : {}),
      ...(!uid && intent.details?.order ? orderOf(intent, type) : {}),
      ...(group && intent.kind === 'count' ? { groupBy: group } : {}),
      ...(intent.timeRange && subject === 'instance' && has(intent, 'activity')
        ? { launchedSince: intent.timeRange.from }
        : {}),
    },
  };
  const related: FactCall = uid
    ? { name: 'findings', parameters: { resource: uid } }
    : { name: 'findings', parameters: { services: [SERVICE[type] ?? 'ec2'], ...severities(intent), ...tagOf(intent) } };
  if (uid) return [call, related];
  const narrowed =
    where !== null ||
    untagged !== undefined ||
    intent.details?.order !== undefined ||
    intent.details?.old === true ||
    intent.thresholdDays !== null;
  const counted = intent.kind === 'count' && intent.severities.length === 0;
  if (has(intent, 'spend') && (subject === 'instance' || subject === 'volume' || subject === 'address'))
    return [call, { name: 'resource_costs', parameters: { type, groupBy: priceGroup(intent), ...tagOf(intent) } }];
  const also = has(intent, 'encryption') && type === 'AWS::S3::Bucket' && intent.negated ? [withoutKms(intent)] : [];
  return narrowed || counted ? [call, ...also] : [call, related];
}

const priceGroup = (intent: Intent) =>
  intent.groupBy.find((by) => by === 'team' || by === 'owner' || by === 'account' || by === 'region') ?? 'account';

/** What has run longest is among what runs. */
function orderOf(intent: Intent, type: string): Record<string, unknown> {
  const running = type === 'AWS::EC2::Instance' && intent.details?.order === 'oldest';
  return {
    order: intent.details!.order,
    ...(running ? { where: { state: 'running' }, label: 'running instances' } : {}),
  };
}

const namedThing = (intent: Intent) =>
  entity(intent, 'instance', 'volume', 'snapshot', 'security_group', 'image', 'bucket', 'arn', 'address');

/** Every bucket has some encryption since 2023; what people mean beside it is a key of their own. */
function withoutKms(intent: Intent): FactCall {
  const parameters = { services: ['s3'], checkPattern: 'encrypt|kms', ...severities(intent), ...tagOf(intent) };
  return { name: 'findings', parameters };
}

function byState(intent: Intent, state: 'running' | 'stopped'): FactCall[] {
  const group = intent.groupBy.find((by) => ['account', 'region', 'team', 'owner'].includes(by));
  const counted: FactCall = {
    name: 'resources',
    parameters: {
      type: 'AWS::EC2::Instance',
      where: { state },
      label: `${state} instances`,
      ...tagOf(intent),
      ...(group ? { groupBy: group } : {}),
    },
  };
  if (state === 'running') return [counted];
  return [counted, { name: 'findings', parameters: { services: ['ec2'], checkPattern: 'stopped', ...tagOf(intent) } }];
}

/** "older than a year", or "old" alone: then 90 days are taken, and said to be. */
function ageOf(intent: Intent): Record<string, unknown> {
  if (intent.thresholdDays) return { olderThanDays: intent.thresholdDays };
  return intent.details?.old ? { olderThanDays: OLD_DAYS, ageAssumed: true } : {};
}

const SERVICE: Record<string, string> = {
  'AWS::S3::Bucket': 's3',
  'AWS::CloudTrail::Trail': 'cloudtrail',
  'AWS::GuardDuty::Detector': 'guardduty',
  'AWS::IAM::Policy': 'iam',
  'AWS::IAM::Group': 'iam',
};

/** `unwanted` is the value of those that lack it, where many values have it. */
type Attribute = { attribute: string; label: string; negatedLabel: string } & (
  | { wanted: string | boolean }
  | { unwanted: string }
);

/** Attributes that a topic asks about, with the value wanted when the question is put positively. */
const ATTRIBUTES: Partial<Record<Topic, Record<string, Attribute>>> = {
  gpu: {
    'AWS::EC2::Instance': {
      attribute: 'isGpu',
      wanted: true,
      label: 'GPU instances',
      negatedLabel: 'instances without GPU',
    },
  },
  encryption: {
    'AWS::S3::Bucket': {
      attribute: 'encryption',
      unwanted: 'none',
      label: 'buckets with default encryption',
      negatedLabel: 'buckets without default encryption',
    },
    'AWS::EC2::Volume': {
      attribute: 'encrypted',
      wanted: true,
      label: 'encrypted volumes',
      negatedLabel: 'unencrypted volumes',
    },
    'AWS::EC2::Snapshot': {
      attribute: 'encrypted',
      wanted: true,
      label: 'encrypted snapshots',
      negatedLabel: 'unencrypted snapshots',
    },
  },
  versioning: {
    'AWS::S3::Bucket': {
      attribute: 'versioning',
      wanted: 'Enabled',
      label: 'buckets with versioning',
      negatedLabel: 'buckets without versioning',
    },
  },
  logging: {
    'AWS::S3::Bucket': {
      attribute: 'loggingEnabled',
      wanted: true,
      label: 'buckets with access logging',
      negatedLabel: 'buckets without access logging',
    },
    'AWS::EC2::VPC': {
      attribute: 'flowLogs',
      unwanted: '[]',
      label: 'VPCs with flow logs',
      negatedLabel: 'VPCs without flow logs',
    },
    'AWS::CloudTrail::Trail': {
      attribute: 'isLogging',
      wanted: true,
      label: 'trails that log',
      negatedLabel: 'trails that do not log',
    },
  },
  lifecycle: {
    'AWS::S3::Bucket': {
      attribute: 'lifecycleRules',
      unwanted: '0',
      label: 'buckets with lifecycle rules',
      negatedLabel: 'buckets without lifecycle rules',
    },
  },
  imds: {
    'AWS::EC2::Instance': {
      attribute: 'imdsv2Required',
      wanted: true,
      label: 'instances that require IMDSv2',
      negatedLabel: 'instances that do not require IMDSv2',
    },
  },
  public: {
    'AWS::S3::Bucket': {
      attribute: 'isPublic',
      wanted: true,
      label: 'public buckets',
      negatedLabel: 'buckets that are not public',
    },
  },
};

function attributeFilter(
  intent: Intent,
  type: string,
): { where?: Record<string, unknown>; whereNot?: Record<string, string>; label: string } | null {
  if (type === 'AWS::EC2::Instance' && intent.details?.publicAddress)
    return intent.negated
      ? { where: { hasPublicIp: false }, label: 'instances without a public IP address' }
      : { where: { hasPublicIp: true }, label: 'instances with a public IP address' };
  // To allow version 1 is not to require version 2.
  const negated = intent.negated !== (intent.details?.imdsv1 === true && intent.topics.includes('imds'));
  const attributes = attributesOf(type, intent);
  const chosen = intent.topics
    .flatMap((topic) => {
      const known = attributes[topic];
      return known ? [{ topic, known }] : [];
    })
    .toSorted((left, right) => Number(right.topic === 'public') - Number(left.topic === 'public'));
  const lacks = chosen.length > 1 ? intent.details?.lacks : undefined;
  // "Are all of them encrypted" is answered by those that are not.
  const flipped = intent.details?.every === true && chosen.length === 1;
  const parts = (lacks ? chosen : chosen.slice(0, 1)).map(({ topic, known }) => {
    const lacking = lacks ? lacks.includes(topic) : negated !== flipped;
    return { ...attributeIs(known, lacking), label: lacking ? known.negatedLabel : known.label };
  });
  if (parts.length === 0) return null;
  const where = Object.assign({}, ...parts.map((part) => part.where ?? {})) as Record<string, unknown>;
  const whereNot = Object.assign({}, ...parts.map((part) => part.whereNot ?? {})) as Record<string, string>;
  return {
    ...(Object.keys(where).length > 0 ? { where } : {}),
    ...(Object.keys(whereNot).length > 0 ? { whereNot } : {}),
    label: parts.map(({ label }, index) => (index === 0 ? label : label.replace(NOUN, ''))).join(' and '),
  };
}

/** "buckets without versioning and without lifecycle rules": the noun stands once. */
const NOUN = /^(?:buckets|instances|volumes|snapshots) /;

/** KMS is a stricter encryption than any. */
function attributesOf(type: string, intent: Intent): Partial<Record<Topic, Attribute>> {
  const known = Object.fromEntries(
    Object.entries(ATTRIBUTES).flatMap(([topic, types]) => (types[type] ? [[topic, types[type]]] : [])),
  ) as Partial<Record<Topic, Attribute>>;
  return intent.details?.kms && type === 'AWS::S3::Bucket' ? { ...known, encryption: BY_KMS } : known;
}

const BY_KMS: Attribute = {
  attribute: 'encryption',
  wanted: 'aws:kms',
  label: 'buckets encrypted with a KMS key',
  negatedLabel: 'buckets not encrypted with a KMS key',
};

/** Topics as words of check ids. */
const CHECKS_ON: Partial<Record<Topic, string>> = {
  encryption: 'encrypt|kms',
  versioning: 'versioning|mfa_delete',
  logging: 'logging|log_',
  lifecycle: 'lifecycle',
  backup: 'backup|snapshots_exists|replication',
  imds: 'imds',
  mfa: 'mfa',
  password: 'password',
  access_keys: 'access_key|accesskey',
  admin: 'admin|privilege_escalation',
  idle: 'waste|unassigned|not_used|unused|stopped',
  network: 'securitygroup|networkacl|_port_',
  public: 'public|internet|exposed',
  sharing: 'cross_account|public|shared',
};

function checkPattern(intent: Intent): string | null {
  for (const topic of intent.topics) if (CHECKS_ON[topic]) return CHECKS_ON[topic];
  return null;
}

/** A yes-or-no attribute has an opposite; of several values the complement is asked for. */
function attributeIs(known: Attribute, negated: boolean) {
  const { attribute } = known;
  if ('unwanted' in known)
    return negated ? { where: { [attribute]: known.unwanted } } : { whereNot: { [attribute]: known.unwanted } };
  if (!negated) return { where: { [attribute]: known.wanted } };
  return typeof known.wanted === 'boolean'
    ? { where: { [attribute]: !known.wanted } }
    : { whereNot: { [attribute]: known.wanted } };
}
