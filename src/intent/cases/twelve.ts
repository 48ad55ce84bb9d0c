/** The twelve questions that Assay must answer, each put in several ways. */
import type { LabelledQuestion } from '../labelled.ts';
import { ask, days, since } from './label.ts';

const noMfa = { services: ['iam'], subject: 'user', topics: ['mfa'], negated: true } as const;
const publicBuckets = { services: ['s3'], subject: 'bucket', topics: ['public'] } as const;
const spike = {
  services: ['cost-explorer', 'cloudtrail', 'ec2', 'guardduty'],
  subject: 'cost',
  topics: ['spike'],
} as const;
const silentAdmins = { services: ['iam'], subject: 'user', topics: ['admin', 'inactive'], negated: true } as const;
const launchedGpus = { services: ['cloudtrail', 'ec2'], subject: 'instance', topics: ['gpu', 'launched'] } as const;
const ec2Spend = {
  services: ['cost-explorer'],
  entities: [{ type: 'aws_service', value: 'Amazon EC2' }],
  subject: 'cost',
  topics: ['spend'],
} as const;
const guardDuty = { services: ['guardduty'], subject: 'detector', topics: ['enabled'] } as const;
const unattached = { services: ['ec2', 'cost-explorer'], subject: 'volume', topics: ['unattached', 'spend'] } as const;
const fixBucket = { services: ['s3'], subject: 'bucket', topics: ['public', 'owner'] } as const;

const tuesday = days('2026-11-17', '2026-11-18');
const quarter = since('2026-10-01');
const lastWeek = days('2026-11-09', '2026-11-16');
const weekBefore = days('2026-11-02', '2026-11-09');

export const TWELVE: LabelledQuestion[] = [
  ask('which IAM users have no MFA', 'list', copy(noMfa)),
  ask("Who doesn't have MFA switched on?", 'list', copy(noMfa)),
  ask('list users missing multi-factor', 'list', copy(noMfa)),
  ask('users w/o 2fa pls', 'list', copy(noMfa)),
  ask('show me everyone who can sign in to the console without MFA', 'list', copy(noMfa)),
  ask('any iam usres lacking mfa?', 'list', copy(noMfa)),

  ask('how many buckets are public, and which matter most', 'count', {
    ...copy(publicBuckets),
    topics: ['public'],
  }),
  ask('How many of our S3 buckets can anyone on the internet read?', 'count', copy(publicBuckets)),
  ask('count the publicly accessible buckets', 'count', copy(publicBuckets)),
  ask('whats the number of buckts exposed to the world', 'count', copy(publicBuckets)),
  ask('how many buckets are open to the internet and which of them should worry us', 'count', {
    ...copy(publicBuckets),
    topics: ['public'],
  }),
  ask('which public buckets are the most dangerous?', 'rank', { ...copy(publicBuckets), topics: ['public', 'risk'] }),

  ask('why did our bill spike on Tuesday', 'explain', { ...copy(spike), timeRange: tuesday }),
  ask('What caused the cost jump on Tuesday?', 'explain', { ...copy(spike), timeRange: tuesday }),
  ask('how come spend shot up yesterday', 'explain', { ...copy(spike), timeRange: tuesday }),
  ask("what's behind tuesday's spike in the bill", 'explain', { ...copy(spike), timeRange: tuesday }),
  ask('Our AWS costs exploded on the 17th. What happened?', 'explain', { ...copy(spike), timeRange: tuesday }),
  ask('why was tuesday so expensive', 'explain', { ...copy(spike), timeRange: tuesday }),

  ask("which admin accounts haven't logged in this quarter", 'list', { ...copy(silentAdmins), timeRange: quarter }),
  ask('which administrators did not sign in this quarter?', 'list', { ...copy(silentAdmins), timeRange: quarter }),
  ask('dormant admins', 'list', { ...copy(silentAdmins), negated: false }),
  ask('admin users with no login since 1 October', 'list', { ...copy(silentAdmins), timeRange: quarter }),
  ask('Show users with AdministratorAccess who have not been active qtd', 'list', {
    ...copy(silentAdmins),
    timeRange: quarter,
  }),
  ask('which admins never logged in?', 'list', copy(silentAdmins)),

  ask('what changed since Monday', 'change', { timeRange: since('2026-11-16') }),
  ask("What's new since Monday?", 'change', { timeRange: since('2026-11-16') }),
  ask('anything different since yesterday', 'change', { timeRange: since('2026-11-17') }),
  ask('what happened over the weekend', 'change', { timeRange: days('2026-11-14', '2026-11-16') }),
  ask('which findings were resolved since Monday', 'change', {
    timeRange: since('2026-11-16'),
    subject: 'finding',
    states: ['resolved'],
  }),
  ask('wat changed this week', 'change', { timeRange: since('2026-11-16') }),

  ask('who launched the GPU instances', 'lookup', copy(launchedGpus)),
  ask('who spun up those gpu boxes?', 'lookup', copy(launchedGpus)),
  ask('Which user started the p4d instances?', 'lookup', copy(launchedGpus)),
  ask('did someone launch GPU machines on Tuesday', 'lookup', { ...copy(launchedGpus), timeRange: tuesday }),
  ask('who created the GPU servers in ap-south-1', 'lookup', {
    ...copy(launchedGpus),
    entities: [{ type: 'region', value: 'ap-south-1' }],
  }),

  ask('what is our biggest risk right now', 'rank', { topics: ['risk'] }),
  ask('What should we worry about most?', 'rank', { topics: ['risk'] }),
  ask('top 5 risks', 'rank', { topics: ['risk'] }),
  ask('what should we fix first', 'rank', { topics: ['risk'] }),
  ask("what's the worst security problem we have", 'rank', { topics: ['risk'], subject: 'finding' }),
  ask('which findings matter most?', 'rank', { topics: ['risk'], subject: 'finding' }),

  ask('how much did we spend on EC2 last week against the week before, by account', 'compare', {
    ...copy(ec2Spend),
    timeRange: lastWeek,
    comparedWith: weekBefore,
    groupBy: ['account'],
  }),
  ask('EC2 cost last wk vs the previous week per account', 'compare', {
    ...copy(ec2Spend),
    timeRange: lastWeek,
    comparedWith: weekBefore,
    groupBy: ['account'],
  }),
  ask("compare last week's EC2 spend with the week before", 'compare', {
    ...copy(ec2Spend),
    timeRange: lastWeek,
    comparedWith: weekBefore,
  }),
  ask('did we pay more for EC2 last week than the week before that?', 'compare', {
    ...copy(ec2Spend),
    timeRange: lastWeek,
    comparedWith: weekBefore,
  }),
  ask('ec2 spend week over week for each account', 'compare', {
    ...copy(ec2Spend),
    timeRange: lastWeek,
    comparedWith: weekBefore,
    groupBy: ['account'],
  }),

  ask('is GuardDuty enabled everywhere', 'posture', copy(guardDuty)),
  ask('do we have guardduty turned on in every region?', 'posture', copy(guardDuty)),
  ask('Is threat detection on in all accounts and regions?', 'posture', {
    ...copy(guardDuty),
    services: ['guardduty'],
  }),
  ask('are there any regions without GuardDuty', 'posture', { ...copy(guardDuty), negated: true }),
  ask('is GD off anywhere?', 'posture', { ...copy(guardDuty), negated: true }),

  ask('which findings could you not check, and why', 'posture', {
    subject: 'finding',
    topics: ['coverage'],
    states: ['unverified'],
  }),
  ask("What couldn't you check?", 'posture', { topics: ['coverage'], states: ['unverified'] }),
  ask('what are your blind spots', 'posture', { topics: ['coverage'] }),
  ask('which checks were you unable to verify and for what reason?', 'posture', {
    subject: 'finding',
    topics: ['coverage'],
    states: ['unverified'],
  }),
  ask("which regions couldn't you read?", 'posture', { subject: 'region', topics: ['coverage'] }),

  ask('show unattached volumes and what they cost', 'list', copy(unattached)),
  ask('list EBS volumes attached to nothing, with their monthly cost', 'list', copy(unattached)),
  ask('how much are we paying for unattached volumes?', 'cost', copy(unattached)),
  ask('which disks are orphaned and how much money do they burn', 'list', copy(unattached)),
  ask('unattached volmes', 'list', { services: ['ec2'], subject: 'volume', topics: ['unattached'] }),

  ask('how do I fix the public bucket, and who owns it', 'remediate', copy(fixBucket)),
  ask('How can we make the public bucket private and who is responsible for it?', 'remediate', copy(fixBucket)),
  ask('what should we do about the exposed bucket, whose is it?', 'remediate', copy(fixBucket)),
  ask('steps to lock down the public S3 bucket', 'remediate', copy(publicBuckets)),
  ask('who should fix the open bucket?', 'remediate', copy(fixBucket)),
];

/** A mutable copy of a shared label: every case owns its lists. */
function copy<T>(label: T): { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] } {
  return structuredClone(label) as never;
}
