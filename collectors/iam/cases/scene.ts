import { COLLECTED_AT } from '../../../src/test/aws/iam-estate.ts';
import { accessAnalyzerStandIn, iamStandIn, type IamStandInOptions } from '../../../src/test/aws/iam.ts';
import { startAws, type AwsStandIn, type CountedCall } from '../../../src/test/aws/server.ts';
import { stsStandIn } from '../../../src/test/aws/sts.ts';
import { openSession } from '../../session.ts';
import { readIam, type IamTimings } from '../read.ts';
import type { IamSnapshot } from '../snapshot.ts';
import { ESTATE } from './estate.ts';

const TIMINGS: IamTimings = {
  reportDeadlineMs: 10_000,
  reportPollMs: 1,
  lastAccessedDeadlineMs: 10_000,
  lastAccessedPollMs: 1,
  maxLastAccessed: 300,
};

/** How one read is staged. */
export interface Scene extends Partial<IamStandInOptions> {
  snapshot?: IamSnapshot;
  timings?: Partial<IamTimings>;
  deadlineMs?: number;
  requestMs?: number;
  maxAttempts?: number;
  fault?: (aws: AwsStandIn) => void;
}

/** What was read, and the calls it took. */
export interface Staged {
  snapshot: IamSnapshot;
  calls: CountedCall[];
  unknownCalls: CountedCall[];
}

/** Starts a stand-in that serves the snapshot, reads it with real SDK clients, and stops it. */
export async function stageRead(scene: Scene = {}): Promise<Staged> {
  const {
    snapshot = ESTATE,
    timings,
    deadlineMs = 20_000,
    requestMs = 5_000,
    maxAttempts = 3,
    fault,
    ...options
  } = scene;
  const estate = () => snapshot;
  const aws: AwsStandIn = await startAws({
    services: [
      stsStandIn({ identities: () => aws.identities }),
      iamStandIn({ estate, ...options }),
      accessAnalyzerStandIn({ estate, ...options }),
    ],
  });
  const session = await openSession({
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'unused' },
    regions: ['eu-west-1', 'us-east-1'],
    homeRegion: 'us-east-1',
    retries: { maxAttempts, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 3 },
    timeouts: { requestMs },
  });
  fault?.(aws);
  const context = {
    accountUid: session.accountUid,
    region: 'global',
    collectedAt: COLLECTED_AT,
    cursor: null,
    signal: AbortSignal.timeout(deadlineMs),
  };
  try {
    const read = await readIam(session, context, { ...TIMINGS, ...timings });
    return { snapshot: read, calls: aws.calls, unknownCalls: aws.unknownCalls };
  } finally {
    session.close();
    await aws.close();
  }
}
