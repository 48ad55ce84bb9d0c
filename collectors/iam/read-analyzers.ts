import { AccessAnalyzerClient, ListAnalyzersCommand, ListFindingsV2Command } from '@aws-sdk/client-accessanalyzer';
import type { ReadContext } from '../collector.ts';
import type { CoverageEntry } from '../coverage.ts';
import { mapWithLimit } from '../limits.ts';
import { createRecorder, readPages, type CoverageRecorder } from '../read-result.ts';
import type { Session } from '../session.ts';
import { IAM_APIS } from './apis.ts';
import type { Analyzer, AnalyzersInRegion } from './snapshot.ts';

/**
 * The access analyzers of every region of the session, and how many active findings each has. Coverage is per region,
 * because a disabled or forbidden region says nothing of the others.
 */
export async function readAnalyzers(
  session: Session,
  { accountUid, signal, onProgress }: ReadContext,
): Promise<{ analyzers: AnalyzersInRegion[]; coverage: CoverageEntry[] }> {
  const read = await mapWithLimit(session.regions, 6, async (region) => {
    const recorder = createRecorder({ product: 'iam', accountUid, region, signal, onProgress });
    const analyzers = await readRegion(recorder, session.client(AccessAnalyzerClient, region));
    return { region, analyzers, coverage: recorder.entries() };
  });
  return {
    analyzers: read.map(({ region, analyzers }) => ({ region, analyzers })),
    coverage: read.flatMap(({ coverage }) => coverage),
  };
}

async function readRegion(
  recorder: CoverageRecorder,
  client: AccessAnalyzerClient,
): Promise<AnalyzersInRegion['analyzers']> {
  const listed = await readPages(
    recorder,
    IAM_APIS.analyzers,
    (nextToken, abortSignal) => client.send(new ListAnalyzersCommand(nextToken ? { nextToken } : {}), { abortSignal }),
    (page) => ({ items: page.analyzers ?? [], next: page.nextToken }),
  );
  const items: Analyzer[] = [];
  for (const { arn, name, type, status } of listed.items) {
    if (!arn) continue;
    const activeFindings = status === 'ACTIVE' ? await countActiveFindings(recorder, client, arn) : null;
    items.push({ arn, name: name ?? arn.split('/').at(-1)!, type: type ?? '', status: status ?? '', activeFindings });
  }
  return { items, failure: listed.failure };
}

async function countActiveFindings(
  recorder: CoverageRecorder,
  client: AccessAnalyzerClient,
  analyzerArn: string,
): Promise<Analyzer['activeFindings']> {
  const { items, failure } = await readPages(
    recorder,
    IAM_APIS.analyzerFindings,
    (nextToken, abortSignal) =>
      client.send(
        new ListFindingsV2Command({
          analyzerArn,
          filter: { status: { eq: ['ACTIVE'] } },
          maxResults: 100,
          ...(nextToken ? { nextToken } : {}),
        }),
        { abortSignal },
      ),
    (page) => ({ items: page.findings?.map(({ id }) => id) ?? [], next: page.nextToken }),
  );
  return failure ?? { ok: true, value: items.length };
}
