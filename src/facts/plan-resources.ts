/** Facts for questions of buckets, instances, volumes and the rest of the inventory. Pure. */
import type { Intent, Topic } from '../intent/intent.ts';
import { attributeFilter } from './plan-attributes.ts';
import { billedBeside } from './plan-costs.ts';
import { entity, has, OLD_DAYS, severities, tagOf, tagWanted } from './plan-reading.ts';
import type { FactCall } from './registry.ts';
import { TYPES } from './resource-types.ts';

const EXPOSED = ['bucket', 'instance', 'snapshot', 'image', 'security_group'] as const;

/** Inventory facts of a question, with the findings beside them. */
export function planResources(intent: Intent, now: Date): FactCall[] {
  const { subject } = intent;
  const exposed = EXPOSED.find((kind) => kind === subject);
  const wide =
    has(intent, 'public', 'sharing') ||
    (has(intent, 'network') && (subject === 'security_group' || intent.details?.ports !== undefined));
  const ports = intent.details?.ports?.length ? { ports: intent.details.ports } : {};
  const named = namedThing(intent);
  // Of buckets the inventory holds more than one property, each of which is heeded.
  const several = exposed === 'bucket' && intent.topics.filter((topic) => HELD.has(topic)).length > 1;
  if (
    exposed &&
    wide &&
    !several &&
    !named &&
    !intent.details?.publicAddress &&
    !(intent.negated && has(intent, 'public'))
  )
    return [
      {
        name: 'public_exposure',
        parameters: { kind: exposed, ...ports, ...(intent.details?.unusedGroup ? { unused: true } : {}) },
      },
      ...(intent.details?.behind && exposed === 'security_group'
        ? [{ name: 'public_exposure', parameters: { kind: 'instance', ...ports } } as const]
        : []),
    ];
  if (has(intent, 'public') && !subject && !named && intent.kind !== 'rank')
    return (intent.details?.ports?.length ? (['security_group', 'instance'] as const) : EXPOSED.slice(0, 3)).map(
      (kind) => ({ name: 'public_exposure', parameters: { kind, ...ports } }),
    );
  if (subject === 'instance' && intent.details?.state && !named) return byState(intent, intent.details.state);
  if (intent.details?.unusedGroup && !named)
    return [
      {
        name: 'resources',
        parameters: {
          type: 'AWS::EC2::SecurityGroup',
          where: { attachedTo: 0 },
          label: 'security groups that nothing uses',
          ...tagOf(intent),
        },
      },
    ];
  const waste = has(intent, 'unattached', 'idle');
  if ((has(intent, 'savings') || waste) && intent.groupBy.includes('team'))
    return [
      { name: 'savings', parameters: { groupBy: 'team' } },
      { name: 'savings', parameters: {} },
    ];
  if (waste && (subject === 'volume' || (has(intent, 'unattached') && subject !== 'address' && subject !== 'policy')))
    return [
      {
        name: 'unused_resources',
        parameters: { kind: 'volume', ...(has(intent, 'encryption') ? { encrypted: !intent.negated } : {}) },
      },
    ];
  if (waste && subject === 'address') return [{ name: 'unused_resources', parameters: { kind: 'address' } }];
  // What one kind of thing would save is what those chosen cost, not what all waste does.
  const kept = subject === 'snapshot' || subject === 'image';
  if (
    (has(intent, 'savings') || waste) &&
    subject !== 'policy' &&
    !(kept && (intent.thresholdDays !== null || intent.details?.old))
  )
    return [
      { name: 'savings', parameters: {} },
      // Another type for the same disks saves on all of them, whoever uses them.
      ...(intent.details?.volumeType ? [] : WASTED),
    ];
  const attached = attachedThings(intent);
  if (attached) return attached;
  const type = subject && subject !== 'user' && subject !== 'role' ? TYPES[subject] : undefined;
  if (!type || has(intent, 'launched', 'deleted')) return [];
  const uid = named;
  const where = attributeFilter(intent, type);
  const pattern = uid || where || intent.details?.whether ? null : checkPattern(intent, type);
  // The inventory holds no such attribute: the checks on it know who fails.
  if (pattern)
    return [
      {
        name: 'findings',
        parameters: { services: [SERVICE[type] ?? 'ec2'], checkPattern: pattern, ...severities(intent) },
      },
    ];
  const byTag = tagWanted(intent);
  const untagged = intent.details?.withoutTag;
  const group = groupOf(intent);
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
      ...(!uid && intent.limit ? { limit: intent.limit } : {}),
      ...(intent.timeRange && subject === 'instance' && has(intent, 'activity')
        ? { launchedSince: intent.timeRange.from }
        : {}),
    },
  };
  if (group && !uid && !byTag) {
    const { order: _order, limit: _limit, ageAssumed: _assumed, ...filters } = call.parameters;
    const by: FactCall = { name: 'inventory_by', parameters: { ...filters, groupBy: group } };
    return intent.kind === 'list' && (where !== null || untagged) ? [by, call] : [by];
  }
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
  const billed = narrowed && type !== 'AWS::S3::Bucket' ? [] : billedBeside(intent, now);
  if (billed.length > 0) return [call, ...billed];
  const also = has(intent, 'encryption') && type === 'AWS::S3::Bucket' && intent.negated ? [withoutKms(intent)] : [];
  return narrowed || counted ? [call, ...also] : [call, related];
}

const HELD = new Set<Topic>(['public', 'encryption', 'versioning', 'logging', 'lifecycle']);

const WASTED: FactCall[] = [
  { name: 'unused_resources', parameters: { kind: 'volume' } },
  { name: 'unused_resources', parameters: { kind: 'address' } },
];

/** "What security groups does jenkins have": those of the instance, not those of its name. */
function attachedThings(intent: Intent): FactCall[] | null {
  const { subject } = intent;
  const instance = entity(intent, 'instance');
  if (!instance || !subject || !ATTACHABLE.has(subject) || entity(intent, 'security_group', 'volume', 'address'))
    return null;
  return [
    { name: 'resources', parameters: { type: TYPES[subject], instance } },
    { name: 'findings', parameters: { resource: instance } },
  ];
}
const ATTACHABLE = new Set<Intent['subject']>(['security_group', 'volume', 'address']);

/** By instance type or volume type is by kind. */
function groupOf(intent: Intent): string | undefined {
  const group = intent.groupBy.find((by) => ['account', 'region', 'team', 'owner', 'resource_type'].includes(by));
  return group === 'resource_type' ? 'kind' : group;
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
  const also = attributeFilter(intent, 'AWS::EC2::Instance');
  const counted: FactCall = {
    name: 'resources',
    parameters: {
      type: 'AWS::EC2::Instance',
      ...also,
      where: { state, ...also?.where },
      label: also ? `${state} ${also.label}` : `${state} instances`,
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

/** No check of a machine or a disk is on rights or passwords: none found there would be no answer. */
const OF_IDENTITIES = new Set<Topic>(['admin', 'password', 'access_keys']);

function checkPattern(intent: Intent, type: string): string | null {
  for (const topic of intent.topics)
    if (CHECKS_ON[topic] && (!OF_IDENTITIES.has(topic) || type.startsWith('AWS::IAM::'))) return CHECKS_ON[topic];
  return null;
}
