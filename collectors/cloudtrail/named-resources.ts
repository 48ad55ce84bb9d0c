import { asList, asRecord, asText } from '../untrusted.ts';

const MAX_RESOURCES = 50;
const MAX_VALUES = 2_000;
const MAX_DEPTH = 8;

/**
 * ARNs and ids that a record names: its own `resources` first, then what its parameters and answer hold: ARNs, EC2
 * style ids (`i-…`, `sg-…`), access key ids, and the names of buckets, users, roles, groups, trails, keys, secrets and
 * functions. At most 50, each once, in the order found. Pure and bounded, whatever the record holds.
 */
export function namedResources(raw: Record<string, unknown>): string[] {
  const found = new Set<string>();
  for (const item of asList(raw['resources'])) {
    const arn = asText(asRecord(item)?.['ARN'] ?? asRecord(item)?.['arn']);
    if (arn) add(found, arn);
  }
  const budget = { left: MAX_VALUES };
  for (const part of ['requestParameters', 'responseElements', 'serviceEventDetails'])
    walk(raw[part], '', 0, found, budget);
  return [...found];
}

const NAME_KEYS = new Set([
  'userName',
  'roleName',
  'groupName',
  'policyArn',
  'bucketName',
  'trailName',
  'detectorId',
  'keyId',
  'secretId',
  'functionName',
  'dBInstanceIdentifier',
  'dBSnapshotIdentifier',
  'dBClusterSnapshotIdentifier',
  'instanceProfileName',
  'serialNumber',
]);

const AWS_ID =
  /^(?:i|vol|snap|ami|sg|sgr|vpc|subnet|acl|rtb|igw|eigw|nat|eni|vpce|tgw|pcx|fl|lt|eipalloc)-[0-9a-f]{8,17}$|^A(?:KIA|SIA)[A-Z0-9]{12,}$/;

function walk(value: unknown, key: string, depth: number, found: Set<string>, budget: { left: number }): void {
  if (budget.left-- <= 0 || depth > MAX_DEPTH || found.size >= MAX_RESOURCES) return;
  if (typeof value === 'string') {
    if (value.length <= 500 && (NAME_KEYS.has(key) || AWS_ID.test(value) || /^arn:aws[a-z-]*:[^\s]+$/.test(value)))
      add(found, key === 'bucketName' ? `arn:aws:s3:::${value}` : value);
    return;
  }
  if (Array.isArray(value)) for (const item of value) walk(item, key, depth + 1, found, budget);
  else if (typeof value === 'object' && value !== null)
    for (const [inner, item] of Object.entries(value)) walk(item, inner, depth + 1, found, budget);
}

function add(found: Set<string>, id: string): void {
  if (id !== '' && found.size < MAX_RESOURCES) found.add(id.slice(0, 500));
}
