import { beforeAll, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/test/aws/faults.ts';
import type { Collected } from '../collector.ts';
import type { CoverageEntry } from '../coverage.ts';
import { evaluate } from '../evaluate.ts';
import { IAM_APIS } from './apis.ts';
import { ESTATE } from './cases/estate.ts';
import { stageRead, type Scene } from './cases/scene.ts';
import { iamCollector } from './collector.ts';
import type { IamSnapshot } from './snapshot.ts';

/** What each fault must look like in coverage. */
const FAULTS: [FaultKind, CoverageEntry['outcome'], RegExp][] = [
  ['throttle', 'throttled', /^(Throttling|TooManyRequestsException)$/],
  ['server_error', 'error', /^InternalFailure$/],
  ['access_denied', 'denied', /^AccessDenied(Exception)?$/],
  ['scp_denied', 'scp_denied', /^AccessDenied(Exception)?$/],
  ['expired_token', 'error', /^ExpiredToken(Exception)?$/],
  ['garbage', 'error', /^MalformedResponse$/],
  ['empty', 'error', /^MalformedResponse$/],
  ['hang', 'error', /^TimeoutError$/],
  ['reset', 'error', /^NetworkError$/],
];

const APIS = Object.values(IAM_APIS).map(({ api }) => api);

/** A hang costs its whole time-out, so that only `npm run soak` tries it on every API. */
const HUNG = process.env['SOAK'] ? APIS : APIS.filter((_, index) => index % 4 === 0);

let faultless: Collected;
beforeAll(async () => {
  faultless = await collect({});
});

it('has nothing to compare with unless the faultless read is whole', () => {
  expect(faultless.coverage.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  expect(new Set(faultless.outcomes.map(({ outcome }) => outcome.status))).toEqual(
    new Set(['pass', 'fail', 'warning']),
  );
});

async function collect(scene: Scene): Promise<Collected> {
  return evaluate(iamCollector, (await stageRead(scene)).snapshot);
}

/** No verdict may differ from the truth, and nothing may vanish without its API saying that it was not read. */
function expectNothingFalse(faulted: Collected): void {
  const failedApis = new Set(faulted.coverage.filter(({ outcome }) => outcome !== 'ok').map(({ api }) => api));
  const key = ({ checkId, outcome }: Collected['outcomes'][number]) => `${checkId} ${outcome.resource.uid}`;
  const truth = new Map(faultless.outcomes.map((entry) => [key(entry), entry.outcome.status]));
  const false_ = faulted.outcomes.filter(
    (entry) => entry.outcome.status !== 'warning' && entry.outcome.status !== truth.get(key(entry)),
  );
  expect(false_).toEqual([]);

  const seen = new Set(faulted.outcomes.map(key));
  const vanished = faultless.outcomes.filter((entry) => !seen.has(key(entry)));
  const unexplained = vanished.filter(({ checkId }) => {
    const check = iamCollector.checks.find(({ id }) => id === checkId)!;
    return ![...check.listedBy, ...check.apis].some((api) => failedApis.has(api));
  });
  expect(unexplained.map(key)).toEqual([]);

  const rows = new Set(faulted.resources.map(({ uid }) => uid));
  const gone = faultless.resources.filter(
    ({ uid, listedBy }) => !rows.has(uid) && !listedBy.some((api) => failedApis.has(api)),
  );
  expect(gone.map(({ uid }) => uid)).toEqual([]);
}

describe.each(FAULTS)('under %s', (kind, outcome, errorCode) => {
  it.each(kind === 'hang' ? HUNG : APIS)('%s fails alone, as what it is, and nothing false follows', async (api) => {
    const [service, operation] = api.split(':') as [string, string];
    const faulted = await collect({
      ...(kind === 'hang' ? { requestMs: 600, maxAttempts: 1 } : {}),
      fault: ({ faults }) => faults.add({ kind, service, operation }),
    });
    const entry = faulted.coverage.find((row) => row.api === api)!;
    expect(entry).toMatchObject({ outcome, permission: api, items: 0 });
    expect(entry.errorCode).toMatch(errorCode);
    const others = faulted.coverage.filter((row) => row.api !== api && row.outcome !== 'ok');
    // With the short time-out of a hang, a busy machine may answer late elsewhere too; no other class may appear.
    expect(others.filter((row) => kind !== 'hang' || row.errorCode !== 'TimeoutError')).toEqual([]);
    expectNothingFalse(faulted);
  });
});

describe('other faults', () => {
  it('throttling that ends leaves no trace', async () => {
    const { snapshot } = await stageRead({ fault: ({ faults }) => faults.add({ kind: 'throttle', times: 2 }) });
    expect({ ...snapshot, coverage: [] }).toEqual(ESTATE);
  });

  it.each([
    ['iam:GetAccountAuthorizationDetails', (snapshot: IamSnapshot) => snapshot.authorization.failure],
    ['iam:ListVirtualMFADevices', (snapshot: IamSnapshot) => snapshot.virtualMfaDevices.failure],
    ['iam:ListServerCertificates', (snapshot: IamSnapshot) => snapshot.serverCertificates.failure],
  ])('%s failing on page 2 is partial and truncated, and nothing false follows', async (api, failureOf) => {
    const twice = <T>(items: T[]) => [...items, ...items];
    const { snapshot } = await stageRead({
      pageSize: 1,
      snapshot: {
        ...ESTATE,
        virtualMfaDevices: { items: twice(ESTATE.virtualMfaDevices.items), failure: null },
        serverCertificates: { items: twice(ESTATE.serverCertificates.items), failure: null },
      },
      fault: ({ faults }) => faults.add({ kind: 'server_error', operation: api.split(':')[1]!, afterFirstPage: true }),
    });
    expect(failureOf(snapshot)).toMatchObject({ outcome: 'partial', permission: api });
    expect(snapshot.coverage.find((row) => row.api === api)).toMatchObject({
      outcome: 'partial',
      truncated: true,
      items: 1,
    });
    expectNothingFalse(evaluate(iamCollector, snapshot));
  });

  it.each(['ListAnalyzers', 'ListFindingsV2'])('access-analyzer:%s failing on page 2 is partial', async (operation) => {
    const [first, ...rest] = ESTATE.analyzers.map((entry) => {
      const [analyzer] = entry.analyzers.items;
      if (!analyzer) return entry;
      const active = { ...analyzer, activeFindings: { ok: true as const, value: 3 } };
      const more = operation === 'ListAnalyzers' ? [{ ...active, arn: `${active.arn}-2` }] : [];
      return { ...entry, analyzers: { items: [active, ...more], failure: null } };
    });
    const { snapshot } = await stageRead({
      pageSize: 1,
      snapshot: { ...ESTATE, analyzers: [first!, ...rest] },
      fault: ({ faults }) =>
        faults.add({ kind: 'server_error', service: 'access-analyzer', operation, afterFirstPage: true }),
    });
    const partial = snapshot.coverage.filter(({ api }) => api === `access-analyzer:${operation}`);
    expect(partial.map(({ outcome }) => outcome)).toContain('partial');
    expectNothingFalse(evaluate(iamCollector, snapshot));
  });

  it('access analyzers that hang in one region leave the other region and IAM itself as they are', async () => {
    const faulted = await collect({
      requestMs: 2_500,
      maxAttempts: 1,
      fault: ({ faults }) => faults.add({ kind: 'hang', service: 'access-analyzer', region: 'eu-west-1' }),
    });
    expect(
      faulted.coverage.filter(({ outcome }) => outcome !== 'ok').map(({ api, region }) => `${api} ${region}`),
    ).toEqual(['access-analyzer:ListAnalyzers eu-west-1']);
    expectNothingFalse(faulted);
  });

  it('a disabled region says so and leaves the others alone', async () => {
    const faulted = await collect({
      fault: ({ faults }) => faults.add({ kind: 'region_disabled', region: 'eu-west-1' }),
    });
    expect(faulted.coverage.filter(({ outcome }) => outcome !== 'ok')).toMatchObject([
      { api: 'access-analyzer:ListAnalyzers', region: 'eu-west-1', outcome: 'region_disabled' },
    ]);
    expectNothingFalse(faulted);
  });

  it('ends at its deadline when everything hangs, with nothing concluded and everything named', async () => {
    const faulted = await collect({ deadlineMs: 300, fault: ({ faults }) => faults.add({ kind: 'hang' }) });
    expect(new Set(faulted.coverage.map(({ outcome, errorCode }) => `${outcome} ${errorCode}`))).toEqual(
      new Set(['error DeadlineExceeded']),
    );
    expectNothingFalse(faulted);
  });
});
