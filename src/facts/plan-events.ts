/** Facts for questions of who did what. Pure. */
import type { Intent, Subject, Topic } from '../intent/intent.ts';
import type { FactCall } from './registry.ts';

const DAY_MS = 86_400_000;

/** Event names behind a topic and subject. */
const LAUNCHES: Partial<Record<Subject, string[]>> = {
  instance: ['RunInstances'],
  volume: ['CreateVolume'],
  snapshot: ['CreateSnapshot', 'CreateSnapshots'],
  bucket: ['CreateBucket'],
  user: ['CreateUser', 'CreateLoginProfile'],
  role: ['CreateRole'],
  access_key: ['CreateAccessKey'],
  security_group: ['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress'],
  trail: ['CreateTrail', 'StartLogging'],
  policy: ['CreatePolicy', 'CreatePolicyVersion'],
};
/** Every call that makes something of the inventory. */
export const MAKING = [...new Set(Object.values(LAUNCHES).flat()), 'CreateVpc', 'CreateSubnet', 'AllocateAddress'];
const REMOVALS: Partial<Record<Subject, string[]>> = {
  instance: ['TerminateInstances', 'StopInstances'],
  volume: ['DeleteVolume', 'DetachVolume'],
  snapshot: ['DeleteSnapshot'],
  bucket: ['DeleteBucket'],
  user: ['DeleteUser', 'DeleteLoginProfile'],
  role: ['DeleteRole'],
  access_key: ['DeleteAccessKey', 'UpdateAccessKey'],
  security_group: ['DeleteSecurityGroup', 'RevokeSecurityGroupIngress'],
  trail: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
  detector: ['DeleteDetector', 'UpdateDetector'],
};
const SHARING: Partial<Record<Subject, string[]>> = {
  snapshot: ['ModifySnapshotAttribute'],
  image: ['ModifyImageAttribute'],
  bucket: ['PutBucketPolicy', 'PutBucketAcl', 'DeletePublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
  security_group: ['AuthorizeSecurityGroupIngress'],
};
/** Changes that neither make nor end the thing; with those that do they are everything that can be done to it. */
const CHANGES: Partial<Record<Subject, string[]>> = {
  security_group: [
    'AuthorizeSecurityGroupEgress',
    'RevokeSecurityGroupEgress',
    'ModifySecurityGroupRules',
    'UpdateSecurityGroupRuleDescriptionsIngress',
  ],
  role: [
    'AttachRolePolicy',
    'DetachRolePolicy',
    'PutRolePolicy',
    'DeleteRolePolicy',
    'UpdateAssumeRolePolicy',
    'PutRolePermissionsBoundary',
    'DeleteRolePermissionsBoundary',
    'UpdateRole',
  ],
  user: [
    'AttachUserPolicy',
    'DetachUserPolicy',
    'PutUserPolicy',
    'DeleteUserPolicy',
    'AddUserToGroup',
    'RemoveUserFromGroup',
    'UpdateLoginProfile',
    'CreateAccessKey',
    'DeactivateMFADevice',
    'EnableMFADevice',
  ],
  policy: ['DeletePolicy', 'DeletePolicyVersion', 'SetDefaultPolicyVersion'],
  bucket: [
    'PutBucketEncryption',
    'PutBucketVersioning',
    'PutBucketLifecycle',
    'PutBucketLogging',
    'PutBucketTagging',
    'PutBucketPublicAccessBlock',
    'DeleteBucketPolicy',
  ],
  volume: ['ModifyVolume', 'AttachVolume'],
  snapshot: ['ModifySnapshotAttribute'],
  trail: ['StartLogging', 'CreateTrail'],
};
const TAMPERING = [
  'StopLogging',
  'DeleteTrail',
  'UpdateTrail',
  'PutEventSelectors',
  'AuthorizeSecurityGroupIngress',
  'ModifySnapshotAttribute',
  'ModifyImageAttribute',
  'ModifyDBSnapshotAttribute',
  'ModifyDBClusterSnapshotAttribute',
];

/** Event facts of a question; empty when it is not about what somebody did. */
export function planEvents(intent: Intent, now: Date): FactCall[] {
  const has = (...topics: Topic[]) => topics.some((topic) => intent.topics.includes(topic));
  const named = intent.entities.filter((entity) => entity.type === 'event_name').map((entity) => entity.value);
  const asksEvents =
    intent.subject === 'event' ||
    named.length > 0 ||
    (intent.details?.deed === 'any' && everyChange(intent.subject).length > 0) ||
    (intent.details?.deed !== undefined && has('public') && intent.subject !== null && intent.subject in SHARING) ||
    has('activity', 'denied', 'throttled', 'login', 'launched', 'deleted') ||
    (intent.services.includes('cloudtrail') && has('sharing', 'network', 'logging'));
  // Trails are asked for themselves, unless something was done to them.
  const done = intent.details?.deed !== undefined || intent.timeRange !== null || has('deleted', 'activity', 'denied');
  if (intent.subject === 'trail' && !done && (intent.kind === 'list' || intent.kind === 'count')) return [];
  if (!asksEvents || has('spike', 'spend') || intent.kind === 'posture' || intent.kind === 'change') return [];
  const range = intent.timeRange ? { from: intent.timeRange.from, to: intent.timeRange.to } : {};
  const filter = { ...range, ...whoAndWhat(intent) };
  if (has('denied', 'throttled')) return refusals(intent, filter);
  if (has('login')) return logins(intent, filter, now);
  const touched = intent.details?.deed === 'any' && named.length === 0 ? everyChange(intent.subject) : [];
  if (touched.length > 0)
    return [
      { name: 'events_list', parameters: { ...filter, names: touched, succeeded: true, label: touchedLabel(intent) } },
    ];
  const names = named.length > 0 ? named : namesFor(intent);
  if (names.length > 0) {
    if (names.includes('RunInstances')) return launches(intent, range);
    const calls: FactCall[] = [
      {
        name: 'events_list',
        parameters: { ...filter, names, succeeded: named.length === 0, label: labelOf(intent, names) },
      },
    ];
    if (names === TAMPERING) {
      const since = intent.timeRange ? { since: intent.timeRange.from } : {};
      calls.push({ name: 'findings', parameters: { services: ['cloudtrail'], classUid: 2004, ...since } });
    }
    return calls;
  }
  const by = intent.groupBy.includes('address') && !intent.groupBy.includes('principal') ? 'address' : groupOf(intent);
  return [
    { name: 'events_by', parameters: { ...filter, groupBy: by } },
    ...(by === 'principal' && intent.groupBy.includes('address')
      ? [{ name: 'events_by', parameters: { ...filter, groupBy: 'address' } } as const]
      : []),
    ...(filter.principal || filter.resource ? [{ name: 'events_list', parameters: filter } as const] : []),
  ];
}

function everyChange(subject: Subject | null): string[] {
  if (subject === null || !CHANGES[subject]) return [];
  const all = [LAUNCHES, REMOVALS, SHARING, CHANGES].flatMap((names) => names[subject] ?? []);
  return [...new Set(all)];
}

const touchedLabel = (intent: Intent) =>
  `CloudTrail calls that make, change or end a ${intent.subject?.replace('_', ' ')}${intent.timeRange ? `, ${intent.timeRange.label}` : ''}`;

function whoAndWhat(intent: Intent): { target?: string; principal?: string; resource?: string; address?: string } {
  const value = (...types: Intent['entities'][number]['type'][]) =>
    intent.entities.find((entity) => types.includes(entity.type))?.value;
  const target = intent.details?.doneTo;
  if (target) return { target };
  const principal = value('user', 'role') ?? (intent.subject === 'root' ? 'root' : undefined);
  const resource = value('instance', 'volume', 'snapshot', 'security_group', 'image', 'bucket', 'access_key');
  const address = value('address');
  return { ...(principal ? { principal } : {}), ...(resource ? { resource } : {}), ...(address ? { address } : {}) };
}

function idOf(intent: Intent): { uid?: string } {
  const id = intent.entities.find((entity) => entity.type === 'instance')?.value;
  return id ? { uid: id } : {};
}

/** Instances are joined with the inventory: only EC2 knows which type has a GPU. */
function launches(intent: Intent, range: { from?: string; to?: string }): FactCall[] {
  const gpu = intent.topics.includes('gpu') ? { gpu: true } : {};
  const instanceType = intent.entities.find((entity) => entity.type === 'instance_type')?.value;
  const { uid } = idOf(intent);
  return [
    {
      name: 'instance_launches',
      parameters: { ...range, ...gpu, ...(uid ? { instance: uid } : {}), ...(instanceType ? { instanceType } : {}) },
    },
    ...(gpu.gpu || uid
      ? [
          {
            name: 'resources',
            parameters: {
              type: 'AWS::EC2::Instance',
              ...(gpu.gpu ? { where: { isGpu: true }, label: 'GPU instances' } : {}),
              ...(uid ? { uid } : {}),
            },
          } as const,
        ]
      : []),
  ];
}

function refusals(intent: Intent, filter: Record<string, unknown>): FactCall[] {
  const kinds = (['denied', 'throttled'] as const).filter((topic) => intent.topics.includes(topic));
  return kinds.flatMap((errors): FactCall[] => [
    { name: 'events_by', parameters: { ...filter, errors, groupBy: 'principal' } },
    { name: 'events_by', parameters: { ...filter, errors, groupBy: 'event_name' } },
  ]);
}

function logins(intent: Intent, filter: Record<string, unknown>, now: Date): FactCall[] {
  const withoutMfa = intent.topics.includes('mfa');
  if ((intent.negated && !withoutMfa) || intent.topics.includes('inactive')) return [];
  // "Which admins without MFA signed in" asks for people, by what they are and when they came.
  if (intent.subject === 'user' && intent.topics.includes('admin') && intent.timeRange && !intent.details?.failed)
    return [];
  const from = new Date(now.getTime() - 30 * DAY_MS).toISOString();
  const range = intent.timeRange ? {} : { from };
  return [
    {
      name: 'events_list',
      parameters: {
        ...range,
        ...filter,
        names: ['ConsoleLogin'],
        ...(intent.details?.failed ? { errors: 'any' } : {}),
        ...(withoutMfa ? { mfa: !intent.negated } : {}),
        label: `${intent.details?.failed ? 'Failed console sign-ins' : 'Console sign-ins'}${withoutMfa ? (intent.negated ? ' without MFA' : ' with MFA') : ''}`,
      },
    },
    ...(withoutMfa || !(intent.topics.includes('threat') || intent.topics.includes('risk'))
      ? []
      : [{ name: 'findings', parameters: { services: ['cloudtrail', 'guardduty'], classUid: 2004 } } as const]),
  ];
}

function namesFor(intent: Intent): string[] {
  const has = (topic: Topic) => intent.topics.includes(topic);
  const subject = intent.subject ?? (has('gpu') ? 'instance' : null);
  const tampering = [has('logging'), has('network'), has('sharing')].filter(Boolean).length > 1;
  if (tampering) return TAMPERING;
  const asked = intent.details?.deed !== undefined || intent.timeRange !== null || intent.kind === 'lookup';
  if (has('logging') && (has('deleted') || (subject === 'trail' && asked) || subject === 'event'))
    return REMOVALS.trail!;
  // "Who made a bucket public" asks for the calls that opened it.
  if (has('public') && intent.details?.deed && subject && SHARING[subject]) return SHARING[subject];
  if (has('sharing') && subject && SHARING[subject]) return SHARING[subject];
  if (has('sharing')) return ['ModifySnapshotAttribute', 'ModifyImageAttribute', 'ModifyDBSnapshotAttribute'];
  if (has('launched') && subject === 'security_group') return LAUNCHES.security_group!;
  if (has('network') || (has('public') && subject === 'security_group')) return SHARING.security_group!;
  if (has('mfa') && has('deleted')) return ['DeactivateMFADevice', 'DeleteVirtualMFADevice'];
  if (has('launched') && subject) return LAUNCHES[subject] ?? [];
  if (has('deleted') && subject) return REMOVALS[subject] ?? [];
  return [];
}

function labelOf(intent: Intent, names: string[]): string {
  return `CloudTrail calls ${names.join(', ')}${intent.timeRange ? `, ${intent.timeRange.label}` : ''}`;
}

function groupOf(intent: Intent): 'principal' | 'event_name' | 'source' | 'day' {
  if (intent.groupBy.includes('event_name')) return 'event_name';
  if (intent.groupBy.includes('service')) return 'source';
  return intent.groupBy.includes('day') || intent.kind === 'trend' ? 'day' : 'principal';
}
