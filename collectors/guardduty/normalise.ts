import { storableText } from '../storable.ts';
import { asList, asRecord, asText, at, isCalendarDay, textAt } from '../untrusted.ts';
import type { GuardDutyFinding } from './snapshot.ts';
import { involvedResource } from './involved-resource.ts';

/** A normalised finding, or one plain sentence on why it was refused. */
export type NormalisedFinding = { ok: true; finding: GuardDutyFinding } | { ok: false; reason: string };

/**
 * Normalises one GuardDuty finding as the SDK gives it (`Id`, `Type`, …) or as EventBridge's `detail` does (`id`,
 * `type`, …). Only id, type and a time are demanded; severity that is missing or no number counts as 1.0. Pure.
 */
export function normaliseFinding(input: unknown): NormalisedFinding {
  const raw = asRecord(camelKeys(input, 0));
  if (!raw) return refuse('The finding is not an object.');
  const id = asText(raw['id']);
  if (!id) return refuse('The finding has no id.');
  const type = asText(raw['type']);
  if (!type) return refuse('The finding has no type.');
  const createdAt = timeOf(raw['createdAt']) ?? timeOf(raw['updatedAt']);
  if (!createdAt) return refuse('The finding has no time of creation.');
  const service = asRecord(raw['service']) ?? {};
  const accountUid = asText(raw['accountId']) ?? 'unknown';
  const region = asText(raw['region']) ?? 'unknown';
  const severity = Number(raw['severity']);
  const count = Number(service['count']);
  return {
    ok: true,
    finding: {
      id: id.slice(0, 200),
      arn: asText(raw['arn']) ?? id,
      type: type.slice(0, 200),
      title: (asText(raw['title']) ?? type).slice(0, 500),
      description: (asText(raw['description']) ?? '').slice(0, 2_000),
      severity: Number.isFinite(severity) && severity > 0 ? severity : 1,
      accountUid,
      region,
      createdAt,
      updatedAt: timeOf(raw['updatedAt']) ?? createdAt,
      eventFirstSeen: timeOf(service['eventFirstSeen']),
      eventLastSeen: timeOf(service['eventLastSeen']),
      count: Number.isInteger(count) && count > 0 ? Math.min(count, MAX_COUNT) : 1,
      archived: service['archived'] === true,
      confidence:
        typeof raw['confidence'] === 'number' && raw['confidence'] > 0 ? Math.min(raw['confidence'], 100) : null,
      resource: involvedResource(asRecord(raw['resource']) ?? {}, {
        partition: asText(raw['partition']) ?? /^arn:([^:]+):/.exec(asText(raw['arn']) ?? '')?.[1] ?? 'aws',
        accountUid,
        region,
      }),
      details: detailsOf(service, asRecord(raw['resource']) ?? {}),
    },
  };
}

/** What the column of the store holds. */
const MAX_COUNT = 2_147_483_647;

function refuse(reason: string): NormalisedFinding {
  return { ok: false, reason };
}

/** GuardDuty writes ISO times, the SDK leaves them as text. */
function timeOf(value: unknown): string | null {
  const text = value instanceof Date ? value.toISOString() : asText(value);
  if (text === null || !/^(?!0000)\d{4}-\d\d-\d\d/.test(text) || !isCalendarDay(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

/** What the action and the caller were, flattened; no payloads, no secrets. */
function detailsOf(service: Record<string, unknown>, resource: Record<string, unknown>): GuardDutyFinding['details'] {
  const action = asRecord(service['action']) ?? {};
  const call = asRecord(action['awsApiCallAction']) ?? asRecord(action['kubernetesApiCallAction']);
  const connection = asRecord(action['networkConnectionAction']);
  const probe = asList(at(action, 'portProbeAction', 'portProbeDetails'))[0];
  const login = asRecord(action['rdsLoginAttemptAction']);
  const remote =
    asRecord(call?.['remoteIpDetails']) ??
    asRecord(connection?.['remoteIpDetails']) ??
    asRecord(at(probe, 'remoteIpDetails')) ??
    asRecord(login?.['remoteIpDetails']);
  const key = asRecord(resource['accessKeyDetails']);
  const found: Record<string, unknown> = {
    actionType: action['actionType'],
    resourceRole: service['resourceRole'],
    api: call?.['api'] ?? call?.['requestUri'],
    apiService: call?.['serviceName'],
    callerType: call?.['callerType'],
    apiErrorCode: call?.['errorCode'],
    userAgent: call?.['userAgent'],
    domain: at(action, 'dnsRequestAction', 'domain'),
    protocol: connection?.['protocol'] ?? at(action, 'dnsRequestAction', 'protocol'),
    direction: connection?.['connectionDirection'],
    localPort: at(connection, 'localPortDetails', 'port') ?? at(probe, 'localPortDetails', 'port'),
    remotePort: at(connection, 'remotePortDetails', 'port'),
    blocked:
      connection?.['blocked'] ?? at(action, 'portProbeAction', 'blocked') ?? at(action, 'dnsRequestAction', 'blocked'),
    remoteAddress: remote?.['ipAddressV4'] ?? remote?.['ipAddressV6'],
    remoteCountry: at(remote, 'country', 'countryName'),
    remoteCity: at(remote, 'city', 'cityName'),
    remoteOrganisation: at(remote, 'organization', 'asnOrg'),
    accessKeyId: key?.['accessKeyId'],
    principal: key?.['userName'] ?? key?.['principalId'],
    sessionName: asText(key?.['principalId'])?.split(':')[1],
    threatList: asText(
      asList(at(service, 'evidence', 'threatIntelligenceDetails')).map((item) => textAt(item, 'threatListName'))[0],
    ),
    process: textAt(service, 'runtimeDetails', 'process', 'executablePath'),
    threatName: textAt(
      asList(at(service, 'ebsVolumeScanDetails', 'scanDetections', 'threatDetectedByName', 'threatNames'))[0],
      'name',
    ),
  };
  const details: GuardDutyFinding['details'] = {};
  for (const [name, value] of Object.entries(found)) {
    if (typeof value === 'string' && value !== '') details[name] = value.slice(0, 500);
    else if (typeof value === 'number' || typeof value === 'boolean') details[name] = value;
  }
  return details;
}

/** `Resource.InstanceDetails` → `resource.instanceDetails`, so that both spellings read alike. */
function camelKeys(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date || depth > 20) return value;
  if (Array.isArray(value)) return value.map((item) => camelKeys(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      camelKeys(item, depth + 1),
    ]),
  );
}
