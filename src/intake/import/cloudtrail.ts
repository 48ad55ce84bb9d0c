/** CloudTrail records: of log files, of Lake exports and of LookupEvents. */
import { normaliseEvent } from '../../../collectors/cloudtrail/normalise.ts';
import { asText } from '../../../collectors/untrusted.ts';
import { timeFault } from './clean.ts';
import { type Converted, refused } from './converted.ts';

/** Is this a CloudTrail event, by the two names that every version carries? */
export function isCloudTrail(record: Record<string, unknown>): boolean {
  return 'eventName' in record && ('eventID' in record || 'eventId' in record || 'eventSource' in record);
}

/**
 * Keys under which CloudTrail Lake and LookupEvents put the whole event as text. Source: CloudTrail User Guide, "Lake
 * query results", and the CloudTrail API reference, LookupEvents.
 */
export const EVENT_TEXT_KEYS = ['CloudTrailEvent', 'eventJson', 'event_json', 'eventjson'];

/** The event inside such a row, or null; unreadable text comes back as it is, to be refused by name. */
export function embeddedEvent(record: Record<string, unknown>): unknown {
  const key = EVENT_TEXT_KEYS.find((name) => asText(record[name]) !== null);
  if (!key) return null;
  try {
    return JSON.parse(asText(record[key])!) as unknown;
  } catch {
    return record[key];
  }
}

export function convertCloudTrail(record: Record<string, unknown>, now: Date): Converted {
  const result = normaliseEvent(record);
  if (!result.ok) return refused(result.reason);
  const fault = timeFault(result.event.time, now);
  return fault ? refused(fault) : { kind: 'event', event: result.event };
}
