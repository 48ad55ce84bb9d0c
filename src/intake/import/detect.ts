/** Which of the known formats a record or a CSV header is in; each record is judged by itself, so files may be mixed. */
import { asRecord, at } from '../../../collectors/untrusted.ts';
import { convertAsff, isAsff } from './asff.ts';
import { convertCloudTrail, embeddedEvent, EVENT_TEXT_KEYS, isCloudTrail } from './cloudtrail.ts';
import { type Converted, refused } from './converted.ts';
import { createFocusReader, isFocusHeader, type LineReader } from './focus.ts';
import { convertOcsf, isOcsf } from './ocsf.ts';

/** What one JSON record becomes; several when it wraps several (EventBridge's envelope, a file a line). */
export function convertRecord(value: unknown, now: Date): Converted[] {
  const record = asRecord(value);
  if (!record) return [refused('The record is not an object.')];
  if (isOcsf(record)) return [convertOcsf(record, now)];
  if (isAsff(record)) return [convertAsff(record, now)];
  if (isCloudTrail(record)) return [convertCloudTrail(record, now)];
  const embedded = embeddedEvent(record);
  if (embedded !== null) {
    const event = asRecord(embedded);
    return [event ? convertCloudTrail(event, now) : refused('The event inside the row is not JSON.')];
  }
  const inner = at(record, 'detail', 'findings') ?? record['Records'] ?? record['Findings'] ?? record['findings'];
  if (Array.isArray(inner))
    return inner.flatMap((item) => (wraps(item) ? [refused(UNKNOWN)] : convertRecord(item, now)));
  const detail = asRecord(record['detail']);
  if (detail && (isCloudTrail(detail) || isOcsf(detail) || isAsff(detail))) return convertRecord(detail, now);
  return [refused(UNKNOWN)];
}

const UNKNOWN = 'The record is neither a CloudTrail event nor an OCSF or ASFF finding.';

/** One level of wrapping is unpacked; records nested in records are an attack or a mistake. */
function wraps(value: unknown): boolean {
  const record = asRecord(value);
  return (
    ['Records', 'Findings', 'findings', 'detail'].some((key) => record !== null && key in record) && !isAsff(record!)
  );
}

/** How to read the lines under this CSV header, or null when it is of no known kind. */
export function lineReaderFor(header: readonly string[], now: Date): LineReader | null {
  if (isFocusHeader(header)) return createFocusReader(header, now);
  const names = header.map((name) => name.trim().toLowerCase());
  const column = EVENT_TEXT_KEYS.map((key) => names.indexOf(key.toLowerCase())).find((index) => index >= 0);
  if (column === undefined) return null;
  return (cells) => {
    const embedded = asRecord(embeddedEvent({ eventJson: cells[column] }));
    return embedded ? convertCloudTrail(embedded, now) : refused('The event inside the row is not JSON.');
  };
}
