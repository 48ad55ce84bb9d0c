/** Facts for what is wanted in a form of its own: counted by something, as a right, a duration, by title, as made in a period. Pure. */
import type { Intent } from '../intent/intent.ts';
import { attributeFilter } from './plan-attributes.ts';
import { planEstate } from './plan-estate.ts';
import { planEvents } from './plan-events.ts';
import { planMatter } from './plan-matter.ts';
import { planRelated } from './plan-related.ts';
import { about, entity, findingServices, has, severities, tagOf } from './plan-reading.ts';
import type { FactCall } from './registry.ts';
import { TYPES } from './resource-types.ts';

const DAY_MS = 86_400_000;

/** Calls that answer by themselves; empty when none of these forms is wanted. */
export function planWanted(intent: Intent, now: Date): FactCall[] {
  const details = intent.details ?? {};
  if (details.title) return [{ name: 'findings', parameters: { titled: details.title, ...severities(intent) } }];
  if (details.matter && !details.past) return planMatter(intent);
  if (isUntagged(intent))
    return [
      { name: 'inventory_by', parameters: { groupBy: 'type', withoutTag: details.withoutTag, ...tagOf(intent) } },
    ];
  if (details.cycled && intent.timeRange && intent.thresholdDays === null && !named(intent))
    return [
      {
        name: 'events_list',
        parameters: {
          from: intent.timeRange.from,
          to: intent.timeRange.to,
          names: details.cycled,
          succeeded: true,
          label: `CloudTrail calls ${details.cycled.join(', ')}, ${intent.timeRange.label}`,
        },
      },
    ];
  if (details.grantee) return planShared(intent, details.grantee);
  const related = planRelated(intent);
  if (related.length > 0) return related;
  const ofEstate = planEstate(intent);
  if (ofEstate.length > 0) return ofEstate;
  if (details.access) return planRights(intent);
  if (details.unusedPlaces) return planPlaces(intent, now);
  if (details.tally) return planTally(intent);
  if (details.created) return planMade(intent, now);
  if (details.everyOwner && (about(intent, 'finding') || intent.subject === null) && !named(intent))
    return planOwners(intent);
  if (details.order === 'oldest' && about(intent, 'finding') && !named(intent))
    return [{ name: 'findings', parameters: { ...findingServices(intent), ...severities(intent), oldestFirst: true } }];
  const key = entity(intent, 'access_key');
  if (key && intent.kind !== 'remediate') return planKey(intent, key);
  if (isJudged(intent)) return planDeedsJudged(intent, now);
  if (details.duration && named(intent) && has(intent, 'public', 'network', 'mfa', 'encryption', 'logging', 'risk'))
    return planDuration(intent);
  return asksWhoAnswers(intent) ? planOwners(intent) : [];
}

/** People and teams first, then what they answer for. */
const planOwners = (intent: Intent): FactCall[] => [
  { name: 'findings', parameters: { ...findingServices(intent), ...severities(intent), groupBy: 'owner' } },
  { name: 'findings', parameters: { ...findingServices(intent), ...severities(intent) } },
];

const named = (intent: Intent) =>
  entity(intent, 'arn', 'bucket', 'instance', 'user', 'role', 'volume', 'snapshot', 'security_group');

/** "Is anything without a cost centre": of all that there is, where neither a thing nor money is named. */
const isUntagged = ({ subject, topics, details, kind, severities: severe, services }: Intent) =>
  details?.withoutTag !== undefined &&
  subject === null &&
  severe.length === 0 &&
  services.length === 0 &&
  topics.every((topic) => topic === 'owner') &&
  (kind === 'list' || kind === 'count' || kind === 'lookup' || kind === 'posture');

/** Who shared something with an account is told by calls whose request names it; what it holds now, by the grants. */
const planShared = (intent: Intent, account: string): FactCall[] => [
  {
    name: 'events_list',
    parameters: {
      ...(intent.timeRange ? { from: intent.timeRange.from, to: intent.timeRange.to } : {}),
      names: GRANTING,
      mentions: account,
      label: `CloudTrail calls that share something with account ${account}`,
    },
  },
  { name: 'outside_access', parameters: { account } },
];
const GRANTING = [
  'ModifySnapshotAttribute',
  'ModifyImageAttribute',
  'ModifyDBSnapshotAttribute',
  'ModifyDBClusterSnapshotAttribute',
  'PutBucketPolicy',
  'PutBucketAcl',
  'PutObjectAcl',
  'CreateRole',
  'UpdateAssumeRolePolicy',
  'PutKeyPolicy',
  'CreateGrant',
  'PutResourcePolicy',
  'AddPermission20150331v2',
  'SetRepositoryPolicy',
  'CreateResourceShare',
  'AssociateResourceShare',
];

/** What is recorded of one access key: the calls that name it, and the findings. */
const planKey = (intent: Intent, key: string): FactCall[] => [
  {
    name: 'events_list',
    parameters: {
      ...(intent.timeRange ? { from: intent.timeRange.from, to: intent.timeRange.to } : {}),
      resource: key,
      label: `CloudTrail events that name ${key}`,
    },
  },
  { name: 'findings', parameters: { principal: key } },
];

function planRights(intent: Intent): FactCall[] {
  const principal = entity(intent, 'user', 'role');
  const access = intent.details!.access!;
  if (!principal)
    return [
      { name: 'service_access', parameters: { ...access } },
      ...(READ.has(access.service)
        ? [
            {
              name: 'findings',
              parameters: { services: ['iam'], checkPattern: `full_access_to_${access.service}|admin` },
            } as const,
          ]
        : []),
    ];
  return [
    { name: 'principal_rights', parameters: { name: principal, ...access } },
    { name: 'findings', parameters: { resource: principal } },
  ];
}

/** Services whose rights the checks judge. */
const READ = new Set(['s3', 'ec2', 'iam', 'guardduty', 'cloudtrail', 'kms']);

function planPlaces(intent: Intent, now: Date): FactCall[] {
  const midnight = new Date(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`);
  const from = intent.timeRange?.from ?? new Date(midnight.getTime() - 30 * DAY_MS).toISOString();
  return [{ name: 'paid_regions', parameters: { from, to: intent.timeRange?.to ?? midnight.toISOString() } }];
}

/** Of findings the catalogue counts itself; of everything else the inventory is counted. */
function planTally(intent: Intent): FactCall[] {
  const { of, by, order } = intent.details!.tally!;
  if (of === 'finding') {
    const group = by === 'kind' ? 'check' : by;
    return [
      { name: 'findings', parameters: { ...findingServices(intent), ...severities(intent), groupBy: group, order } },
    ];
  }
  const type = of ? TYPES[of] : undefined;
  if (of && !type) return [];
  const where = type ? attributeFilter(intent, type) : null;
  return [
    {
      name: 'inventory_by',
      parameters: {
        ...(type ? { type } : {}),
        groupBy: by,
        order,
        ...where,
        ...(intent.limit ? { limit: intent.limit } : {}),
      },
    },
  ];
}

/** Things made in a period: the inventory tells which there are, the calls who made them. */
function planMade(intent: Intent, now: Date): FactCall[] {
  const range = intent.timeRange!;
  const open = range.from < '2000';
  const made = {
    ...(open ? {} : { createdSince: range.from }),
    ...(range.to < now.toISOString() ? { createdBefore: range.to } : {}),
  };
  const type = TYPES[intent.subject!];
  const call: FactCall =
    intent.subject === 'user'
      ? { name: 'iam_users', parameters: { ...made, order: 'newest' } }
      : intent.subject === 'role'
        ? { name: 'iam_roles', parameters: made }
        : { name: 'resources', parameters: { type, ...made, order: 'newest' } };
  return [call, ...(open ? [] : planEvents(intent, now).slice(0, 1))];
}

/** "Was any of it risky?": what was done by somebody, judged by the findings that name them. */
const isJudged = (intent: Intent) =>
  has(intent, 'risk', 'threat') && has(intent, 'activity') && entity(intent, 'user', 'role') !== undefined;

function planDeedsJudged(intent: Intent, now: Date): FactCall[] {
  const principal = entity(intent, 'user', 'role');
  const from = intent.timeRange?.from ?? new Date(now.getTime() - 30 * DAY_MS).toISOString();
  const range = { from, ...(intent.timeRange ? { to: intent.timeRange.to } : {}) };
  return [
    {
      name: 'findings',
      parameters: {
        principal,
        classUid: 2004,
        since: from,
        ...(intent.timeRange ? { until: intent.timeRange.to } : {}),
      },
    },
    {
      name: 'events_list',
      parameters: { ...range, principal, names: SENSITIVE, label: `Sensitive calls of ${principal}` },
    },
    { name: 'events_by', parameters: { ...range, principal, groupBy: 'event_name' } },
  ];
}

/** Calls that open, hide, take rights or destroy: MITRE ATT&CK for cloud names each as a technique. */
const SENSITIVE = [
  'AttachUserPolicy',
  'AttachRolePolicy',
  'PutUserPolicy',
  'PutRolePolicy',
  'CreateUser',
  'CreateAccessKey',
  'CreateLoginProfile',
  'UpdateLoginProfile',
  'UpdateAssumeRolePolicy',
  'AddUserToGroup',
  'CreatePolicyVersion',
  'SetDefaultPolicyVersion',
  'DeactivateMFADevice',
  'StopLogging',
  'DeleteTrail',
  'UpdateTrail',
  'PutEventSelectors',
  'DeleteDetector',
  'UpdateDetector',
  'AuthorizeSecurityGroupIngress',
  'ModifySnapshotAttribute',
  'ModifyImageAttribute',
  'ModifyDBSnapshotAttribute',
  'PutBucketPolicy',
  'PutBucketAcl',
  'DeletePublicAccessBlock',
  'DeleteBucketPublicAccessBlock',
  'DeleteBucket',
  'TerminateInstances',
  'DeleteSnapshot',
  'DeleteVolume',
  'ScheduleKeyDeletion',
  'GetSecretValue',
  'GetPasswordData',
];

function planDuration(intent: Intent): FactCall[] {
  const resource = named(intent);
  if (has(intent, 'public', 'network')) return [{ name: 'exposed_since', parameters: { resource } }];
  const pattern = has(intent, 'mfa')
    ? 'mfa'
    : has(intent, 'encryption')
      ? 'encrypt|kms'
      : has(intent, 'logging')
        ? 'logging'
        : undefined;
  return [{ name: 'findings', parameters: { resource, ...(pattern ? { checkPattern: pattern } : {}) } }];
}

/** "Who is on the hook for the critical findings": people first, then what they answer for. */
const asksWhoAnswers = (intent: Intent) =>
  has(intent, 'owner') &&
  (about(intent, 'finding') || (intent.subject === null && intent.severities.length > 0)) &&
  named(intent) === undefined &&
  !intent.entities.some(({ type }) => type === 'tag') &&
  intent.inherited.length === 0 &&
  intent.kind !== 'remediate';
