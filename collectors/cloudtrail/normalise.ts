import type { CloudTrailEvent } from '../collector.ts';
import { namedResources } from './named-resources.ts';
import { describePrincipal } from './principal.ts';
import { storableText } from '../storable.ts';
import { asRecord, asText, isCalendarDay } from '../untrusted.ts';

/** A normalised event, or one plain sentence on why the record was refused. */
export type NormalisedEvent = { ok: true; event: CloudTrailEvent } | { ok: false; reason: string };

/**
 * Normalises one CloudTrail record as AWS writes it to log files, LookupEvents, EventBridge's `detail` or Lake, of any
 * event version. Only an id, a time and a name are demanded; everything else may be missing or of the wrong type.
 * Pure: a time in the future is kept as it is, for the caller to judge. Session tokens, passwords and user data are
 * cut out of `raw`; the rest of it is the record as it came. Source: AWS CloudTrail User Guide, "Record contents".
 */
export function normaliseEvent(record: unknown): NormalisedEvent {
  const raw = asRecord(storable(record, 0));
  if (!raw) return refuse('The record is not an object.');
  const eventId = asText(raw['eventID'] ?? raw['eventId']);
  if (!eventId) return refuse('The record has no eventID.');
  const name = asText(raw['eventName']);
  if (!name) return refuse('The record has no eventName.');
  const time = parseTime(raw['eventTime']);
  if (!time) return refuse('The eventTime of the record is missing or is not a time.');
  const identity = asRecord(raw['userIdentity']) ?? {};
  return {
    ok: true,
    event: {
      eventId: eventId.slice(0, 200),
      time,
      name: name.slice(0, 200),
      source: asText(raw['eventSource']) ?? 'unknown',
      accountUid: asText(raw['recipientAccountId']) ?? asText(identity['accountId']) ?? 'unknown',
      region: asText(raw['awsRegion']) ?? 'unknown',
      ...describePrincipal(identity),
      sourceIpAddress: asText(raw['sourceIPAddress'])?.slice(0, 300) ?? null,
      userAgent: asText(raw['userAgent'])?.slice(0, 1_000) ?? null,
      errorCode: asText(raw['errorCode'])?.slice(0, 200) ?? null,
      errorMessage: asText(raw['errorMessage'])?.slice(0, 2_000) ?? null,
      readOnly: asBoolean(raw['readOnly']),
      resources: namedResources(raw),
      raw,
    },
  };
}

function refuse(reason: string): NormalisedEvent {
  return { ok: false, reason };
}

/** ISO times only (Lake writes a space for the T and no zone: UTC). `Date.parse` alone would take "1" for a year. */
function parseTime(value: unknown): string | null {
  const match = /^((?!0000)\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(asText(value) ?? '');
  if (!match || !isCalendarDay(match[1]!)) return null;
  const [, day, clock, fraction = '', zone = 'Z'] = match;
  const milliseconds = Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

/** LookupEvents and some exports write booleans as text. */
function asBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : null;
}

const SECRET_KEYS = new Set(['sessiontoken', 'secretaccesskey', 'userdata', 'password', 'newpassword', 'oldpassword']);
const MAX_DEPTH = 40;

/** Without secrets, NUL characters and broken surrogates: PostgreSQL refuses a whole batch for one of the latter two. */
function storable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[removed: nested too deeply]';
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      storable(key, depth),
      SECRET_KEYS.has(key.toLowerCase()) && item !== null ? '[removed]' : storable(item, depth + 1),
    ]),
  );
}
