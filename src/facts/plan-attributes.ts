/** Attributes that a question asks about, with the value wanted and how to say it. Pure. */
import type { Intent, Topic } from '../intent/intent.ts';

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
  unattached: {
    'AWS::IAM::Policy': {
      attribute: 'attachmentCount',
      wanted: '0',
      label: 'policies attached to nothing',
      negatedLabel: 'policies attached to something',
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

/** What of an inventory a question's topics choose, each with its own polarity; null when none chooses. */
export function attributeFilter(
  intent: Intent,
  type: string,
): { where?: Record<string, unknown>; whereNot?: Record<string, string>; label: string } | null {
  if (type === 'AWS::EC2::Instance' && intent.details?.publicAddress) return byAddress(intent);
  if (intent.details?.whether) return null;
  const kind = kindOf(intent, type);
  if (kind) return kind;
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
  if (type === 'AWS::EC2::Instance' && intent.topics.includes('public')) {
    const open = !lacksPublic(intent);
    parts.push({
      where: { hasOpenPorts: open },
      label: `instances ${open ? 'with' : 'without'} a port open to the internet`,
    });
  }
  const where = Object.assign({}, ...parts.map((part) => part.where ?? {})) as Record<string, unknown>;
  const whereNot = Object.assign({}, ...parts.map((part) => part.whereNot ?? {})) as Record<string, string>;
  return {
    ...(Object.keys(where).length > 0 ? { where } : {}),
    ...(Object.keys(whereNot).length > 0 ? { whereNot } : {}),
    label: parts.map(({ label }, index) => (index === 0 ? label : label.replace(NOUN, ''))).join(' and '),
  };
}

const lacksPublic = ({ details }: Intent) => details?.lacks?.includes('public') === true;

/** "gp2 volumes", "t3.micro instances": one kind of the thing. */
function kindOf(intent: Intent, type: string) {
  const volume = type === 'AWS::EC2::Volume' ? intent.details?.volumeType : undefined;
  if (volume) return { where: { volumeType: volume }, label: `volumes of type ${volume}` };
  const named = intent.entities.find((entity) => entity.type === 'instance_type')?.value;
  return type === 'AWS::EC2::Instance' && named
    ? { where: { instanceType: named }, label: `instances of type ${named}` }
    : null;
}

/** An address and an open port are two properties: each has its own polarity. */
function byAddress(intent: Intent) {
  const ports = intent.topics.includes('network');
  const lacks = ports ? (intent.details?.lacks ?? []) : intent.negated ? ['public'] : [];
  const [address, open] = [!lacks.includes('public'), !lacks.includes('network')];
  return {
    where: { hasPublicIp: address, ...(ports ? { hasOpenPorts: open } : {}) },
    label: `instances ${address ? 'with' : 'without'} a public IP address${ports ? ` and ${open ? 'with' : 'without'} a port open to the internet` : ''}`,
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
