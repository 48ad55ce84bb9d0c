/** Which facts a question calls for: intent → calls of the catalogue. Pure. */
import type { Intent, Subject, Topic } from '../intent/intent.ts';
import { planCosts } from './plan-costs.ts';
import { planEvents } from './plan-events.ts';
import type { FactCall } from './registry.ts';

const DAY_MS = 86_400_000;

/** No question needs more; each is one citable table. */
const MOST_FACTS = 5;

/** The facts for a question, most telling first. Empty for help and for what is out of scope. */
export function planFacts(intent: Intent, now: Date): FactCall[] {
  if (intent.kind === 'out_of_scope' || intent.kind === 'help') return [];
  const posture = planPosture(intent);
  if (posture.length > 0 && intent.kind !== 'change') return posture;
  const calls = [
    ...planChange(intent, now),
    ...planCosts(intent, now),
    ...planEvents(intent, now),
    ...planIdentities(intent, now),
    ...planResources(intent),
    ...planRisk(intent),
  ];
  const chosen = calls.length > 0 ? calls : planFallback(intent);
  const seen = new Set<string>();
  return chosen
    .filter((call) => {
      const key = JSON.stringify(call);
      return seen.has(key) ? false : (seen.add(key), true);
    })
    .slice(0, MOST_FACTS);
}

const has = (intent: Intent, ...topics: Topic[]) => topics.some((topic) => intent.topics.includes(topic));
const about = (intent: Intent, ...subjects: Subject[]) => intent.subject !== null && subjects.includes(intent.subject);
const entity = (intent: Intent, ...types: Intent['entities'][number]['type'][]) =>
  intent.entities.find((candidate) => types.includes(candidate.type))?.value;

function planChange(intent: Intent, now: Date): FactCall[] {
  const stateOnly = intent.states.some((state) => state === 'resolved' || state === 'reopened');
  if (intent.kind !== 'change' && !(stateOnly && intent.timeRange)) return [];
  const from = intent.timeRange?.from ?? new Date(now.getTime() - 7 * DAY_MS).toISOString();
  const to = intent.timeRange?.to;
  const range = { from, ...(to ? { to } : {}) };
  const services = findingServices(intent);
  const change = stateOnly ? { change: intent.states.includes('resolved') ? 'resolved' : 'reopened' } : {};
  return [
    { name: 'changes_since', parameters: { ...range, ...services, ...change } },
    ...(stateOnly ? [] : [{ name: 'resource_changes', parameters: range } as const]),
  ];
}

function planPosture(intent: Intent): FactCall[] {
  const services = findingServices(intent);
  if (intent.states.includes('unverified') || has(intent, 'coverage'))
    return [
      { name: 'unverified_findings', parameters: services },
      { name: 'coverage_gaps', parameters: services },
    ];
  if (has(intent, 'freshness') || intent.states.includes('stale') || about(intent, 'collector'))
    return [
      { name: 'freshness', parameters: services },
      { name: 'coverage_gaps', parameters: services },
    ];
  const enabled = has(intent, 'enabled') || (intent.kind === 'posture' && about(intent, 'detector', 'trail'));
  const trails = intent.services.includes('cloudtrail') || about(intent, 'trail');
  if (enabled && (intent.services.includes('guardduty') || about(intent, 'detector')))
    return [{ name: 'service_enabled', parameters: { service: 'guardduty' } }];
  if (enabled && trails)
    return [
      { name: 'service_enabled', parameters: { service: 'cloudtrail' } },
      { name: 'resources', parameters: { type: 'AWS::CloudTrail::Trail' } },
    ];
  return [];
}

function planIdentities(intent: Intent, now: Date): FactCall[] {
  const people = about(intent, 'user', 'access_key', 'root') || has(intent, 'mfa', 'access_keys', 'password');
  const admins = has(intent, 'admin') || (about(intent, 'account') && has(intent, 'inactive', 'login'));
  const silent =
    has(intent, 'inactive') && (people || admins || about(intent, 'role') || intent.services.includes('iam'));
  if (about(intent, 'role')) return [roleCall(intent, now)];
  if (!people && !admins && !silent) return [];
  if (intent.subject && !['user', 'access_key', 'account', 'finding', 'root', 'role'].includes(intent.subject))
    return [];
  if (has(intent, 'root') || about(intent, 'root'))
    return [{ name: 'findings', parameters: { services: ['iam'], resource: 'root', state: 'open' } }];
  const name = entity(intent, 'user');
  const parameters: Record<string, unknown> = {
    ...(has(intent, 'mfa') && !name ? { mfa: !intent.negated } : {}),
    ...(admins && !name ? { admin: true } : {}),
    ...(has(intent, 'access_keys') || about(intent, 'access_key')
      ? { withActiveKeys: true, ...(intent.thresholdDays ? { keyOlderThanDays: intent.thresholdDays } : {}) }
      : {}),
    ...(silent && !name ? { inactiveSince: silentSince(intent, now) } : {}),
    ...(name ? { name } : {}),
  };
  const calls: FactCall[] = [{ name: 'iam_users', parameters }];
  if (admins && !name && !has(intent, 'mfa'))
    calls.push({
      name: 'iam_roles',
      parameters: { admin: true, ...(silent ? { unusedSince: silentSince(intent, now) } : {}) },
    });
  return calls;
}

function roleCall(intent: Intent, now: Date): FactCall {
  const name = entity(intent, 'role');
  return {
    name: 'iam_roles',
    parameters: {
      ...(has(intent, 'admin') ? { admin: true } : {}),
      ...(has(intent, 'inactive') ? { unusedSince: silentSince(intent, now) } : {}),
      ...(has(intent, 'sharing') ? { trustsOtherAccounts: true } : {}),
      ...(name ? { name } : {}),
    },
  };
}

/** "this quarter" → its start; "for 90 days" → then; unsaid → 90 days, the field's usual line for unused credentials. */
function silentSince(intent: Intent, now: Date): string {
  if (intent.timeRange) return intent.timeRange.from;
  return new Date(now.getTime() - (intent.thresholdDays ?? 90) * DAY_MS).toISOString();
}

const TYPES: Partial<Record<Subject, string>> = {
  bucket: 'AWS::S3::Bucket',
  instance: 'AWS::EC2::Instance',
  volume: 'AWS::EC2::Volume',
  snapshot: 'AWS::EC2::Snapshot',
  address: 'AWS::EC2::EIP',
  image: 'AWS::EC2::Image',
  security_group: 'AWS::EC2::SecurityGroup',
  nat_gateway: 'AWS::EC2::NatGateway',
  trail: 'AWS::CloudTrail::Trail',
  detector: 'AWS::GuardDuty::Detector',
  policy: 'AWS::IAM::Policy',
  group: 'AWS::IAM::Group',
};

const EXPOSED = ['bucket', 'instance', 'snapshot', 'image', 'security_group'] as const;

function planResources(intent: Intent): FactCall[] {
  const { subject } = intent;
  const exposed = EXPOSED.find((kind) => kind === subject);
  const wide = has(intent, 'public', 'sharing') || (has(intent, 'network') && subject === 'security_group');
  if (exposed && wide && !(intent.negated && has(intent, 'public')))
    return [{ name: 'public_exposure', parameters: { kind: exposed } }];
  if (has(intent, 'public') && !subject && intent.kind !== 'rank')
    return EXPOSED.slice(0, 3).map((kind) => ({ name: 'public_exposure', parameters: { kind } }));
  const waste = has(intent, 'unattached', 'idle');
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
  const uid = entity(intent, 'instance', 'volume', 'snapshot', 'security_group', 'image', 'bucket', 'arn', 'address');
  const named = uid ? { uid } : {};
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
  const group = intent.groupBy.find((by) => ['account', 'region', 'team', 'owner'].includes(by));
  const call: FactCall = {
    name: 'resources',
    parameters: {
      type,
      ...named,
      ...(where && !uid ? where : {}),
      ...(byTag ? { tag: byTag } : {}),
      ...(group && intent.kind === 'count' ? { groupBy: group } : {}),
      ...(intent.timeRange && subject === 'instance' && has(intent, 'activity')
        ? { launchedSince: intent.timeRange.from }
        : {}),
    },
  };
  const related: FactCall = uid
    ? { name: 'findings', parameters: { resource: uid } }
    : { name: 'findings', parameters: { services: [SERVICE[type] ?? 'ec2'], ...severities(intent) } };
  return where || (intent.kind === 'count' && !uid && intent.severities.length === 0) ? [call] : [call, related];
}

const SERVICE: Record<string, string> = {
  'AWS::S3::Bucket': 's3',
  'AWS::CloudTrail::Trail': 'cloudtrail',
  'AWS::GuardDuty::Detector': 'guardduty',
  'AWS::IAM::Policy': 'iam',
  'AWS::IAM::Group': 'iam',
};

/** Attributes that a topic asks about, with the value wanted when the question is put positively. */
const ATTRIBUTES: Partial<
  Record<Topic, Record<string, { attribute: string; wanted: string | boolean; label: string; negatedLabel: string }>>
> = {
  gpu: {
    'AWS::EC2::Instance': {
      attribute: 'isGpu',
      wanted: true,
      label: 'GPU instances',
      negatedLabel: 'instances without GPU',
    },
  },
  encryption: {
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
    'AWS::CloudTrail::Trail': {
      attribute: 'isLogging',
      wanted: true,
      label: 'trails that log',
      negatedLabel: 'trails that do not log',
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
  for (const topic of intent.topics) {
    const known = ATTRIBUTES[topic]?.[type];
    if (!known) continue;
    return {
      ...attributeIs(known.attribute, known.wanted, intent.negated),
      label: intent.negated ? known.negatedLabel : known.label,
    };
  }
  return null;
}

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
function attributeIs(attribute: string, wanted: string | boolean, negated: boolean) {
  if (!negated) return { where: { [attribute]: wanted } };
  return typeof wanted === 'boolean' ? { where: { [attribute]: !wanted } } : { whereNot: { [attribute]: wanted } };
}

function planRisk(intent: Intent): FactCall[] {
  const services = findingServices(intent);
  const uid = entity(intent, 'arn', 'bucket', 'instance', 'user', 'role', 'volume', 'security_group');
  if ((intent.kind === 'remediate' || intent.kind === 'explain' || intent.kind === 'lookup') && uid)
    return [{ name: 'findings', parameters: { resource: uid } }];
  if (has(intent, 'threat') || (intent.services.includes('guardduty') && !has(intent, 'enabled', 'spike')))
    return [{ name: 'findings', parameters: { services: ['guardduty'], classUid: 2004, ...severities(intent) } }];
  if (intent.kind === 'rank' || (has(intent, 'risk') && intent.kind !== 'count'))
    return [
      { name: 'top_risks', parameters: { ...services, limit: intent.limit ?? 10 } },
      { name: 'severity_overview', parameters: services },
    ];
  return [];
}

function planFallback(intent: Intent): FactCall[] {
  const services = findingServices(intent);
  const check = entity(intent, 'check');
  const group = intent.groupBy.find((by) =>
    ['account', 'region', 'service', 'severity', 'check', 'resource_type', 'status'].includes(by),
  );
  if (check) return [{ name: 'findings', parameters: { checkIds: [check], ...severities(intent) } }];
  const state = intent.states.find((name) => name === 'resolved' || name === 'suppressed' || name === 'archived');
  const filters = {
    ...services,
    ...severities(intent),
    ...(state ? { state } : {}),
    ...(intent.timeRange ? { since: intent.timeRange.from } : {}),
  };
  if (intent.kind === 'count' || intent.kind === 'list' || group)
    return [{ name: 'findings', parameters: { ...filters, ...(group ? { groupBy: group } : {}) } }];
  return [
    { name: 'findings', parameters: filters },
    { name: 'severity_overview', parameters: services },
  ];
}

const severities = (intent: Intent) => (intent.severities.length > 0 ? { severities: intent.severities } : {});

function findingServices(intent: Intent): { services?: string[] } {
  return intent.services.length > 0 ? { services: intent.services } : {};
}
