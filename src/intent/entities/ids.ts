/** Things whose form alone says what they are: ARNs, resource ids, addresses, keys, check ids, event names, tags. */
import type { Entity, EntityType } from '../intent.ts';
import { eventName } from './event-names.ts';

/** The entity that a token is by its form, or null. Ids are returned verbatim, regions in lower case. */
export function entityByForm(raw: string): Entity | null {
  const token = raw.replace(/'s$/, '');
  const lower = token.toLowerCase();
  if (lower.startsWith('arn:')) return ARN.test(lower) ? { type: 'arn', value: token } : null;
  for (const [pattern, type] of FORMS) if (pattern.test(lower)) return { type, value: token };
  if (/^\d{12}$/.test(token)) return { type: 'account', value: token };
  if (/^\d{4}-\d{4}-\d{4}$/.test(token)) return { type: 'account', value: token.replaceAll('-', '') };
  if (REGION.test(lower))
    return { type: 'region', value: lower.replace(/(\d)[a-f]$/, '$1').replace(/([a-z])(\d)$/, '$1-$2') };
  if (isAddress(lower)) return { type: 'address', value: token };
  if (/^f-(?=[0-9a-z]*\d)[0-9a-z]{4,8}$/.test(lower) || /^F-[0-9a-z]{4}$/.test(token))
    return { type: 'finding_label', value: `F-${lower.slice(2)}` };
  const event = eventName(token);
  if (event) return { type: 'event_name', value: event };
  const tag = TAG.exec(lower);
  if (tag && (TAG_KEYS.has(tag[1]!) || tag[2] === '=')) return { type: 'tag', value: token };
  return null;
}

/** What an ARN points at, for the ask's subject; null when it is none of ours. */
export function typeOfArn(arn: string): EntityType | null {
  const [, , service, , , ...rest] = arn.toLowerCase().split(':');
  const resource = rest.join(':');
  if (service === 's3') return 'bucket';
  for (const [prefix, type] of ARN_RESOURCES) if (resource.startsWith(prefix)) return type;
  return null;
}

const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:\S/;
const REGION =
  /^(?:af|ap|ca|eu|il|me|mx|sa|us|cn)-?(?:gov-|iso[a-z]?-)?(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-?\d[a-f]?$/;
const TAG = /^([a-z][a-z0-9_.-]*)([:=])([a-z0-9_.@/-]+)$/;
/** Keys that people tag things with. */
export const TAG_KEYS: ReadonlySet<string> = new Set(
  'team owner env environment app application project cost-center costcenter cost_center stage tier name department bu product customer classification data-class business_unit squad'.split(
    ' ',
  ),
);

const FORMS: [RegExp, EntityType][] = [
  [/^i-(?=[0-9a-z]*\d)[0-9a-z]{3,17}$/, 'instance'],
  [/^vol-[0-9a-z]{3,17}$/, 'volume'],
  [/^snap-[0-9a-z]{3,17}$/, 'snapshot'],
  [/^sg-(?=[0-9a-z]*\d)[0-9a-z]{3,17}$/, 'security_group'],
  [/^ami-[0-9a-z]{3,17}$/, 'image'],
  [/^vpc-[0-9a-z]{3,17}$/, 'vpc'],
  [/^(?:akia|asia)[a-z0-9]{4,16}$/, 'access_key'],
  [/^(?:iam|s3|ec2|guardduty|cloudtrail|cost|cost_explorer)_[a-z0-9]+(?:_[a-z0-9]+)+$/, 'check'],
  [/^[a-z][a-z0-9-]{1,9}\.(?:nano|micro|small|medium|large|\d{0,3}xlarge|metal(?:-\d+xl)?)$/, 'instance_type'],
  [/^[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$/, 'user'],
];

const ARN_RESOURCES: [string, EntityType][] = [
  ['user/', 'user'],
  ['role/', 'role'],
  ['assumed-role/', 'role'],
  ['instance/', 'instance'],
  ['volume/', 'volume'],
  ['snapshot/', 'snapshot'],
  ['security-group/', 'security_group'],
  ['image/', 'image'],
  ['vpc/', 'vpc'],
];

/** "0.0.0.0/0" is a way to say "the internet", not an address to look up. */
function isAddress(token: string): boolean {
  if (token.startsWith('0.0.0.0') || token.startsWith('::/')) return false;
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/\d{1,2})?$/.exec(token);
  if (v4) return v4.slice(1, 5).every((part) => Number(part) <= 255);
  return /^[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}(?:\/\d{1,3})?$/.test(token) && /[a-f]|::/.test(token);
}
