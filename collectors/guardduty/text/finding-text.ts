import type { CheckText } from '../../collector.ts';
import { PURPOSES, UNKNOWN_PURPOSE } from './purposes.ts';
import { RESOURCES, UNKNOWN_RESOURCE } from './resources.ts';
import { SPECIFICS } from './specifics.ts';

/**
 * Our own words for a GuardDuty finding type, e.g. `CryptoCurrency:EC2/BitcoinTool.B!DNS`: put together from its threat
 * purpose, the kind of resource, and, for well-known types, the type itself. Any type gets a text, unknown ones too.
 * Source of the type's form: Amazon GuardDuty User Guide, "GuardDuty finding format".
 */
export function findingText(type: string): CheckText {
  const [, purposeName = '', resourceName = '', family = ''] = /^([^:]+):([^/]+)\/?(.*)$/.exec(type) ?? [];
  const purpose = PURPOSES[purposeName] ?? UNKNOWN_PURPOSE;
  const resource = RESOURCES[resourceKey(resourceName, family)] ?? UNKNOWN_RESOURCE;
  const specific = SPECIFICS.find(({ pattern }) => pattern.test(type));
  return {
    title: `${specific ? specific.title : capitalised(`${resource.noun}: ${purpose.summary}`)} (${type})`,
    description: `Amazon GuardDuty reported ${type} about this resource (${resource.noun}): ${purpose.summary}.${source(type)}`,
    risk: specific ? `${specific.mechanism} ${purpose.mechanism}` : purpose.mechanism,
    consequence: specific?.consequence ?? purpose.consequence,
    remediation: specific?.firstStep ? [specific.firstStep, ...resource.remediation] : resource.remediation,
    ownerHint: resource.ownerHint,
  };
}

function resourceKey(resource: string, family: string): string {
  if (resource === 'EC2' && family.startsWith('MaliciousFile')) return 'EC2Malware';
  return resource === 'IAM' ? 'IAMUser' : resource;
}

/** `!DNS` and the like say how it was seen. */
function source(type: string): string {
  if (type.endsWith('!DNS')) return ' It was seen in DNS queries: the name was asked for, a connection is not proved.';
  if (/\/Runtime:|:Runtime\//.test(type)) return ' It was seen by the runtime agent on the host.';
  return '';
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
