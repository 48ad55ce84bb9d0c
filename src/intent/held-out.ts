import type { Entity, EntityType, IntentKind, ServiceName, Subject, Topic } from './intent.ts';
import type { ExpectedIntent, LabelledQuestion, LabelledRange } from './labelled.ts';

const SATURDAY = '2026-11-21T03:00:00Z';
const MONDAY = '2026-11-23T09:15:00Z';
const NEW_YEAR = '2027-01-01T08:00:00Z'; // a Friday
const LEAP_DAY = '2028-02-29T12:00:00Z'; // a Tuesday
const QUARTER_END = '2026-09-30T23:00:00Z'; // a Wednesday

const SPIKE: ServiceName[] = ['cost-explorer', 'cloudtrail', 'ec2', 'guardduty'];

/**
 * Questions labelled by what a careful reader means, apart from the rules and before them; they measure the classifier
 * and are never used to tune it. Weeks begin on Monday, days are UTC, ranges are half-open and "now" ends at the instant.
 */
export const HELD_OUT: LabelledQuestion[] = [
  // People, roles and keys
  ask('wich users dont have mfa', means('list', ['iam'], 'user', ['mfa'], { negated: true })),
  ask(
    'hey quick one for the auditors: how many humans can get into the console without a second factor?',
    means('count', ['iam'], 'user', ['mfa'], { negated: true }),
  ),
  ask(
    "who's got admin but hasn't signed in since the start of the quarter",
    means('list', ['iam'], 'user', ['admin', 'inactive'], { negated: true, timeRange: since('2026-10-01') }),
  ),
  ask('show me access keys older than 180 days', means('list', ['iam'], 'access_key', ['access_keys'])),
  ask(
    'tell me about AKIA4EXAMPLE7QX2BVNZ',
    means('lookup', ['iam'], 'access_key', [], of('access_key', 'AKIA4EXAMPLE7QX2BVNZ')),
  ),
  ask(
    'does root have mfa in the security account?',
    means('posture', ['iam'], 'root', ['root', 'mfa'], of('account', 'security')),
  ),
  ask(
    'how meny roles can be assumed by accounts that arent ours, grouped by account',
    means('count', ['iam'], 'role', ['sharing'], { groupBy: ['account'] }),
  ),
  ask('priv esc: which roles could make themselves admin?', means('list', ['iam'], 'role', ['admin'])),
  ask('users with more than one active access key', means('list', ['iam'], 'user', ['access_keys'])),
  ask(
    'are we happy w/ password rules in staging?',
    means('posture', ['iam'], null, ['password'], of('account', 'staging')),
  ),
  ask(
    "tell me about arn:aws:iam::123456789012:role/ci-deploy, what's the blast radius if it gets popped",
    means('lookup', ['iam'], 'role', ['risk'], of('arn', 'arn:aws:iam::123456789012:role/ci-deploy')),
  ),
  ask('why is it bad when a svc user has AdministratorAccess', means('explain', ['iam'], 'user', ['admin'])),
  ask('which iam groups hand out admin', means('list', ['iam'], 'group', ['admin'])),
  ask(
    'who removed user bob.hart on 3 nov',
    means('lookup', ['cloudtrail', 'iam'], 'user', ['deleted'], {
      ...of('user', 'bob.hart'),
      timeRange: days('2026-11-03', '2026-11-04'),
    }),
  ),

  // Buckets
  ask(
    'how many buckts are open to the world and wich ones are the worst',
    means('count', ['s3'], 'bucket', ['public']),
  ),
  ask(
    'crown jewels check: public buckets with PII or customer data in em',
    means('list', ['s3'], 'bucket', ['public']),
  ),
  ask(
    'buckets without versioning in prod',
    means('list', ['s3'], 'bucket', ['versioning'], { negated: true, ...of('account', 'production') }),
  ),
  ask('which buckets arent encrypted with kms', means('list', ['s3'], 'bucket', ['encryption'], { negated: true })),
  ask(
    'whats the deal with bucket acme-customer-exports?',
    means('lookup', ['s3'], 'bucket', [], of('bucket', 'acme-customer-exports')),
  ),
  ask(
    'how do i lock down the public bucket and whos on the hook for it',
    means('remediate', ['s3'], 'bucket', ['public', 'owner']),
  ),
  ask('are access logs switched on for all our buckets?', means('posture', ['s3'], 'bucket', ['logging', 'enabled'])),
  ask('lifecycle rules missing on which buckets?', means('list', ['s3'], 'bucket', ['lifecycle'], { negated: true })),

  // Compute, disks, addresses, network
  ask(
    "orphaned disks: which ones, and what's the monthly damage?",
    means('list', ['ec2', 'cost-explorer'], 'volume', ['unattached', 'spend']),
  ),
  ask('how many EIPs are just sitting there unattached', means('count', ['ec2'], 'address', ['unattached'])),
  ask(
    'list SGs with port 22 open to the internet in us-east-1',
    means('list', ['ec2'], 'security_group', ['public', 'network'], of('region', 'us-east-1')),
  ),
  ask(
    'who launched i-0abc123def4567890 and when',
    means('lookup', ['cloudtrail', 'ec2'], 'instance', ['launched'], of('instance', 'i-0abc123def4567890')),
  ),
  ask(
    'who spun up the gpu boxes (p4d.24xlarge) in ap-southeast-1',
    means('lookup', ['cloudtrail', 'ec2'], 'instance', ['launched', 'gpu'], {
      entities: [the('instance_type', 'p4d.24xlarge'), the('region', 'ap-southeast-1')],
    }),
  ),
  ask('any instnaces still on imdsv1?', means('list', ['ec2'], 'instance', ['imds'])),
  ask('zombie boxes in AZ us-east-1a?', means('list', ['ec2'], 'instance', ['idle'], of('region', 'us-east-1'))),
  ask('gpu instances in frankfurt, show me', means('list', ['ec2'], 'instance', ['gpu'], of('region', 'eu-central-1'))),
  ask(
    'whats vol-0f00ba4deadbeef12 and who owns it',
    means('lookup', ['ec2'], 'volume', ['owner'], of('volume', 'vol-0f00ba4deadbeef12')),
  ),
  ask(
    'which volumes in production have no backups',
    means('list', ['ec2'], 'volume', ['backup'], { negated: true, ...of('account', 'production') }),
  ),
  ask("snapshots we've shared with outside accounts", means('list', ['ec2'], 'snapshot', ['sharing'])),
  ask('show me amis that anybody on the internet can use', means('list', ['ec2'], 'image', ['public'])),
  ask(
    'instances in vpc-0123456789abcdef0 tagged team:payments',
    means('list', ['ec2'], 'instance', [], {
      entities: [the('vpc', 'vpc-0123456789abcdef0'), the('tag', 'team:payments')],
    }),
  ),
  ask('how many instances does each team run', means('count', ['ec2'], 'instance', [], { groupBy: ['team'] })),
  ask(
    'explain ec2_instance_imdsv2_enabled to me, whats the actual attack',
    means('explain', ['ec2'], 'instance', ['imds'], of('check', 'ec2_instance_imdsv2_enabled')),
  ),

  // Threats
  ask('is GD on in every account', means('posture', ['guardduty'], 'detector', ['enabled'])),
  ask(
    'where is guardduty not switched on',
    means('posture', ['guardduty'], 'detector', ['enabled'], { negated: true }),
  ),
  ask(
    'guardduty findings still open, critical and high only, by account',
    means('list', ['guardduty'], 'finding', ['threat'], {
      severities: ['critical', 'high'],
      states: ['open'],
      groupBy: ['account'],
    }),
  ),
  ask(
    'show me any signs of data exfil in the last 7 days',
    means('list', ['guardduty'], null, ['threat'], { timeRange: since('2026-11-14') }),
  ),
  ask(
    'which ec2 instances facing the internet also have a guardduty finding on them',
    means('list', ['ec2', 'guardduty'], 'instance', ['public', 'threat']),
  ),

  // Who did what
  ask(
    'all api calls from 203.0.113.77 since monday',
    means('list', ['cloudtrail'], 'event', ['activity'], {
      ...of('address', '203.0.113.77'),
      timeRange: since('2026-11-16'),
    }),
  ),
  ask(
    'did anyone turn off a trail in the security acct since 1 november?',
    means('lookup', ['cloudtrail'], 'trail', ['logging', 'deleted'], {
      ...of('account', 'security'),
      timeRange: since('2026-11-01'),
    }),
  ),
  ask(
    'list the StopLogging calls CT recorded between 1 and 10 november',
    means('list', ['cloudtrail'], 'event', ['logging'], {
      ...of('event_name', 'StopLogging'),
      timeRange: days('2026-11-01', '2026-11-11'),
    }),
  ),
  ask(
    'who opened up sg-0badc0de123456789 to the internet on tuesday',
    means('lookup', ['cloudtrail', 'ec2'], 'security_group', ['public', 'network'], {
      ...of('security_group', 'sg-0badc0de123456789'),
      timeRange: days('2026-11-17', '2026-11-18'),
    }),
  ),
  ask(
    'top 5 busiest principals and the ips they come from',
    means('rank', ['cloudtrail'], 'event', ['activity'], { groupBy: ['principal', 'address'] }),
  ),
  ask(
    'who keeps getting AccessDenied? group by principal, last 14 days',
    means('list', ['cloudtrail'], 'event', ['denied'], { groupBy: ['principal'], timeRange: since('2026-11-07') }),
  ),
  ask(
    'how many throttled calls per region today',
    means('count', ['cloudtrail'], 'event', ['throttled'], { groupBy: ['region'], timeRange: since('2026-11-21') }),
  ),
  ask(
    'show failed console logins by source ip over the weekend',
    means('list', ['cloudtrail'], 'event', ['login'], {
      groupBy: ['address'],
      timeRange: days('2026-11-21', '2026-11-23'),
    }),
    { now: MONDAY },
  ),
  ask(
    'users with no mfa who did anything at all in cloudtrail last week',
    means('list', ['iam', 'cloudtrail'], 'user', ['mfa', 'activity'], {
      negated: true,
      timeRange: days('2026-11-09', '2026-11-16'),
    }),
  ),

  // Money
  ask(
    'how much did we burn on EC2 last week vs the week before, split by acct',
    money('compare', {
      ...of('aws_service', 'Amazon EC2'),
      timeRange: days('2026-11-09', '2026-11-16'),
      comparedWith: days('2026-11-02', '2026-11-09'),
      groupBy: ['account'],
    }),
  ),
  ask(
    "why'd our invoice jump on tuesday",
    means('explain', SPIKE, 'cost', ['spike'], { timeRange: days('2026-11-17', '2026-11-18') }),
  ),
  ask(
    'morning! the bill went through the roof on tuesday, what happened?',
    means('explain', SPIKE, 'cost', ['spike'], { timeRange: days('2028-02-22', '2028-02-23') }),
    { now: LEAP_DAY },
  ),
  ask('total spend mtd', money('cost', { timeRange: since('2026-11-01') })),
  ask(
    's3 charges in october per region',
    money('cost', {
      ...of('aws_service', 'Amazon S3'),
      groupBy: ['region'],
      timeRange: days('2026-10-01', '2026-11-01'),
    }),
  ),
  ask(
    'nat gateway charges day by day, last 30 days',
    money('trend', { ...of('aws_service', 'NAT gateway'), groupBy: ['day'], timeRange: since('2026-10-22') }),
  ),
  ask(
    'q3 vs q2 spend by service',
    money('compare', {
      groupBy: ['service'],
      timeRange: days('2026-07-01', '2026-10-01'),
      comparedWith: days('2026-04-01', '2026-07-01'),
    }),
  ),
  ask(
    'what did each sub account cost us last month, by service',
    money('cost', { groupBy: ['account', 'service'], timeRange: days('2028-01-01', '2028-02-01') }),
    { now: LEAP_DAY },
  ),
  ask(
    'spend so far this month against last month pls',
    money('compare', { timeRange: since('2026-09-01', QUARTER_END), comparedWith: days('2026-08-01', '2026-09-01') }),
    { now: QUARTER_END },
  ),
  ask(
    'how much is prod spending per team this quarter',
    money('cost', { ...of('account', 'production'), groupBy: ['team'], timeRange: since('2026-07-01', QUARTER_END) }),
    { now: QUARTER_END },
  ),
  ask('aws bill for last quarter?', money('cost', { timeRange: days('2026-10-01', '2027-01-01') }), { now: NEW_YEAR }),
  ask(
    'break down yesterdays charges by usage type for 210987654321',
    money('cost', {
      ...of('account', '210987654321'),
      groupBy: ['usage_type'],
      timeRange: days('2026-11-20', '2026-11-21'),
    }),
  ),
  ask('where could we save the most money', means('rank', ['cost-explorer'], 'cost', ['savings'])),

  // What changed, what matters, what is not known
  ask('what moved since monday', means('change', [], null, [], { timeRange: since('2026-11-16') })),
  ask('anything new since yesterday?', means('change', [], null, [], { timeRange: since('2026-11-22', MONDAY) }), {
    now: MONDAY,
  }),
  ask(
    'which findings got resolved last wk',
    means('change', [], 'finding', [], { states: ['resolved'], timeRange: days('2026-11-09', '2026-11-16') }),
  ),
  ask(
    'how has the number of open criticals moved week by week since 1 october',
    means('trend', [], 'finding', [], {
      severities: ['critical'],
      states: ['open'],
      groupBy: ['week'],
      timeRange: since('2026-10-01'),
    }),
  ),
  ask('if we could only fix one thing, what should it be?', means('rank', [], null, ['risk'])),
  ask('what keeps the ciso up at night rn, worst 3 risks', means('rank', [], null, ['risk'])),
  ask(
    'how many open findings are high or worse, by severity',
    means('count', [], 'finding', [], {
      severities: ['high', 'critical', 'fatal'],
      states: ['open'],
      groupBy: ['severity'],
    }),
  ),
  ask(
    'which findings could u not verify n why',
    means('posture', [], 'finding', ['coverage'], { states: ['unverified'] }),
  ),
  ask('where are your blind spots?', means('posture', [], null, ['coverage'])),
  ask('any collectors gone stale?', means('posture', [], 'collector', ['freshness'], { states: ['stale'] })),
  ask('how bad is our CIS score in staging', means('posture', [], null, ['compliance'], of('account', 'staging'))),
  ask('who owns the fix for F-9zt2', means('remediate', [], 'finding', ['owner'], of('finding_label', 'F-9zt2'))),

  // Follow-ups
  ask(
    'and in eu-west-1?',
    means('count', ['s3'], 'bucket', ['public'], of('region', 'eu-west-1')),
    after('how many public buckets do we have?'),
  ),
  ask(
    'what about staging?',
    means('list', ['s3'], 'bucket', ['versioning'], { negated: true, ...of('account', 'staging') }),
    after('which buckets in prod have no versioning?'),
  ),
  ask(
    'only the critical ones',
    means('list', [], 'finding', [], { severities: ['critical'], states: ['open'], ...of('account', 'staging') }),
    after('show open findings in staging'),
  ),
  ask(
    'and the week before?',
    money('cost', { ...of('aws_service', 'Amazon S3'), timeRange: days('2026-11-02', '2026-11-09') }),
    after('what did we spend on s3 last week?'),
  ),
  ask(
    'ok split that by region',
    money('cost', { groupBy: ['region'], timeRange: days('2026-11-20', '2026-11-21') }),
    after('how much did we spend yesterday?'),
  ),
  ask(
    'how do i fix it',
    means('remediate', ['s3'], 'bucket', [], of('bucket', 'acme-customer-exports')),
    after('tell me about bucket acme-customer-exports'),
  ),

  // About Assay, and what it does not do
  ask('ok so what can u actually do for me?', means('help', [], null, [])),
  ask('is it gonna rain tmrw', means('out_of_scope', [], null, [])),
  ask('tell me a joke', means('out_of_scope', [], null, [])),
  ask('write me a python script that sorts a csv', means('out_of_scope', [], null, [])),
  ask('pls just delete that bucket', means('out_of_scope', [], 'bucket', [])),
  ask(
    'rotate AKIA4EXAMPLE7QX2BVNZ for me',
    means('out_of_scope', [], 'access_key', [], of('access_key', 'AKIA4EXAMPLE7QX2BVNZ')),
  ),
];

function ask(
  question: string,
  expect: ExpectedIntent,
  asked: { now?: string; previous?: { question: string }[] } = {},
): LabelledQuestion {
  return { question, now: SATURDAY, ...asked, expect };
}

function means(
  kind: IntentKind,
  services: ServiceName[],
  subject: Subject | null,
  topics: Topic[],
  more: Partial<ExpectedIntent> = {},
): ExpectedIntent {
  const unsaid = { entities: [], severities: [], states: [], groupBy: [], timeRange: null, comparedWith: null };
  return { ...unsaid, negated: false, kind, services, subject, topics, ...more };
}

function money(kind: IntentKind, more: Partial<ExpectedIntent>): ExpectedIntent {
  return means(kind, ['cost-explorer'], 'cost', ['spend'], more);
}

function after(question: string) {
  return { previous: [{ question }] };
}

function of(type: EntityType, value: string) {
  return { entities: [the(type, value)] };
}

function the(type: EntityType, value: string): Entity {
  return { type, value };
}

function days(from: string, to: string): LabelledRange {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function since(from: string, now = SATURDAY): LabelledRange {
  return days(from, now);
}
