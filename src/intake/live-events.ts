/**
 * Events as they happen: EventBridge envelopes with CloudTrail records and GuardDuty findings, stored as the collectors
 * store them, so that an event that comes both ways is one event and a finding has one identity.
 */
import type { CloudTrailEvent, Detection } from '../../collectors/collector.ts';
import { normaliseEvent } from '../../collectors/cloudtrail/normalise.ts';
import { toDetection } from '../../collectors/guardduty/detections.ts';
import { normaliseFinding } from '../../collectors/guardduty/normalise.ts';
import { asRecord, asText } from '../../collectors/untrusted.ts';
import type { Ctx } from '../context.ts';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { type AwsAccount, listAccounts } from '../estate/accounts.ts';
import { raiseDataVersion } from '../estate/data-version.ts';
import { insertEvents } from '../estate/events.ts';
import { upsertFindings } from '../estate/findings-write.ts';
import { deriveEventFindings } from './derive.ts';
import { timeFault } from './import/clean.ts';
import { findingOfDetection } from './findings-of.ts';

type Scope = Pick<Ctx, 'sql' | 'tenantId' | 'log'>;

/** What became of a delivery. `ignored`: well formed, but not ours to keep; `refused`: not understood. */
export interface LiveReport {
  events: number;
  findings: number;
  ignored: number;
  refused: number;
}

/** An envelope understood, or why it is not taken. */
export type LiveItem =
  | { kind: 'event'; event: CloudTrailEvent }
  | { kind: 'finding'; detection: Detection }
  | { kind: 'ignored' | 'refused'; reason: string };

/**
 * Stores what the envelopes hold and runs the event rules over the hour around each event. Delivering again changes
 * nothing. Items of accounts that are neither connected nor, with `collecting`, read by the default credentials are
 * ignored, and those of impossible times refused; whatever is not taken is logged with its reason. Throws only when the database fails: deliver again then.
 */
export async function takeLiveEvents(
  ctx: Scope,
  envelopes: readonly unknown[],
  options: { collecting: boolean },
): Promise<LiveReport> {
  const report: LiveReport = { events: 0, findings: 0, ignored: 0, refused: 0 };
  const accounts = await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, (sql) =>
    listAccounts(sql, ctx.tenantId),
  );
  const events: CloudTrailEvent[] = [];
  const detections: Detection[] = [];
  for (const envelope of envelopes) {
    const item = admit(readEnvelope(envelope), accounts, options.collecting);
    if (item.kind === 'event') events.push(item.event);
    else if (item.kind === 'finding') detections.push(item.detection);
    else {
      report[item.kind] += 1;
      ctx.log.warn(`live.${item.kind}`, { reason: item.reason });
    }
  }
  report.events = events.length;
  report.findings = detections.length;
  if (events.length + detections.length === 0) return report;
  await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, (sql) =>
    storeItems(sql, ctx.tenantId, events, detections),
  );
  // After a crash right here the delivery comes again, so rules run for known events too.
  for (const range of rangesOf(events)) {
    const account = accounts.find(({ accountUid }) => accountUid === range.accountUid);
    await deriveEventFindings(ctx, range, { imported: false, ownRoleArn: account?.roleArn ?? null });
  }
  return report;
}

/** What an envelope holds. Pure. Source: Amazon EventBridge User Guide, "AWS service events delivered via CloudTrail". */
export function readEnvelope(input: unknown): LiveItem {
  const envelope = asRecord(input);
  const detail = asRecord(envelope?.['detail']);
  const type = asText(envelope?.['detail-type']);
  if (!envelope || !detail || !type)
    return { kind: 'refused', reason: 'This is not an EventBridge event: it has no detail-type or no detail.' };
  if (type === 'GuardDuty Finding') {
    const read = normaliseFinding(detail);
    return read.ok
      ? { kind: 'finding', detection: toDetection(read.finding) }
      : { kind: 'refused', reason: read.reason };
  }
  if (!FROM_CLOUDTRAIL.has(type))
    return { kind: 'ignored', reason: `Events of the type "${type.slice(0, 100)}" are not read.` };
  const read = normaliseEvent({ recipientAccountId: asText(envelope['account']), ...detail });
  return read.ok ? { kind: 'event', event: read.event } : { kind: 'refused', reason: read.reason };
}

const FROM_CLOUDTRAIL = new Set([
  'AWS API Call via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'AWS Console Action via CloudTrail',
  'AWS Service Event via CloudTrail',
]);

function admit(item: LiveItem, accounts: readonly AwsAccount[], collecting: boolean): LiveItem {
  const about = item.kind === 'event' ? item.event : item.kind === 'finding' ? item.detection : null;
  if (!about) return item;
  const { accountUid } = about;
  const account = accounts.find((candidate) => candidate.accountUid === accountUid);
  const fault = timesOf(about)
    .map((time) => timeFault(time, new Date()))
    .find((reason) => reason !== null);
  if (fault) return { kind: 'refused', reason: fault };
  // Whose the default credentials are is known from the first collection on; until then it may be this one.
  const mayBeOurs = collecting && accounts.every(({ roleArn }) => roleArn !== null);
  if (account ? account.enabled : mayBeOurs) return item;
  const why = account ? 'is disabled' : 'is not connected';
  return { kind: 'ignored', reason: `Account ${accountUid.slice(0, 40)} ${why}.` };
}

/** A finding from the year 2999 would stand before all that GuardDuty tells of it later. */
const timesOf = (about: CloudTrailEvent | Detection) =>
  'time' in about ? [about.time] : [about.lastSeenTime, about.firstSeenTime];

async function storeItems(
  sql: TransactionSql,
  tenantId: string,
  events: CloudTrailEvent[],
  detections: Detection[],
): Promise<void> {
  const unique = [...new Map(events.map((event) => [event.eventId, event])).values()];
  const inserted = await insertEvents(sql, tenantId, unique, { imported: false });
  const readAt = new Date().toISOString();
  const findings = newestOf(detections).map((detection) => findingOfDetection(detection, { imported: false, readAt }));
  const known = await sql<{ uid: string; lastSeen: Date; archived: boolean }[]>`
    select finding_uid as uid, last_seen_time as "lastSeen", status_id = 5 as archived from findings
    where tenant_id = ${tenantId} and finding_uid = any (${findings.map(({ findingUid }) => findingUid)}) for update`;
  const fresh = findings.filter(({ findingUid, lastSeenTime }) => {
    const stored = known.find(({ uid }) => uid === findingUid);
    // A late or repeated delivery must not turn a finding back to what it was, nor open an archived one.
    const age = stored ? Date.parse(lastSeenTime) - stored.lastSeen.getTime() : 1;
    return age > 0 || (age === 0 && !stored?.archived);
  });
  await upsertFindings(sql, tenantId, fresh, readAt);
  if (inserted > 0 || fresh.length > 0) await raiseDataVersion(sql, tenantId);
}

/** One per finding, its newest state: GuardDuty tells of a finding again each time it grows. */
function newestOf(detections: readonly Detection[]): Detection[] {
  const byKey = new Map<string, Detection>();
  for (const detection of detections) {
    const known = byKey.get(detection.key);
    if (!known || detection.lastSeenTime >= known.lastSeenTime) byKey.set(detection.key, detection);
  }
  return [...byKey.values()];
}

const HOUR_MS = 3_600_000;

/** The stretches to look at again: from an hour before each event, neighbours of one account joined. */
function rangesOf(events: readonly CloudTrailEvent[]): { accountUid: string; from: string; to: string }[] {
  const ranges: { accountUid: string; from: string; to: string }[] = [];
  const ordered = events.toSorted(
    (one, other) => one.accountUid.localeCompare(other.accountUid) || one.time.localeCompare(other.time),
  );
  for (const { accountUid, time } of ordered) {
    const from = new Date(Date.parse(time) - HOUR_MS).toISOString();
    const last = ranges.at(-1);
    if (last?.accountUid === accountUid && from <= last.to) last.to = time;
    else ranges.push({ accountUid, from, to: time });
  }
  return ranges;
}
