/** Topics that a named thing brings with it: a check id says what it checks, an event name what was done. */
import type { Entity, ServiceName, Topic } from '../intent.ts';

/** Topics of the check ids, event names and instance types among the entities. */
export function lentTopics(entities: readonly Entity[]): Topic[] {
  const lent = new Set<Topic>();
  for (const { type, value } of entities) {
    if (type === 'check') for (const [topic, pattern] of CHECK_WORDS) if (pattern.test(value)) lent.add(topic);
    if (type === 'event_name') for (const [topic, pattern] of EVENT_WORDS) if (pattern.test(value)) lent.add(topic);
    if (type === 'instance_type' && GPU_TYPE.test(value)) lent.add('gpu');
  }
  return [...lent];
}

/** The services that check ids belong to, by their first word. */
export function lentServices(entities: readonly Entity[]): ServiceName[] {
  const ids = entities.filter(({ type }) => type === 'check').map(({ value }) => value.split('_')[0]!);
  return ids.flatMap((prefix) => CHECK_SERVICES[prefix] ?? []);
}

const CHECK_SERVICES: Record<string, ServiceName> = {
  iam: 'iam',
  s3: 's3',
  ec2: 'ec2',
  guardduty: 'guardduty',
  cloudtrail: 'cloudtrail',
  cost: 'cost-explorer',
};

const CHECK_WORDS: [Topic, RegExp][] = [
  ['mfa', /_mfa_(?!delete)/],
  ['root', /_root_/],
  ['admin', /admin|privilege_escalation/],
  ['access_keys', /access_?key/],
  ['inactive', /unused|stale/],
  ['password', /password/],
  ['public', /public|internet|exposed/],
  ['encryption', /encrypt/],
  ['versioning', /versioning/],
  ['logging', /logging|log_file|flow_log/],
  ['lifecycle', /lifecycle/],
  ['imds', /imds/],
  ['unattached', /unassigned|unattached/],
  ['network', /securitygroup|networkacl|_port_/],
  ['sharing', /cross_account/],
];

const EVENT_WORDS: [Topic, RegExp][] = [
  ['login', /^ConsoleLogin$/],
  ['launched', /^(?:Run|Start)Instances$|^Create(?!.*(?:Policy|Version))/],
  ['deleted', /^(?:Delete|Terminate|Stop)/],
  ['logging', /Logging$|Trail$|FlowLogs$|EventSelectors$/],
  ['network', /SecurityGroup|NetworkAcl/],
  ['sharing', /^Modify(?:Snapshot|Image|DBSnapshot)Attribute$/],
  ['access_keys', /AccessKey/],
  ['mfa', /MFADevice/],
];

/** Families with NVIDIA or AWS accelerators: P, G (from the fourth), Trainium, Inferentia. */
const GPU_TYPE = /^(?:p\d|g[4-9]|trn|inf|dl)/i;
