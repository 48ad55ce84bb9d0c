import { setMaxListeners } from 'node:events';
import { awsErrorCode, classifyAwsError } from './aws-errors.ts';
import type { CollectorName, CoverageEntry, FailedRead, Read } from './coverage.ts';

/** One call, as coverage counts it. */
interface CallRecord {
  api: string;
  permission: string;
  items: number;
  startedAt: string;
  failure: FailedRead | null;
}

/** Gathers what was read, where and how it ended; `entries()` gives one coverage row per API. */
export interface CoverageRecorder {
  region: string;
  /** Aborts when the read's deadline is over; pass it on to every call. */
  signal: AbortSignal;
  record(call: CallRecord): void;
  progress(api: string, items: number): void;
  /** One record of an answer that could not be used; `reason` is one sentence of ours. */
  refuse(api: string, reason: string): void;
  entries(): CoverageEntry[];
}

/** What a recorder needs to know. `region` is `global` for services that have none. */
export interface RecorderScope {
  product: CollectorName;
  accountUid: string;
  region: string;
  signal: AbortSignal;
  onProgress?: ((progress: { api: string; items: number }) => void) | undefined;
}

/** How one API is named in coverage and failures. */
export interface ApiName {
  /** Reads like an IAM action: `iam:ListUsers`. */
  api: string;
  /** The IAM action that would mend a denial; often the same, but not for S3. */
  permission: string;
}

/**
 * A recorder for one read. Calls of the same API on many resources become one row: `ok` when all succeeded, `partial`
 * when some did, else the failures' own class. `truncated` means that a list ended early.
 */
export function createRecorder({ product, accountUid, region, signal, onProgress }: RecorderScope): CoverageRecorder {
  setMaxListeners(0, signal);
  const byApi = new Map<string, { entry: CoverageEntry; calls: number; failures: FailedRead[] }>();
  const refusals = new Map<string, Map<string, number>>();
  return {
    region,
    signal,
    progress: (api, items) => onProgress?.({ api, items }),
    refuse(api, reason) {
      const reasons = refusals.get(api) ?? new Map<string, number>();
      refusals.set(api, reasons.set(reason, (reasons.get(reason) ?? 0) + 1));
    },
    record({ api, permission, items, startedAt, failure }) {
      const finishedAt = new Date().toISOString();
      const known = byApi.get(api) ?? {
        entry: { product, accountUid, region, api, outcome: 'ok', items: 0, truncated: false, startedAt, finishedAt },
        calls: 0,
        failures: [],
      };
      byApi.set(api, known);
      known.calls += 1;
      known.entry.items += items;
      known.entry.finishedAt = finishedAt;
      if (startedAt < known.entry.startedAt) known.entry.startedAt = startedAt;
      if (failure === null) return;
      known.failures.push(failure);
      known.entry.permission = permission;
      if (failure.outcome === 'partial') known.entry.truncated = true;
    },
    entries: () =>
      Array.from(byApi.values(), ({ entry, calls, failures }) =>
        withRefusals(
          failures.length === 0 ? { ...entry } : { ...entry, ...summarise(failures, calls) },
          refusals.get(entry.api),
        ),
      ),
  };
}

/** The read went as it went; what of it could not be used is named beside that. */
function withRefusals(entry: CoverageEntry, reasons: ReadonlyMap<string, number> | undefined): CoverageEntry {
  if (!reasons) return entry;
  const count = [...reasons.values()].reduce((sum, each) => sum + each, 0);
  const named = [...reasons.keys()].slice(0, 3).join(' ');
  const sentence = `${count} ${count === 1 ? 'record was' : 'records were'} refused: ${named}`;
  return {
    ...entry,
    errorCode: entry.errorCode ?? 'RecordsRefused',
    detail: entry.detail === undefined ? sentence : `${entry.detail} ${sentence}`,
  };
}

function summarise(failures: FailedRead[], calls: number): Pick<CoverageEntry, 'outcome' | 'errorCode' | 'detail'> {
  const commonest = mostFrequent(failures);
  const partial = failures.length < calls && commonest.outcome !== 'partial';
  const detail = partial
    ? `${failures.length} of ${calls} calls failed; ${commonest.detail.charAt(0).toLowerCase()}${commonest.detail.slice(1)}`
    : commonest.detail;
  return {
    outcome: partial ? 'partial' : commonest.outcome,
    ...(commonest.errorCode === undefined ? {} : { errorCode: commonest.errorCode }),
    detail,
  };
}

function mostFrequent(failures: FailedRead[]): FailedRead {
  const counts = new Map<string, number>();
  const key = (failure: FailedRead) => `${failure.outcome} ${failure.errorCode}`;
  for (const failure of failures) counts.set(key(failure), (counts.get(key(failure)) ?? 0) + 1);
  return failures.reduce((best, failure) => (counts.get(key(failure))! > counts.get(key(best))! ? failure : best));
}

/** Options of one read. `items` counts what the value holds; by default an array's length, 1, or 0 for null. */
export interface ReadOptions<T> extends ApiName {
  /** Service's own codes that mean "not switched on here". */
  notEnabled?: readonly string[];
  items?: (value: T) => number;
}

/**
 * Makes one AWS call and keeps its result or its failure as data; it never throws. Error names in `notConfigured`
 * (such as `NoSuchBucketPolicy`) are the value null, not a failure. The call is given up when the recorder's signal
 * aborts, even if the SDK does not notice.
 */
export function readApi<T>(
  recorder: CoverageRecorder,
  options: ReadOptions<T> & { notConfigured: readonly string[] },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<Read<T | null>>;
export function readApi<T>(
  recorder: CoverageRecorder,
  options: ReadOptions<T>,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<Read<T>>;
export async function readApi<T>(
  recorder: CoverageRecorder,
  options: ReadOptions<T> & { notConfigured?: readonly string[] },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<Read<T | null>> {
  const startedAt = new Date().toISOString();
  const { api, permission } = options;
  try {
    const value = await untilDeadline(recorder.signal, call);
    const items = (options.items ?? countItems)(value);
    recorder.record({ api, permission, items, startedAt, failure: null });
    recorder.progress(api, items);
    return { ok: true, value };
  } catch (error) {
    if (options.notConfigured?.includes(awsErrorCode(error))) {
      recorder.record({ api, permission, items: 0, startedAt, failure: null });
      return { ok: true, value: null };
    }
    const failure = failedRead(error, options, recorder.region);
    recorder.record({ api, permission, items: 0, startedAt, failure });
    return failure;
  }
}

/** A list read page by page: what was seen, and what ended it early, if anything did. */
export interface ListRead<Item> {
  items: Item[];
  /** null: complete. `partial`: some pages came. Any other outcome: nothing came. */
  failure: FailedRead | null;
}

/**
 * Reads every page of a list. A failure after the first page keeps what came, as `partial` and truncated, with the
 * true error code. AWS repeating a page token, or more than `maxPages`, ends the list as `partial` too: never an
 * endless loop.
 */
export async function readPages<Page, Item>(
  recorder: CoverageRecorder,
  options: ApiName & { notEnabled?: readonly string[]; maxPages?: number },
  fetchPage: (token: string | undefined, signal: AbortSignal) => Promise<Page>,
  pick: (page: Page) => { items: readonly Item[]; next: string | undefined },
): Promise<ListRead<Item>> {
  const startedAt = new Date().toISOString();
  const { api, permission, maxPages = 100_000 } = options;
  const items: Item[] = [];
  const seenTokens = new Set<string>();
  let token: string | undefined;
  let pages = 0;
  const end = (failure: FailedRead | null): ListRead<Item> => {
    recorder.record({ api, permission, items: items.length, startedAt, failure });
    return { items, failure };
  };
  for (;;) {
    try {
      const page = pick(await untilDeadline(recorder.signal, (signal) => fetchPage(token, signal)));
      for (const item of page.items) items.push(item);
      token = page.next || undefined;
    } catch (error) {
      const failure = failedRead(error, options, recorder.region);
      return end(
        pages === 0 ? failure : { ...failure, outcome: 'partial', detail: inPart(api, items.length, failure) },
      );
    }
    pages += 1;
    recorder.progress(api, items.length);
    if (token === undefined) return end(null);
    if (seenTokens.has(token)) return end(stopped(options, 'RepeatedPageToken', 'AWS repeated a page token'));
    seenTokens.add(token);
    if (pages >= maxPages) return end(stopped(options, 'TooManyPages', `it goes on after ${maxPages} pages`));
  }
}

/** A thrown value as a failed read of `api`, with one plain sentence. */
export function failedRead(
  error: unknown,
  { api, permission, notEnabled }: ApiName & { notEnabled?: readonly string[] },
  region: string,
): FailedRead {
  const { outcome, errorCode, detail } = classifyAwsError(error, { region, ...(notEnabled ? { notEnabled } : {}) });
  return { ok: false, api, outcome, errorCode, permission, detail: `${api} could not be read: ${detail}.` };
}

function inPart(api: string, items: number, { detail }: FailedRead): string {
  return `Only the first ${items} items were read. ${detail.replace(`${api} could`, `The rest of ${api} could`)}`;
}

function stopped({ api, permission }: ApiName, errorCode: string, why: string): FailedRead {
  return { ok: false, api, outcome: 'partial', errorCode, permission, detail: `${api} was read in part: ${why}.` };
}

function countItems(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return value === null || value === undefined ? 0 : 1;
}

async function untilDeadline<T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (signal.aborted) throw deadlineExceeded();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(deadlineExceeded());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([call(signal), aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

function deadlineExceeded(): Error {
  return Object.assign(new Error('The deadline of this read is over'), { name: 'DeadlineExceeded' });
}
