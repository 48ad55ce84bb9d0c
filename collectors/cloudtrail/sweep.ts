import {
  LookupEventsCommand,
  type CloudTrailClient,
  type Event,
  type LookupAttribute,
} from '@aws-sdk/client-cloudtrail';
import type { CloudTrailEvent } from '../collector.ts';
import type { FailedRead } from '../coverage.ts';
import type { RateLimiter } from '../limits.ts';
import { readPages, type CoverageRecorder } from '../read-result.ts';
import { CLOUDTRAIL_APIS } from './apis.ts';
import { normaliseEvent } from './normalise.ts';
import type { CloudTrailSnapshot } from './snapshot.ts';

/** One filter of LookupEvents, which takes a single attribute a call. */
interface Lookup {
  id: string;
  attribute: LookupAttribute;
  /** Pages of 50 in one run. */
  maxPages: number;
}

/**
 * What is swept: all changes, everything the root user did, and the few read-only calls that event rules look for.
 * Other read-only calls are too many for two calls a second; they come with imported logs.
 */
export const LOOKUPS: Lookup[] = [
  { id: 'writes', attribute: { AttributeKey: 'ReadOnly', AttributeValue: 'false' }, maxPages: 300 },
  { id: 'root', attribute: { AttributeKey: 'Username', AttributeValue: 'root' }, maxPages: 20 },
  ...['GetSecretValue', 'BatchGetSecretValue', 'GetPasswordData', 'GetFederationToken'].map((name) => ({
    id: name,
    attribute: { AttributeKey: 'EventName' as const, AttributeValue: name },
    maxPages: 20,
  })),
];

/** Delivery lags up to about 15 minutes, and the longest window of a rule is 30: what is younger is read again. */
export const OVERLAP_MS = 45 * 60_000;
/** How far back the first read goes: all that AWS keeps. What one run cannot hold follows as a gap. */
export const FIRST_LOOKBACK_MS = 90 * 24 * 3_600_000;

/** What is read with, and until when. `now` is the run's `collectedAt`. */
export interface SweepContext {
  client: CloudTrailClient;
  recorder: CoverageRecorder;
  limiter: RateLimiter;
  now: string;
  cursor: Record<string, string> | null;
  /** Instead of each lookup's own limit of pages. */
  maxPages?: number;
}

export interface Sweep extends Pick<
  CloudTrailSnapshot,
  'events' | 'sweep' | 'refused' | 'eventsCompleteFrom' | 'nextCursor'
> {
  /** Nothing failed, but the page limit was reached: older events follow in later runs. */
  onlyBacklog: boolean;
}

/**
 * Sweeps every lookup from its watermark, newest first (AWS's own order). What a run cannot finish, by failure or by
 * its page limit, is kept in the cursor as a gap and read by later runs, after the newest events. Never throws.
 */
export async function sweepEvents(context: SweepContext): Promise<Sweep> {
  const events = new Map<string, CloudTrailEvent>();
  const refused: Sweep['refused'] = [];
  const nextCursor: Record<string, string> = {};
  const starts: string[] = [];
  const failures: FailedRead[] = [];
  for (const lookup of LOOKUPS) {
    const before = readState(context.cursor, lookup.id);
    const read = async (from: string, until: string) => {
      starts.push(from);
      const stretch = await readStretch(context, lookup, from, until);
      if (stretch.failure) failures.push(stretch.failure);
      for (const { normalised, id } of stretch.items) {
        if (normalised.ok) events.set(normalised.event.eventId, normalised.event);
        else {
          refused.push({ reason: normalised.reason, eventId: id });
          context.recorder.refuse(CLOUDTRAIL_APIS.lookup.api, normalised.reason);
        }
      }
      return stretch;
    };
    writeState(nextCursor, lookup.id, await sweepLookup(before, context.now, read));
  }
  const isFirst = context.cursor === null;
  return {
    events: [...events.values()].toSorted(
      (one, other) => one.time.localeCompare(other.time) || one.eventId.localeCompare(other.eventId),
    ),
    sweep: failures[0] ?? { ok: true, value: true },
    onlyBacklog: failures.length > 0 && failures.every(({ errorCode }) => errorCode === 'TooManyPages'),
    refused,
    eventsCompleteFrom: isFirst ? null : starts.reduce((least, start) => (start < least ? start : least), context.now),
    nextCursor,
  };
}

/** Where one lookup stands: everything up to `since` has been read, but for one gap. */
interface LookupState {
  since: string | null;
  gap: { from: string; until: string } | null;
}

interface Stretch {
  items: { normalised: ReturnType<typeof normaliseEvent>; id: string | null }[];
  failure: FailedRead | null;
  /** The oldest time read; what lies before it is missing when the stretch failed. null: nothing was read. */
  oldest: string | null;
}

async function sweepLookup(
  { since, gap }: LookupState,
  now: string,
  read: (from: string, until: string) => Promise<Stretch>,
): Promise<LookupState> {
  const from = since === null ? minus(now, FIRST_LOOKBACK_MS) : minus(since, OVERLAP_MS);
  const head = await read(from, now);
  if (head.failure && head.oldest === null) return { since, gap };
  if (head.failure) {
    const until = head.oldest!;
    // Two gaps become one that holds both: reading twice is harmless, losing is not.
    return { since: now, gap: gap === null ? { from, until } : { from: gap.from < from ? gap.from : from, until } };
  }
  if (gap === null) return { since: now, gap: null };
  const rest = await read(gap.from, gap.until);
  if (!rest.failure) return { since: now, gap: null };
  return { since: now, gap: { from: gap.from, until: rest.oldest ?? gap.until } };
}

async function readStretch(
  { client, recorder, limiter, maxPages }: SweepContext,
  { attribute, maxPages: ownLimit }: Lookup,
  from: string,
  until: string,
): Promise<Stretch> {
  let oldest: string | null = null;
  const { items, failure } = await readPages(
    recorder,
    { ...CLOUDTRAIL_APIS.lookup, maxPages: maxPages ?? ownLimit },
    async (NextToken, abortSignal) => {
      await limiter.wait(abortSignal);
      const command = new LookupEventsCommand({
        LookupAttributes: [attribute],
        StartTime: new Date(from),
        EndTime: new Date(until),
        MaxResults: 50,
        NextToken,
      });
      return client.send(command, { abortSignal });
    },
    ({ Events = [], NextToken }) => {
      for (const { EventTime } of Events) {
        const time = EventTime?.toISOString();
        if (time !== undefined && (oldest === null || time < oldest)) oldest = time;
      }
      return { items: Events.map(toItem), next: NextToken };
    },
  );
  return { items, failure, oldest };
}

function toItem({ CloudTrailEvent: text, EventId }: Event): Stretch['items'][number] {
  const id = EventId ?? null;
  try {
    return { normalised: normaliseEvent(JSON.parse(text ?? 'null')), id };
  } catch {
    return { normalised: { ok: false, reason: 'The record is not JSON.' }, id };
  }
}

function readState(cursor: Record<string, string> | null, id: string): LookupState {
  const from = cursor?.[`${id}.gapFrom`];
  const until = cursor?.[`${id}.gapUntil`];
  return { since: cursor?.[`${id}.since`] ?? null, gap: from && until ? { from, until } : null };
}

function writeState(cursor: Record<string, string>, id: string, { since, gap }: LookupState): void {
  if (since !== null) cursor[`${id}.since`] = since;
  if (gap === null) return;
  cursor[`${id}.gapFrom`] = gap.from;
  cursor[`${id}.gapUntil`] = gap.until;
}

function minus(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) - milliseconds).toISOString();
}
