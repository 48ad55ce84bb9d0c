/** What a call that opens or shares something asked for, in words: whether it gave or took back, and to whom. Pure. */

/** Calls whose parameters say more than their name. */
export const HAS_EFFECT = new Set([
  'ModifySnapshotAttribute',
  'ModifyImageAttribute',
  'ModifyDBSnapshotAttribute',
  'ModifyDBClusterSnapshotAttribute',
  'AuthorizeSecurityGroupIngress',
]);

/** Of the request parameters as CloudTrail records them, of any shape; null when they say nothing of it. */
export function effectOf(parameters: unknown): string | null {
  const given = [
    ...receivers(at(at(parameters, 'createVolumePermission'), 'add')),
    ...receivers(at(at(parameters, 'launchPermission'), 'add')),
    ...texts(at(parameters, 'valuesToAdd')),
  ];
  const taken = [
    ...receivers(at(at(parameters, 'createVolumePermission'), 'remove')),
    ...receivers(at(at(parameters, 'launchPermission'), 'remove')),
    ...texts(at(parameters, 'valuesToRemove')),
  ];
  const opened = [parameters, ...items(at(parameters, 'ipPermissions'))].flatMap(openings);
  const words = [
    ...(given.length > 0 ? [`shared with ${given.join(' and ')}`] : []),
    ...(taken.length > 0 ? [`no longer shared with ${taken.join(' and ')}`] : []),
    ...(opened.length > 0 ? [`opened ${opened.join(' and ')}`] : []),
  ];
  return words.length > 0 ? words.join('; ').slice(0, 400) : null;
}

function openings(permission: unknown): string[] {
  const protocol = text(at(permission, 'ipProtocol')) ?? '';
  const from = text(at(permission, 'fromPort'));
  const to = text(at(permission, 'toPort'));
  const ports = from === null ? '' : from === to ? ` ${from}` : ` ${from} to ${to}`;
  const sources = [
    text(at(permission, 'cidrIp')),
    ...items(at(permission, 'ipRanges')).map((range) => text(at(range, 'cidrIp'))),
    ...items(at(permission, 'ipv6Ranges')).map((range) => text(at(range, 'cidrIpv6'))),
    ...items(at(permission, 'groups')).map((group) => text(at(group, 'groupId'))),
  ].filter((source) => source !== null);
  return sources.map((source) => `${protocol === '-1' ? 'every protocol' : protocol}${ports} to ${source}`);
}

const receivers = (list: unknown) =>
  items(list).flatMap((item) => {
    const receiver = text(at(item, 'userId')) ?? text(at(item, 'group')) ?? text(at(item, 'organizationArn'));
    return receiver ? [receiver === 'all' ? 'everyone' : receiver] : [];
  });

const texts = (list: unknown) =>
  (Array.isArray(list) ? list : []).flatMap((item) =>
    typeof item === 'string' ? [item === 'all' ? 'everyone' : item] : [],
  );

/** EC2 writes lists as `{ items: [...] }`. */
function items(value: unknown): unknown[] {
  const list = Array.isArray(value) ? value : at(value, 'items');
  return Array.isArray(list) ? list.slice(0, 20) : [];
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
}
