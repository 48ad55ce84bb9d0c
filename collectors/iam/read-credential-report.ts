import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  type GetCredentialReportCommandOutput,
  type IAMClient,
} from '@aws-sdk/client-iam';
import type { Read } from '../coverage.ts';
import { sleep } from '../limits.ts';
import { readApi, type CoverageRecorder } from '../read-result.ts';
import { IAM_APIS } from './apis.ts';
import { parseCredentialReport } from './credential-report.ts';
import type { CredentialReport } from './snapshot.ts';

/** How long to wait for a report, and how often to ask. */
export interface ReportTimings {
  reportDeadlineMs: number;
  reportPollMs: number;
}

/**
 * The account's credential report. Asks AWS to make one and waits for it until the deadline; AWS makes at most one
 * every four hours. When it will not (LimitExceeded, no permission, too slow), the stored report is taken instead,
 * with its own `generatedAt` and `isStored`.
 */
export async function readCredentialReport(
  recorder: CoverageRecorder,
  iam: IAMClient,
  timings: ReportTimings,
): Promise<Read<CredentialReport>> {
  const isFresh = await generate(recorder, iam, timings);
  return readApi(
    recorder,
    { ...IAM_APIS.getReport, items: ({ rows }: CredentialReport) => rows.length },
    async (abortSignal) => toReport(await iam.send(new GetCredentialReportCommand({}), { abortSignal }), !isFresh),
  );
}

/** True when AWS says that a report is complete; false leaves the stored one. */
async function generate(
  recorder: CoverageRecorder,
  iam: IAMClient,
  { reportDeadlineMs, reportPollMs }: ReportTimings,
): Promise<boolean> {
  const answer = await readApi(recorder, { ...IAM_APIS.generateReport, items: () => 0 }, async (signal) => {
    const waited = AbortSignal.any([signal, AbortSignal.timeout(reportDeadlineMs)]);
    for (;;) {
      const { State } = await iam.send(new GenerateCredentialReportCommand({}), { abortSignal: signal });
      if (State === 'COMPLETE') return true;
      try {
        await sleep(reportPollMs, waited);
      } catch {
        return false;
      }
    }
  });
  return answer.ok && answer.value;
}

function toReport({ Content, GeneratedTime }: GetCredentialReportCommandOutput, isStored: boolean): CredentialReport {
  const { rows, malformedLines } = parseCredentialReport(new TextDecoder().decode(Content ?? new Uint8Array()));
  if (!GeneratedTime || Number.isNaN(GeneratedTime.getTime()))
    throw Object.assign(new Error('A credential report without its time'), { name: 'MalformedResponse' });
  return { generatedAt: GeneratedTime.toISOString(), isStored, rows, malformedLines };
}
