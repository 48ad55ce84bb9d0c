/** Facts for questions with a turn of their own: the past, the course, two accounts, what will be paid, what may be done. Pure. */
import type { Intent, Subject, Topic } from '../intent/intent.ts';
import { about, entity, findingServices, has, severities, tagOf } from './plan-reading.ts';
import type { FactCall } from './registry.ts';

const DAY_MS = 86_400_000;

/** Calls that answer the question by themselves; empty when none of these turns applies. */
export function planAsked(intent: Intent, now: Date): FactCall[] {
  const details = intent.details ?? {};
  if (details.past && intent.timeRange) return planPast(intent, intent.timeRange.to);
  if (details.uncovered) return planUncovered(intent);
  if (details.breaks && entity(intent, 'user', 'role')) return planReliance(intent, now);
  if (details.happened && intent.kind !== 'explain') return planHappened(intent, now);
  if (details.ability) return planAbility(intent);
  if (details.deed && !intent.topics.some((topic) => DOINGS.has(topic))) return planDeed(intent);
  if (intent.kind === 'trend' && isOfFindings(intent)) return [trendCall(intent, now)];
  // Open then against open now is told by their course between.
  if (intent.kind === 'compare' && intent.comparedWith && about(intent, 'finding') && isOfFindings(intent)) {
    const timeRange = { ...intent.comparedWith, to: intent.timeRange?.to ?? now.toISOString() };
    return [trendCall({ ...intent, timeRange }, now)];
  }
  if (intent.kind === 'compare' && intent.comparedWith === null && namedAccounts(intent) > 1 && isOfFindings(intent))
    return planSides(intent);
  if (details.sound) return planSound(intent);
  if (details.framework && intent.kind === 'posture') return planFramework(intent, details.framework);
  return [];
}

/** Deeds that have planners of their own. */
const DOINGS = new Set<Topic>(['launched', 'deleted', 'login', 'denied', 'throttled', 'spend', 'spike', 'sharing']);

const namedAccounts = (intent: Intent) => intent.entities.filter(({ type }) => type === 'account').length;
const isOfFindings = (intent: Intent) =>
  (intent.subject === null || about(intent, 'finding', 'account')) &&
  !has(intent, 'spend', 'spike', 'savings', 'activity', 'login', 'denied', 'throttled', 'launched', 'deleted');

/** What of the inventory a finding tells, by subject and topic, as words of check ids and how to say it. */
const THEN: { subject: Subject; topic: Topic; pattern: string; label: string; lacks?: boolean }[] = [
  { subject: 'bucket', topic: 'public', pattern: 's3_bucket_public_access', label: 'public buckets' },
  { subject: 'snapshot', topic: 'public', pattern: 'public_snapshot', label: 'public snapshots' },
  { subject: 'image', topic: 'public', pattern: 'ami_public', label: 'public images' },
  {
    subject: 'instance',
    topic: 'public',
    pattern: 'exposed_to_internet|internet_facing',
    label: 'instances open to the internet',
  },
  {
    subject: 'security_group',
    topic: 'network',
    pattern: 'ec2_securitygroup_allow_ingress_from_internet',
    label: 'security groups open to the internet',
  },
  { subject: 'user', topic: 'mfa', pattern: '_mfa_', label: 'users with a finding on MFA' },
  { subject: 'bucket', topic: 'versioning', pattern: 'object_versioning', label: 'buckets without versioning' },
  { subject: 'bucket', topic: 'lifecycle', pattern: 'lifecycle', label: 'buckets without lifecycle rules' },
  { subject: 'bucket', topic: 'logging', pattern: 'access_logging', label: 'buckets without access logging' },
  { subject: 'volume', topic: 'encryption', pattern: 'volume_encryption', label: 'unencrypted volumes' },
  { subject: 'instance', topic: 'imds', pattern: 'instance_imdsv2', label: 'instances that did not require IMDSv2' },
];

function planPast(intent: Intent, at: string): FactCall[] {
  const named = entity(intent, 'arn', 'bucket', 'instance', 'user', 'role', 'volume', 'snapshot', 'security_group');
  const known = THEN.find(
    ({ subject, topic }) =>
      (intent.subject === subject || intent.entities.some(({ type }) => type === subject)) && has(intent, topic),
  );
  const services = intent.services.filter((service) => service !== 'cloudtrail' || about(intent, 'trail'));
  const call: FactCall = {
    name: 'findings_at',
    parameters: {
      at,
      ...(named ? { resource: named } : services.length > 0 ? { services } : {}),
      ...(known ? { checkPattern: known.pattern, ...(named ? {} : { label: known.label }) } : {}),
      ...severities(intent),
    },
  };
  if (!named) return [call];
  // What was done to it since is how it came to differ from what it is now.
  const since: FactCall = {
    name: 'events_list',
    parameters: { from: at, resource: named, succeeded: true, label: `CloudTrail calls since then that name ${named}` },
  };
  return [call, ...nowOf(intent, named), since];
}

/** What the thing is now, for settings of the past are not kept. */
function nowOf(intent: Intent, named: string): FactCall[] {
  if (entity(intent, 'role')) return [{ name: 'iam_roles', parameters: { name: named } }];
  if (entity(intent, 'user')) return [{ name: 'iam_users', parameters: { name: named } }];
  const type = entity(intent, 'bucket') ? 'AWS::S3::Bucket' : entity(intent, 'instance') ? 'AWS::EC2::Instance' : null;
  return type ? [{ name: 'resources', parameters: { type, uid: named } }] : [];
}

function planUncovered(intent: Intent): FactCall[] {
  if (intent.services.includes('guardduty') || about(intent, 'detector'))
    return [{ name: 'service_enabled', parameters: { service: 'guardduty' } }];
  if (intent.subject !== null && !about(intent, 'trail', 'account', 'region', 'event')) return [];
  return [
    { name: 'service_enabled', parameters: { service: 'cloudtrail' } },
    { name: 'resources', parameters: { type: 'AWS::CloudTrail::Trail' } },
  ];
}

/** Who lives by a credential: its own record, then its calls of the last 90 days. */
function planReliance(intent: Intent, now: Date): FactCall[] {
  const user = entity(intent, 'user');
  const name = user ?? entity(intent, 'role');
  const from = new Date(now.getTime() - 90 * DAY_MS).toISOString();
  return [
    { name: user ? 'iam_users' : 'iam_roles', parameters: { name } },
    { name: 'events_by', parameters: { principal: name, from, groupBy: 'event_name' } },
    { name: 'events_by', parameters: { principal: name, from, groupBy: 'address' } },
  ];
}

/** Everything of a period: calls by whom, then what changed of findings and resources. */
function planHappened(intent: Intent, now: Date): FactCall[] {
  if (intent.subject !== null && !about(intent, 'event', 'account', 'region', 'trail')) return [];
  const range = intent.timeRange
    ? { from: intent.timeRange.from, to: intent.timeRange.to }
    : { from: new Date(now.getTime() - 7 * DAY_MS).toISOString(), to: now.toISOString() };
  const principal = entity(intent, 'user', 'role');
  const filter = { ...range, ...(principal ? { principal } : {}) };
  const oneDay = Date.parse(range.to) - Date.parse(range.from) <= DAY_MS;
  return [
    { name: 'events_by', parameters: { ...filter, groupBy: 'principal' } },
    ...(oneDay ? [{ name: 'events_list', parameters: filter } as const] : []),
    ...(principal
      ? []
      : ([
          { name: 'changes_since', parameters: range },
          { name: 'resource_changes', parameters: range },
        ] as const)),
  ];
}

function planAbility(intent: Intent): FactCall[] {
  const role = entity(intent, 'role');
  const user = entity(intent, 'user');
  if (role || user)
    return [
      { name: role ? 'iam_roles' : 'iam_users', parameters: { name: role ?? user } },
      { name: 'findings', parameters: { resource: role ?? user } },
    ];
  if (about(intent, 'trail') || (intent.services.includes('cloudtrail') && has(intent, 'logging', 'deleted')))
    return [
      { name: 'iam_users', parameters: { admin: true } },
      { name: 'iam_roles', parameters: { admin: true } },
      { name: 'findings', parameters: { services: ['iam'], checkPattern: 'full_access_to_cloudtrail' } },
      {
        name: 'events_list',
        parameters: {
          names: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
          succeeded: true,
          label: 'CloudTrail calls StopLogging, DeleteTrail, UpdateTrail, PutEventSelectors',
        },
      },
    ];
  return [];
}

/** Who did something to the thing that is named. */
function planDeed(intent: Intent): FactCall[] {
  const resource = entity(intent, 'bucket', 'instance', 'volume', 'snapshot', 'security_group', 'image', 'vpc');
  const changed = resource ?? (intent.details?.deed === 'any' ? entity(intent, 'role', 'user') : undefined);
  if (!changed) return [];
  const range = intent.timeRange ? { from: intent.timeRange.from, to: intent.timeRange.to } : {};
  return [
    {
      name: 'events_list',
      parameters: { ...range, resource: changed, succeeded: true, label: `CloudTrail events that name ${changed}` },
    },
  ];
}

function trendCall(intent: Intent, now: Date): FactCall {
  const to = intent.timeRange?.to ?? now.toISOString();
  const from = intent.timeRange?.from ?? new Date(now.getTime() - 30 * DAY_MS).toISOString();
  const said = intent.groupBy.find((by) => by === 'day' || by === 'week' || by === 'month');
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  const step = said ?? (days <= 10 ? 'day' : days <= 100 ? 'week' : 'month');
  return { name: 'findings_trend', parameters: { from, to, step, ...findingServices(intent), ...severities(intent) } };
}

function planSides(intent: Intent): FactCall[] {
  const filters = { ...findingServices(intent), ...severities(intent), ...tagOf(intent) };
  return [
    { name: 'findings', parameters: { ...filters, groupBy: 'account' } },
    { name: 'top_risks', parameters: { ...findingServices(intent), limit: 5 } },
  ];
}

/** How the estate does against a framework: what fails of it, by check; then what the question singles out. */
function planFramework(intent: Intent, framework: string): FactCall[] {
  const filters = { framework, ...severities(intent) };
  const all: FactCall = { name: 'findings', parameters: { ...filters, groupBy: 'check' } };
  const password: FactCall = { name: 'findings', parameters: { ...filters, checkPattern: 'password' } };
  if (!has(intent, 'password')) return [all];
  // "Does our password policy meet CIS" asks of that alone.
  return about(intent, 'policy') && !intent.details?.example ? [password] : [all, password];
}

/** One thing as it is, worst findings beside it. */
function planSound(intent: Intent): FactCall[] {
  const named = entity(intent, 'arn', 'bucket', 'instance', 'user', 'role', 'volume', 'snapshot', 'security_group');
  return named ? [{ name: 'findings', parameters: { resource: named } }] : [];
}
