/** The services whose data must be read to answer: by name, by subject, by topic. */
import type { ServiceName, Subject, Topic } from './intent.ts';
import { namedTogether } from './subjects.ts';

/** What a bill spike is lined up with: what was called, what ran, what GuardDuty saw. */
const SPIKE_SERVICES: ServiceName[] = ['cost-explorer', 'cloudtrail', 'ec2', 'guardduty'];

/** Services in a fixed order; none means "all that there is". `acts` says that someone's deed is asked for; `lent` come from names. */
export function readServices(
  text: string,
  subject: Subject | null,
  topics: readonly Topic[],
  acts: boolean,
  lent: readonly ServiceName[] = [],
): ServiceName[] {
  const wanted = new Set<ServiceName>(lent);
  const money = topics.includes('spend') || topics.includes('spike') || topics.includes('savings');
  // "spend on EC2" names a line of the bill, not a service to read.
  if (!(money && (subject === 'cost' || subject === null)))
    for (const [service, pattern] of NAMED) if (pattern.test(text)) wanted.add(service);
  if (subject === 'cost' && (topics.includes('unattached') || topics.includes('idle'))) wanted.add('ec2');
  if (subject) for (const service of BY_SUBJECT[subject]) wanted.add(service);
  for (const other of namedTogether(text)) for (const service of BY_SUBJECT[other]) wanted.add(service);
  for (const topic of topics) for (const service of BY_TOPIC[topic] ?? []) wanted.add(service);
  if (topics.includes('spike')) for (const service of SPIKE_SERVICES) wanted.add(service);
  if (acts || (subject === 'root' && /\b(?:calls|events|activity|actions|logins)\b/.test(text)))
    wanted.add('cloudtrail');
  if (acts && /\bsnapshots?\b|\bsecurity[- ]groups?\b|\binstances?\b|\bvolumes?\b/.test(text)) wanted.add('ec2');
  if (acts && /\bbuckets?\b/.test(text)) wanted.add('s3');
  if (wanted.size === 0)
    for (const [topic, services] of ALONE)
      if (topics.includes(topic)) for (const service of services) wanted.add(service);
  return ORDER.filter((service) => wanted.has(service));
}

const ORDER: ServiceName[] = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'];

const NAMED: [ServiceName, RegExp][] = [
  ['iam', /\biam\b/],
  ['s3', /\bs3\b(?! (?:endpoints?|protection))/],
  ['ec2', /\bec2\b|\bebs\b|\bvpcs?\b|\bflow logs?\b/],
  ['guardduty', /\bguardduty\b/],
  ['cloudtrail', /\bcloudtrail\b/],
  ['cost-explorer', /\bcost explorer\b/],
];

const BY_SUBJECT: Record<Subject, ServiceName[]> = {
  user: ['iam'],
  role: ['iam'],
  access_key: ['iam'],
  policy: ['iam'],
  group: ['iam'],
  root: ['iam'],
  bucket: ['s3'],
  instance: ['ec2'],
  volume: ['ec2'],
  snapshot: ['ec2'],
  address: ['ec2'],
  image: ['ec2'],
  security_group: ['ec2'],
  vpc: ['ec2'],
  nat_gateway: ['ec2'],
  trail: ['cloudtrail'],
  event: ['cloudtrail'],
  detector: ['guardduty'],
  cost: ['cost-explorer'],
  finding: [],
  account: [],
  region: [],
  collector: [],
};

const BY_TOPIC: Partial<Record<Topic, ServiceName[]>> = {
  mfa: ['iam'],
  admin: ['iam'],
  password: ['iam'],
  access_keys: ['iam'],
  threat: ['guardduty'],
  login: ['cloudtrail'],
  denied: ['cloudtrail'],
  throttled: ['cloudtrail'],
  activity: ['cloudtrail'],
  launched: ['cloudtrail'],
  deleted: ['cloudtrail'],
  spend: ['cost-explorer'],
  savings: ['cost-explorer'],
  imds: ['ec2'],
  gpu: ['ec2'],
  network: ['ec2'],
  root: ['iam'],
};

/** Only when nothing else says where to look. */
const ALONE: [Topic, ServiceName[]][] = [
  ['public', ['s3', 'ec2']],
  ['encryption', ['s3', 'ec2']],
  ['versioning', ['s3']],
  ['lifecycle', ['s3']],
  ['logging', ['cloudtrail']],
  ['inactive', ['iam']],
  ['idle', ['ec2', 'cost-explorer']],
  ['savings', ['ec2', 'cost-explorer']],
  ['unattached', ['ec2']],
  ['backup', ['ec2']],
  ['sharing', ['iam', 's3', 'ec2']],
];
