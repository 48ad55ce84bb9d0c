import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type IAMClient,
  type ServiceLastAccessed,
} from '@aws-sdk/client-iam';
import type { FailedRead, Read } from '../coverage.ts';
import { mapWithLimit, sleep } from '../limits.ts';
import { readApi, type CoverageRecorder } from '../read-result.ts';
import { IAM_APIS } from './apis.ts';
import { isoOf } from './read-authorization.ts';
import type { ServiceAccess } from './snapshot.ts';

export interface LastAccessedTimings {
  lastAccessedPollMs: number;
  lastAccessedDeadlineMs: number;
  /** AWS makes one job per principal; above this many the rest is left unread and said so. */
  maxLastAccessed: number;
}

/**
 * When each principal last used each service that it may use (400 days back, some hours late). One asynchronous job a
 * principal. Principals beyond `maxLastAccessed` are failed reads, so that nothing is concluded about them.
 */
export async function readLastAccessed(
  recorder: CoverageRecorder,
  iam: IAMClient,
  arns: readonly string[],
  timings: LastAccessedTimings,
): Promise<Record<string, Read<ServiceAccess[]>>> {
  const asked = arns.slice(0, timings.maxLastAccessed);
  const read = await mapWithLimit(asked, 4, async (arn) => [arn, await readOne(recorder, iam, arn, timings)] as const);
  const skipped = arns.slice(timings.maxLastAccessed).map((arn) => {
    const failure = overLimit(timings.maxLastAccessed, arns.length);
    recorder.record({ ...IAM_APIS.getLastAccessed, items: 0, startedAt: new Date().toISOString(), failure });
    return [arn, failure] as const;
  });
  return Object.fromEntries([...read, ...skipped]);
}

async function readOne(
  recorder: CoverageRecorder,
  iam: IAMClient,
  arn: string,
  { lastAccessedPollMs, lastAccessedDeadlineMs }: LastAccessedTimings,
): Promise<Read<ServiceAccess[]>> {
  const job = await readApi(recorder, { ...IAM_APIS.generateLastAccessed, items: () => 0 }, async (abortSignal) => {
    const { JobId } = await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: arn }), { abortSignal });
    return JobId;
  });
  if (!job.ok) return job;
  return readApi(recorder, IAM_APIS.getLastAccessed, async (signal) => {
    const waited = AbortSignal.any([signal, AbortSignal.timeout(lastAccessedDeadlineMs)]);
    const services: ServiceLastAccessed[] = [];
    let marker: string | undefined;
    for (;;) {
      const answer = await iam.send(
        new GetServiceLastAccessedDetailsCommand({ JobId: job.value, ...(marker ? { Marker: marker } : {}) }),
        { abortSignal: signal },
      );
      if (answer.JobStatus === 'FAILED') throw named('LastAccessedJobFailed');
      if (answer.JobStatus === 'COMPLETED') {
        services.push(...(answer.ServicesLastAccessed ?? []));
        if (!answer.IsTruncated || !answer.Marker || answer.Marker === marker) return services.map(toAccess);
        marker = answer.Marker;
      } else await sleep(lastAccessedPollMs, waited).catch(() => Promise.reject(named('TimeoutError')));
    }
  });
}

function toAccess({ ServiceNamespace, LastAuthenticated }: ServiceLastAccessed): ServiceAccess {
  return { namespace: ServiceNamespace ?? '', lastAuthenticated: isoOf(LastAuthenticated) };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

function overLimit(limit: number, total: number): FailedRead {
  return {
    ok: false,
    ...IAM_APIS.getLastAccessed,
    outcome: 'partial',
    errorCode: 'OverLimit',
    detail: `Only the first ${limit} of ${total} principals were asked about in this read.`,
  };
}
